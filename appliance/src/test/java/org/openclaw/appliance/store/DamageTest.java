package org.openclaw.appliance.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.store.StoreException.Reason;

class DamageTest {

    private static final int PAGE = 4096;
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T10:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void chooseFile() {
        file = directory.resolve("openclaw.sqlite");
    }

    @Test
    void movesAFileThatIsNoDatabaseAsideAndReportsIt() throws Exception {
        byte[] garbage = "this is not a database, and long enough to be read as a header by SQLite. ".repeat(20).getBytes();
        Files.write(file, garbage);
        try (Store store = Store.open(file, CLOCK)) {
            StoreReport report = store.report().orElseThrow();
            assertEquals("openclaw.sqlite.damaged-20261121T100000Z", report.movedTo().getFileName().toString());
            assertEquals(garbage.length, Files.size(report.movedTo()));
            assertTrue(report.sentence().contains(report.movedTo().toString()));
            assertFalse(report.incomplete().isEmpty());
            assertEquals(0, sessions(store));
        }
        try (Store store = Store.open(file, CLOCK)) {
            assertTrue(store.report().isEmpty(), "reported once");
        }
    }

    @Test
    void takesOverWhatADamagedDatabaseStillHolds() throws Exception {
        fill(2_000);
        overwriteAPageInTheMiddle();
        try (Store store = Store.open(file, CLOCK)) {
            StoreException e = assertThrows(StoreException.class, () -> store.read(
                    sql -> sql.query("SELECT settings FROM session NOT INDEXED", row -> row.text("settings"))));
            assertEquals(Reason.DAMAGED, e.reason());
        }
        try (Store store = Store.open(file, CLOCK)) {
            StoreReport report = store.report().orElseThrow();
            assertEquals(List.of("session"), report.incomplete());
            long saved = report.rows().get("session");
            assertTrue(saved > 1_900 && saved < 2_000, "saved " + saved);
            assertEquals(saved, sessions(store));
            assertTrue(Files.exists(report.movedTo()));
        }
    }

    @Test
    void doesARepairAgainThatAPowerCutInterrupted() throws Exception {
        fill(20);
        Path aside = directory.resolve("openclaw.sqlite.damaged-20261121T090000Z");
        Files.move(file, aside);
        fill(3);
        Files.writeString(directory.resolve("openclaw.sqlite.damaged"), aside.getFileName().toString());
        try (Store store = Store.open(file, CLOCK)) {
            assertEquals(aside, store.report().orElseThrow().movedTo());
            assertEquals(20, sessions(store));
        }
        try (Store store = Store.open(file, CLOCK)) {
            assertTrue(store.report().isEmpty(), "done once");
        }
    }

    @Test
    void refusesADatabaseOfANewerVersionAndLeavesItAlone() throws Exception {
        try (Store store = Store.open(file, CLOCK)) {
            store.write(sql -> sql.update("PRAGMA user_version=9999"));
        }
        StoreException e = assertThrows(StoreException.class, () -> Store.open(file, CLOCK));
        assertEquals(Reason.NEWER_SCHEMA, e.reason());
        assertTrue(e.getMessage().contains("9999"), e.getMessage());
        try (var left = Files.list(directory)) {
            assertTrue(left.noneMatch(path -> path.toString().contains("damaged")));
        }
    }

    @Test
    void bringsAnEmptyFileUpToDate() throws Exception {
        Files.createFile(file);
        try (Store store = Store.open(file, CLOCK)) {
            long version = store.read(sql -> sql.first("PRAGMA user_version", row -> row.number("user_version"))).orElseThrow();
            assertEquals(Migrations.SCRIPTS.size(), version);
            assertTrue(store.report().isEmpty());
        }
    }

    @Test
    void bringsThePreviousVersionUpToDateAndKeepsItsRows() throws Exception {
        try (var connection = Connections.writer(file)) {
            for (int version = 1; version < Migrations.SCRIPTS.size(); version++) {
                Migrations.apply(connection, version);
            }
            Transactions.execute(connection, "CREATE TABLE IF NOT EXISTS kept(x)");
            Transactions.execute(connection, "INSERT INTO kept VALUES (7)");
        }
        try (Store store = Store.open(file, CLOCK)) {
            assertEquals(7, store.read(sql -> sql.first("SELECT x FROM kept", row -> row.number("x"))).orElseThrow());
            assertEquals(0, sessions(store));
        }
    }

    private void fill(int rows) {
        try (Store store = Store.open(file, CLOCK)) {
            store.write(sql -> {
                for (int i = 0; i < rows; i++) {
                    sql.update(
                            "INSERT INTO session(key, agent_id, session_id, lifecycle_revision, created_via, settings, created_at,"
                                    + " updated_at, session_started_at) VALUES (?, 'main', ?, 'r', 'test', ?, 0, 0, 0)",
                            "agent:main:" + i,
                            "id" + i,
                            "{\"filler\":\"" + "f".repeat(500) + "\"}");
                }
                return null;
            });
        }
    }

    // A leaf of the session table: found by its filler, so that the test doesn't depend on where SQLite puts what.
    private void overwriteAPageInTheMiddle() throws Exception {
        byte[] content = Files.readAllBytes(file);
        int page = content.length / PAGE / 2;
        while (!new String(content, page * PAGE, PAGE, java.nio.charset.StandardCharsets.ISO_8859_1).contains("fffffff")) {
            page++;
        }
        try (RandomAccessFile damage = new RandomAccessFile(file.toFile(), "rw")) {
            damage.seek((long) page * PAGE);
            byte[] noise = new byte[PAGE];
            java.util.Arrays.fill(noise, (byte) 0xAA);
            damage.write(noise);
        }
    }

    private static long sessions(Store store) {
        return store.read(sql -> sql.first("SELECT count(*) AS n FROM session", row -> row.number("n"))).orElseThrow();
    }
}
