package org.openclaw.appliance.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * A file beside the database that says "SQLite met damage here". Damage often shows only when a page is read, long after the
 * start; the mark makes the next start repair it. While a repair goes on it names the file the damaged database is moved to,
 * so that a repair that a power cut interrupts is done again and doesn't pass for finished.
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

    /** Notes, durably, where a repair moves the damaged database. */
    static void name(Path database, Path aside) throws IOException {
        Path mark = of(database);
        try (FileChannel channel = FileChannel.open(
                mark, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(StandardCharsets.UTF_8.encode(aside.getFileName().toString()));
            channel.force(true);
        }
        PrivateFiles.sync(database.getParent());
    }

    /** Where a repair that was interrupted moves the damaged database; empty when none began. */
    static Optional<Path> named(Path database) throws IOException {
        Path mark = of(database);
        String name = Files.exists(mark) ? Files.readString(mark) : "";
        return name.startsWith(mark.getFileName() + "-") ? Optional.of(mark.resolveSibling(name)) : Optional.empty();
    }

    static void clear(Path database) throws IOException {
        Files.deleteIfExists(of(database));
        PrivateFiles.sync(database.getParent());
    }

    private static Path of(Path database) {
        return database.resolveSibling(database.getFileName() + ".damaged");
    }
}
