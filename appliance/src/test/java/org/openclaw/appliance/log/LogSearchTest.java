package org.openclaw.appliance.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tinylog.Level;

class LogSearchTest {

    private static final LogFilter ERRORS = new LogFilter(Level.ERROR, Optional.empty(), Optional.empty());

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void writeLog() throws IOException {
        file = directory.resolve("gateway.log");
        write("gateway-2026-01-01.1.log", line("2026-01-01T08:00:00", "error", "a") + line("2026-01-01T09:00:00", "info", "b"));
        write("gateway-2026-01-02.1.log", line("2026-01-02T08:00:00", "error", "c"));
        write("gateway-2026-01-02.2.log", line("2026-01-02T09:00:00", "warn", "d"));
        write("gateway.log", line("2026-01-03T08:00:00", "info", "e") + line("2026-01-03T09:00:00", "error", "f"));
    }

    @Test
    void findsLinesHoweverFarBackTheyAre() throws IOException {
        assertEquals(List.of("a", "c", "f"), messages(new LogSearch(file).find(10, ERRORS)));
    }

    @Test
    void keepsTheLatestWhereMoreAreFoundThanWanted() throws IOException {
        LogTail.Chunk found = new LogSearch(file).find(2, ERRORS);

        assertEquals(List.of("c", "f"), messages(found));
    }

    @Test
    void looksIntoNoFileThatIsOlderThanWhatIsWanted() throws IOException {
        Files.setLastModifiedTime(directory.resolve("gateway-2026-01-01.1.log"), FileTime.from(Instant.parse("2026-01-01T09:00:00Z")));
        Files.setLastModifiedTime(directory.resolve("gateway-2026-01-02.1.log"), FileTime.from(Instant.parse("2026-01-02T08:00:00Z")));
        LogFilter since = new LogFilter(Level.TRACE, Optional.of(Instant.parse("2026-01-02T08:30:00Z")), Optional.empty());

        assertEquals(List.of("d", "e", "f"), messages(new LogSearch(file).find(10, since)));
    }

    @Test
    void goesOnWhereTheSearchEnded() throws IOException {
        Files.writeString(file, Files.readString(file) + "{\"half a li");
        LogTail.Chunk found = new LogSearch(file).find(10, ERRORS);
        assertFalse(found.truncated());

        Files.writeString(file, Files.readString(file).replace("{\"half a li", line("2026-01-03T10:00:00", "error", "g")));
        LogTail.Chunk more = new LogTail(file).read(OptionalLong.of(found.cursor()), 10, 1_000, ERRORS);
        assertEquals(List.of("g"), messages(more));
    }

    @Test
    void anAbsentLogIsEmpty() throws IOException {
        assertTrue(new LogSearch(directory.resolve("none.log")).find(10, ERRORS).lines().isEmpty());
    }

    @Test
    void keepsNoMoreThanAnAnswerHolds() throws IOException {
        String big = line("2026-01-03T09:00:00", "error", "x".repeat(1_000));
        Files.writeString(file, big.repeat(3_000));

        LogTail.Chunk found = new LogSearch(file).find(5_000, ERRORS);

        assertTrue(found.truncated());
        assertTrue(found.lines().size() < 1_000, found.lines().size() + " lines");
    }

    private static List<String> messages(LogTail.Chunk chunk) {
        return chunk.lines().stream().map(line -> line.replaceAll(".*\"message\":\"([^\"]*)\".*", "$1")).toList();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private static String line(String time, String level, String message) {
        return "{\"time\":\"" + time + ".000Z\",\"level\":\"" + level + "\",\"message\":\"" + message + "\"}\n";
    }
}
