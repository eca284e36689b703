package org.openclaw.appliance.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Replaces a damaged database by a new one that holds what could still be read. */
final class Salvage {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private Salvage() {}

    /** @param cause what was wrong, for the report */
    static StoreReport replace(Path file, String cause, Clock clock) {
        try {
            Path aside = DamageMark.named(file).orElseGet(() -> free(file, clock));
            DamageMark.name(file, aside);
            moveAside(file, aside);
            PrivateFiles.create(file);
            StoreReport report = copy(aside, file, cause);
            DamageMark.clear(file);
            return report;
        } catch (IOException e) {
            throw PrivateFiles.unusable(file, e);
        } catch (SQLException e) {
            throw Faults.of(e);
        }
    }

    private static Path free(Path file, Clock clock) {
        Path aside = file.resolveSibling(file.getFileName() + ".damaged-" + STAMP.format(clock.instant()));
        for (int n = 2; Files.exists(aside); n++) {
            aside = file.resolveSibling(file.getFileName() + ".damaged-" + STAMP.format(clock.instant()) + "-" + n);
        }
        return aside;
    }

    // The side files keep the names SQLite expects beside the moved database: its log may hold the newest rows. It goes first,
    // so that whatever stands under the old name once the database itself has moved belongs to an interrupted repair.
    private static void moveAside(Path file, Path aside) throws IOException {
        boolean moved = Files.exists(aside);
        for (String suffix : List.of("-wal", "")) {
            Path part = file.resolveSibling(file.getFileName() + suffix);
            if (moved) {
                Files.deleteIfExists(part);
            } else if (Files.exists(part)) {
                Files.move(part, aside.resolveSibling(aside.getFileName() + suffix), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + "-shm"));
        PrivateFiles.sync(file.getParent());
    }

    private static StoreReport copy(Path aside, Path file, String cause) throws SQLException {
        Map<String, Long> rows = new LinkedHashMap<>();
        List<String> incomplete = new ArrayList<>();
        try (Connection fresh = Connections.writer(file)) {
            Migrations.apply(fresh, file);
            Transactions.execute(fresh, "PRAGMA foreign_keys=OFF");
            try (Connection damaged = Connections.reader(aside)) {
                for (String table : TableCopy.tables(fresh)) {
                    TableCopy copy = new TableCopy(damaged, fresh, table);
                    rows.put(table, copy.run());
                    if (!copy.complete()) {
                        incomplete.add(table);
                    }
                }
            } catch (SQLException e) {
                incomplete.addAll(TableCopy.tables(fresh).stream().filter(table -> !rows.containsKey(table)).toList());
            }
            TableCopy.dropOrphans(fresh);
        }
        return new StoreReport(cause, aside, rows, incomplete);
    }
}
