package org.openclaw.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills processes that write the configuration: each kill ends a process in its loop, and each is followed by a look at the file. */
class KilledWriterTest {

    private static final int WRITERS = 3;
    private static final int KILLS = Integer.getInteger("config.kills", 15);
    /** Until the first kill of a round there are up to so many writes; the later ones follow while the others go on. */
    private static final int MOST_WRITES = 60;
    private static final int MOST_NANOS_BETWEEN = 15_000_000;

    @TempDir
    Path home;

    /** A process that is killed: counts a key of its own up from where it stands, and says each number once it is written. */
    static final class Writer {
        public static void main(String[] arguments) throws Exception {
            ConfigFile config = new ConfigFixture(Path.of(arguments[0])).config();
            String key = "env.vars.WRITER_" + arguments[1];
            int last = config.get(key).asInt();
            for (int number = last + 1; number < last + 60_000; number++) {
                if (!(config.set(key, "'" + number + "'") instanceof WriteResult.Written)) {
                    throw new IOException("not written");
                }
                System.out.println(number);
            }
        }
    }

    /** A running one, and the last number it said. */
    private record Running(Process process, String key, AtomicInteger said, Thread reader) {

        static Running start(Path home, int index, CountDownLatch writes) throws IOException {
            Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx64m",
                    "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
                    Writer.class.getName(), home.toString(), Integer.toString(index))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            AtomicInteger said = new AtomicInteger();
            Thread reader = Thread.ofVirtual().start(() -> {
                try (BufferedReader lines = process.inputReader()) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        said.set(Integer.parseInt(line));
                        writes.countDown();
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            return new Running(process, "env.vars.WRITER_" + index, said, reader);
        }

        /** It must have been alive until now: what ended by itself is no kill. */
        void kill() throws InterruptedException {
            assertTrue(process.isAlive(), "a writer ended by itself");
            // Not Process.destroyForcibly: that closes the pipe, and what was said last would be lost.
            process.toHandle().destroyForcibly();
            process.waitFor();
            reader.join();
        }
    }

    @Test
    void writersKilledAtAnyTimeLeaveAFileThatLoadsAndHasAllTheyWrote() throws Exception {
        ConfigFixture fixture = new ConfigFixture(home).file("// kept\n{gateway: {port: 1, mode: 'local'}}\n");
        Random random = new Random();
        int kills = 0;
        while (kills < KILLS) {
            CountDownLatch writes = new CountDownLatch(1 + random.nextInt(MOST_WRITES));
            List<Running> writers = new ArrayList<>();
            for (int i = 0; i < Math.min(WRITERS, KILLS - kills); i++) {
                writers.add(Running.start(home, i, writes));
            }
            assertTrue(writes.await(120, TimeUnit.SECONDS), "the writers don't get on");
            for (Running writer : writers) {
                LockSupport.parkNanos(random.nextInt(MOST_NANOS_BETWEEN));
                writer.kill();
                kills++;
                looksRight(fixture, writer, kills);
            }
        }
        fixture.config().set("gateway.port", "2");
        try (Stream<Path> files = Files.list(fixture.paths().configFile().getParent())) {
            assertEquals(List.of(), files.map(path -> path.getFileName().toString())
                    .filter(name -> name.matches("\\.openclaw\\.json\\..*\\d.*")).toList());
        }
        System.out.println("writers of the configuration killed: " + kills);
    }

    private static void looksRight(ConfigFixture fixture, Running killed, int kills) throws IOException {
        LoadResult.Loaded loaded = fixture.loaded();
        String told = "after kill " + kills;
        assertTrue(Integer.parseInt(loaded.config().text(killed.key()).orElse("0")) >= killed.said().get(), told);
        assertEquals("local", loaded.config().text("gateway.mode").orElseThrow(), told);
        assertTrue(fixture.config().text().orElseThrow().startsWith("// kept"), told);
    }
}
