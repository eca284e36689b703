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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledWriterTest {

    private static final int WRITERS = 3;
    private static final int ROUNDS = 5;
    private static final int WRITES_A_ROUND = 210;

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
    }

    @Test
    void writersKilledAtAnyTimeLeaveAFileThatLoadsAndHasAllTheyWrote() throws Exception {
        ConfigFixture fixture = new ConfigFixture(home).file("// kept\n{gateway: {port: 1, mode: 'local'}}\n");
        for (int round = 0; round < ROUNDS; round++) {
            CountDownLatch writes = new CountDownLatch(WRITES_A_ROUND);
            List<Running> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(Running.start(home, i, writes));
            }
            assertTrue(writes.await(120, TimeUnit.SECONDS), "the writers don't get on");
            for (Running writer : writers) {
                writer.process().destroyForcibly().waitFor();
                writer.reader().join();
            }
            LoadResult.Loaded loaded = fixture.loaded();
            for (Running writer : writers) {
                assertTrue(Integer.parseInt(loaded.config().text(writer.key()).orElse("0")) >= writer.said().get(), writer.key());
            }
            assertEquals("local", loaded.config().text("gateway.mode").orElseThrow());
            assertTrue(fixture.config().text().orElseThrow().startsWith("// kept"));
        }
        fixture.config().set("gateway.port", "2");
        try (Stream<Path> files = Files.list(fixture.paths().configFile().getParent())) {
            assertEquals(List.of(), files.map(path -> path.getFileName().toString())
                    .filter(name -> name.matches("\\.openclaw\\.json\\..*\\d.*")).toList());
        }
    }
}
