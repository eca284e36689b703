package org.openclaw.appliance.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * A file beside the database that says "SQLite met damage here". Damage often shows only when a page is read, long after the
 * start; the mark makes the next start repair it.
 */
final class DamageMark {

    private static final TaggedLogger LOG = Logger.tag("store");

    private DamageMark() {}

    static boolean isSet(Path database) {
        return Files.exists(of(database));
    }

    static void set(Path database) {
        try {
            Files.createFile(of(database));
            PrivateFiles.sync(database.getParent());
            LOG.error("The database {} is damaged. Restart the gateway: it then repairs the database.", database);
        } catch (IOException e) {
            LOG.debug("damage mark not written: {}", e.getMessage());
        }
    }

    static void clear(Path database) throws IOException {
        Files.deleteIfExists(of(database));
    }

    private static Path of(Path database) {
        return database.resolveSibling(database.getFileName() + ".damaged");
    }
}
