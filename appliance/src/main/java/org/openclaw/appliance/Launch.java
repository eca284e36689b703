package org.openclaw.appliance;

import java.time.Clock;
import java.util.Optional;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.GatewaySettings;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.platform.Platform;
import org.openclaw.appliance.restart.Restarts;
import org.openclaw.appliance.secret.Secrets;
import org.openclaw.appliance.settings.ConfigReload;

/**
 * Everything one run of the gateway is decided by, before anything is opened.
 *
 * @param paths where this instance keeps its things
 * @param environment the process's environment, with what {@code .env} and {@code env.vars} add
 * @param settings configuration, environment and command line, merged and checked
 * @param configFile where the configuration comes from
 * @param reader makes settings of a later state of that file, with the same command line
 * @param platform the system underneath
 * @param restarts where the gateway's parts ask for a restart
 * @param verbose whether the terminal shows debug lines
 * @param rescue why only a rescue is served, as a clause; empty for a gateway that works
 * @param secrets resolves what configurations refer to; the reader uses it, too
 */
public record Launch(
        StatePaths paths, Environment environment, GatewaySettings settings, ConfigFile configFile,
        ConfigReload.Reader reader, Platform platform, Restarts restarts, boolean verbose, Optional<String> rescue,
        Secrets secrets) {

    /** With secrets of its own; the reader knows nothing of them. */
    Launch(
            StatePaths paths, Environment environment, GatewaySettings settings, ConfigFile configFile,
            ConfigReload.Reader reader, Platform platform, Restarts restarts, boolean verbose, Optional<String> rescue) {
        this(
                paths, environment, settings, configFile, reader, platform, restarts, verbose, rescue,
                new Secrets(paths, Clock.systemUTC()));
    }

    /** With a restart that nobody would carry out. */
    Launch(
            StatePaths paths, Environment environment, GatewaySettings settings, ConfigFile configFile,
            ConfigReload.Reader reader, Platform platform, boolean verbose) {
        this(paths, environment, settings, configFile, reader, platform, new Restarts(), verbose, Optional.empty());
    }
}
