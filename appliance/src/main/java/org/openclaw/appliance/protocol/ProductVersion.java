package org.openclaw.appliance.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Properties;

/** What was fixed when this program was built: the version it tells its clients, and the time. */
public final class ProductVersion {

    /** No program of this kind existed before. */
    private static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

    private ProductVersion() {}

    /** For example {@code 0.1.0}. */
    public static String text() {
        return property("version");
    }

    /** When this program was built; no clock that is right tells an earlier time. */
    public static Instant built() {
        try {
            return Instant.parse(property("built"));
        } catch (DateTimeParseException e) {
            // Run from an IDE that doesn't fill in the build's properties.
            return EARLIEST;
        }
    }

    private static String property(String name) {
        try (InputStream resource = ProductVersion.class.getResourceAsStream("/org/openclaw/appliance/version.properties")) {
            Properties properties = new Properties();
            properties.load(resource);
            return properties.getProperty(name, "");
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own version can't be read; its jar is damaged", e);
        }
    }
}
