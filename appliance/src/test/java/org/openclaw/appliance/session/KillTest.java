package org.openclaw.appliance.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged survives a {@code kill -9} at any moment. */
class KillTest {

    private static final int ROUNDS = 5;
    private static final int WRITERS = 4;
    private static final int ID_LENGTH = 36;

    @TempDir
    private Path directory;

    @Test
    void losesNothingThatWasAcknowledged() throws Exception {
        Path file = directory.resolve("openclaw.sqlite");
        Random random = new Random();
        List<String> acknowledged = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            int before = acknowledged.size();
            acknowledged.addAll(writeUntilKilled(file, 1 + random.nextInt(60)));
            assertTrue(acknowledged.size() > before, "the child acknowledged something");
            verify(file, acknowledged);
        }
    }

    private static List<String> writeUntilKilled(Path file, int linesBeforeKill) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> ids = new ArrayList<>();
        try (BufferedReader output = child.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                // The last line may be torn, and what the child didn't finish saying it didn't acknowledge.
                if (line.length() == ID_LENGTH) {
                    ids.add(line);
                }
                if (ids.size() == linesBeforeKill) {
                    // The handle's, because the process's own closes the pipe with what the child still said.
                    child.toHandle().destroyForcibly();
                }
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        return ids;
    }

    private static void verify(Path file, List<String> acknowledged) {
        try (Desk desk = new Desk(file)) {
            assertTrue(desk.store.report().isEmpty(), "the database is sound");
            assertEquals("ok", desk.store.read(sql -> sql.first("PRAGMA quick_check", row -> row.text("quick_check"))).orElseThrow());
            for (String id : acknowledged) {
                SessionKey key = Child.key(id);
                assertTrue(desk.sessions.entry(key, id).isPresent(), id);
                // A client that repeats its request after the crash is told that it was taken.
                assertInstanceOf(
                        RunAdmission.Duplicate.class,
                        desk.sessions.beginRun("run-" + id, key, NewEntry.of(null, Desk.message("user", "again"))));
            }
            long messages = desk.store.<Long>read(sql -> sql.first("SELECT sum(messages) AS n FROM session", row -> row.number("n")).orElseThrow());
            long entries = desk.store.<Long>read(sql -> sql.first("SELECT count(*) AS n FROM entry", row -> row.number("n")).orElseThrow());
            assertEquals(messages, entries, "counters and messages agree");
        }
    }

    /** Acknowledges messages on its standard output until it is killed. */
    static final class Child {

        private Child() {}

        static SessionKey key(String id) {
            return new SessionKey("main", "s" + id.charAt(0));
        }

        public static void main(String[] arguments) throws InterruptedException {
            Desk desk = new Desk(Path.of(arguments[0]));
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(Thread.startVirtualThread(() -> writeForever(desk.sessions)));
            }
            for (Thread writer : writers) {
                writer.join();
            }
        }

        private static void writeForever(Sessions sessions) {
            while (true) {
                String id = UUID.randomUUID().toString();
                String runId = "run-" + id;
                sessions.beginRun(
                        runId, key(id), new NewEntry(id, runId, runId + ":user", Desk.message("user", "x".repeat(500))));
                System.out.println(id);
            }
        }
    }
}
