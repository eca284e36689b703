package org.openclaw.appliance.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version this program tells its clients, fixed when it was built. */
public final class ProductVersion {

    private ProductVersion() {}

    /** For example {@code 0.1.0}. */
    public static String text() {
        try (InputStream resource = ProductVersion.class.getResourceAsStream("/org/openclaw/appliance/version.properties")) {
            Properties properties = new Properties();
            properties.load(resource);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own version can't be read; its jar is damaged", e);
        }
    }
}
