package org.openclaw.appliance.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.protocol.Json;
import org.tinylog.Level;

class JsonLinesWriterTest {

    @TempDir
    Path directory;

    private final MovableClock clock = new MovableClock();
    private final List<Runnable> delayed = new ArrayList<>();
    private final List<LogEntry> console = new ArrayList<>();
    private Path file;

    @BeforeEach
    void chooseFile() {
        file = directory.resolve("logs").resolve("gateway.log");
    }

    @Test
    void writesTheShapeLogReadersKnow() throws Exception {
        JsonLinesWriter writer = writer(file, 100_000);
        writer.write(new LogEntry(clock.instant(), Level.WARN, "gateway/ws", "say \"hi\"\n", "java.io.IOException: x"));

        JsonNode line = Json.parse(Files.readString(file));

        assertEquals("{\"subsystem\":\"gateway/ws\"}", line.get("0").asText());
        assertEquals("say \"hi\"\n", line.get("1").asText());
        assertEquals(4, line.at("/_meta/logLevelId").asInt());
        assertEquals("WARN", line.at("/_meta/logLevelName").asText());
        assertEquals("2026-11-21T10:00:00.000Z", line.at("/_meta/date").asText());
        assertEquals(line.get("0"), line.at("/_meta/name"));
        assertEquals("2026-11-21T10:00:00.000+00:00", line.get("time").asText());
        assertEquals("board", line.get("hostname").asText());
        assertEquals("say \"hi\"\n", line.get("message").asText());
        assertEquals("warn", line.get("level").asText());
        assertEquals("gateway/ws", line.get("subsystem").asText());
        assertEquals("java.io.IOException: x", line.get("error").asText());
    }

    @Test
    void keepsFileAndDirectoryToTheirOwner() throws Exception {
        writer(file, 100_000).write(info("x"));

        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
    }

    @Test
    void gathersLinesForASecondButWritesWarningsAtOnce() throws Exception {
        JsonLinesWriter writer = writer(file, 100_000);
        writer.write(info("first"));
        writer.write(info("second"));
        writer.write(info("third"));

        assertEquals(1, lines(file).size(), "the first line after a pause goes out at once");
        assertEquals(1, delayed.size(), "one wake-up for all lines of the second");

        delayed.removeFirst().run();
        assertEquals(3, lines(file).size());

        writer.write(info("fourth"));
        writer.write(new LogEntry(clock.instant(), Level.WARN, "x", "fifth", ""));
        assertEquals(5, lines(file).size());
    }

    @Test
    void writesWhatIsLeftWhenItCloses() throws Exception {
        JsonLinesWriter writer = writer(file, 100_000);
        writer.write(info("first"));
        writer.write(info("second"));
        writer.close();
        writer.write(info("too late"));

        assertEquals(2, lines(file).size());
    }

    @Test
    void keepsABoundedNumberOfBoundedFiles() throws Exception {
        JsonLinesWriter writer = writer(file, 2_000);
        for (int i = 0; i < 200; i++) {
            writer.write(new LogEntry(clock.instant(), Level.ERROR, "x", "line " + i, ""));
        }

        try (Stream<Path> files = Files.list(file.getParent())) {
            List<Path> all = files.toList();
            assertEquals(3, all.size(), "the file and two archives");
            for (Path each : all) {
                assertTrue(Files.size(each) <= 2_000, each + " has " + Files.size(each));
            }
        }
        assertTrue(lines(file).getLast().contains("line 199"));
    }

    @Test
    void startsANewFileWhenTheDayEnds() throws Exception {
        JsonLinesWriter writer = writer(file, 100_000);
        writer.write(info("today"));
        clock.move(Duration.ofDays(1));
        writer.write(info("tomorrow"));

        assertEquals(1, lines(file).size());
        assertTrue(lines(file.resolveSibling("gateway-2026-11-21.1.log")).getFirst().contains("today"));
    }

    @Test
    void continuesAnExistingFileAndEndsItsBrokenLine() throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"half\":");
        Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
        writer(file, 100_000).write(info("next"));

        assertEquals("{\"half\":", lines(file).getFirst());
        assertTrue(lines(file).getLast().contains("next"));
    }

    @Test
    void writesAFreshFileAfterSomebodyDeletedIt() throws Exception {
        JsonLinesWriter writer = writer(file, 100_000);
        writer.write(info("one"));
        Files.delete(file);
        clock.move(Duration.ofSeconds(11));
        writer.write(info("two"));

        assertTrue(lines(file).getFirst().contains("two"));
    }

    @Test
    void complainsOnceAboutAnUnwritableFileAndRecovers() throws Exception {
        Files.writeString(directory.resolve("logs"), "a file where the directory should be");
        JsonLinesWriter writer = writer(file, 100_000);
        for (int i = 0; i < 5; i++) {
            writer.write(new LogEntry(clock.instant(), Level.ERROR, "x", "lost", ""));
        }
        assertEquals(1, console.size());
        assertTrue(console.getFirst().message().contains("can't be written"), console.getFirst().message());

        Files.delete(directory.resolve("logs"));
        clock.move(Duration.ofSeconds(61));
        writer.write(info("back"));

        assertTrue(lines(file).getFirst().contains("back"));
        assertTrue(console.getLast().message().contains("5 lines were lost"), console.getLast().message());
    }

    @Test
    void survivesAFullDisk() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full) && Files.isWritable(full));
        JsonLinesWriter writer = new JsonLinesWriter(
                new RollingFile(full, 1_000_000, 1, clock), format(), clock, delayed::add, console::add);
        writer.write(new LogEntry(clock.instant(), Level.ERROR, "x", "lost", ""));
        writer.close();

        assertEquals(1, console.size());
    }

    @Test
    void keepsLinesOfManyThreadsWhole() throws Exception {
        JsonLinesWriter writer = writer(file, 10_000_000);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int t = 0; t < 8; t++) {
                int thread = t;
                threads.submit(() -> {
                    for (int i = 0; i < 250; i++) {
                        writer.write(new LogEntry(clock.instant(), Level.ERROR, "t" + thread, "line " + i, ""));
                    }
                });
            }
        }

        List<String> lines = lines(file);
        assertEquals(2_000, lines.size());
        for (String line : lines) {
            assertTrue(Json.parse(line).isObject());
        }
    }

    @Test
    void anInterruptedThreadLosesNeitherItsLineNorItsInterrupt() throws Exception {
        JsonLinesWriter writer = writer(file, 100_000);
        Thread.currentThread().interrupt();
        writer.write(new LogEntry(clock.instant(), Level.ERROR, "x", "kept", ""));

        assertTrue(Thread.interrupted());
        assertFalse(lines(file).isEmpty());
    }

    private JsonLinesWriter writer(Path path, long maxBytes) {
        return new JsonLinesWriter(
                new RollingFile(path, maxBytes, 2, clock), format(), clock, delayed::add, console::add);
    }

    private static JsonLineFormat format() {
        return new JsonLineFormat("board", ZoneOffset.UTC);
    }

    private LogEntry info(String message) {
        return new LogEntry(clock.instant(), Level.INFO, "x", message, "");
    }

    private static List<String> lines(Path path) throws IOException {
        return Files.readAllLines(path);
    }
}
