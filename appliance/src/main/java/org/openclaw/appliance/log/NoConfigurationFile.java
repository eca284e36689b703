package org.openclaw.appliance.log;

import java.util.Properties;
import org.tinylog.configuration.ConfigurationLoader;

/** Keeps tinylog from searching for a properties file at start: {@link LogSettings} say everything. Made by ServiceLoader. */
public final class NoConfigurationFile implements ConfigurationLoader {

    @Override
    public Properties load() {
        return new Properties();
    }
}
