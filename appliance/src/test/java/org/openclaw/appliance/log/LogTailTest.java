package org.openclaw.appliance.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tinylog.Level;

class LogTailTest {

    @TempDir
    Path directory;

    private Path file;
    private LogTail tail;

    @BeforeEach
    void chooseFile() {
        file = directory.resolve("gateway.log");
        tail = new LogTail(file);
    }

    @Test
    void aLogThatDoesNotExistIsEmpty() throws Exception {
        LogTail.Chunk chunk = read(OptionalLong.empty(), 10, 1_000);

        assertEquals(new LogTail.Chunk(file.toString(), 0, 0, List.of(), false, false, null), chunk);
        assertTrue(read(OptionalLong.of(5), 10, 1_000).reset());
    }

    @Test
    void givesTheLatestLinesAndThenOnlyNewOnes() throws Exception {
        append("one\ntwo\nthree\n");
        LogTail.Chunk first = read(OptionalLong.empty(), 2, 1_000);
        assertEquals(List.of("two", "three"), first.lines());
        assertTrue(first.truncated());

        append("four\nhalf");
        LogTail.Chunk second = read(OptionalLong.of(first.cursor()), 10, 1_000);
        assertEquals(List.of("four"), second.lines());
        assertFalse(second.reset());

        append(" done\n");
        assertEquals(List.of("half done"), read(OptionalLong.of(second.cursor()), 10, 1_000).lines());
    }

    @Test
    void givesOnlyWholeLinesOfTheLastBytes() throws Exception {
        append("aaaaaaaaaa\nbbbb\ncccc\n");
        LogTail.Chunk chunk = read(OptionalLong.empty(), 10, 12);

        assertEquals(List.of("bbbb", "cccc"), chunk.lines());
        assertTrue(chunk.truncated());
        assertEquals(21, chunk.cursor());
        assertEquals(21, chunk.size());
    }

    @Test
    void skipsWhatIsTooMuchSinceTheCursor() throws Exception {
        append("one\n");
        append("x".repeat(100) + "\nlast\n");
        LogTail.Chunk chunk = read(OptionalLong.of(4), 10, 20);

        assertEquals(List.of("last"), chunk.lines());
        assertTrue(chunk.reset());
        assertEquals(86L, chunk.skippedBytes());
    }

    @Test
    void goesOnAcrossRotationWithoutLosingLines() throws Exception {
        append("one\ntwo\n");
        LogTail.Chunk first = read(OptionalLong.empty(), 10, 1_000);
        append("three\n");
        Files.move(file, directory.resolve("gateway-2026-11-21.1.log"));
        append("four\n");

        LogTail.Chunk second = read(OptionalLong.of(first.cursor()), 10, 1_000);

        assertTrue(second.reset());
        assertEquals(List.of("three", "four"), second.lines());
        assertNull(second.skippedBytes());
        assertEquals(5, second.cursor());
    }

    @Test
    void noticesRotationWhenTheNewFileIsAlreadyLonger() throws Exception {
        append("one\n");
        LogTail.Chunk first = read(OptionalLong.empty(), 10, 1_000);
        Files.move(file, directory.resolve("gateway-2026-11-21.1.log"));
        append("a longer line\n");

        LogTail.Chunk second = read(OptionalLong.of(first.cursor()), 10, 1_000);

        assertTrue(second.reset());
        assertEquals(List.of("a longer line"), second.lines());
    }

    @Test
    void fillsUpFromArchivesJustAfterRotation() throws Exception {
        Files.writeString(directory.resolve("gateway-2026-11-20.10.log"), "b1\nb2\n");
        Files.writeString(directory.resolve("gateway-2026-11-20.9.log"), "a1\na2\n");
        Files.writeString(directory.resolve("gateway-other.log"), "no\n");
        append("c1\n");

        assertEquals(List.of("a1", "a2", "b1", "b2", "c1"), read(OptionalLong.empty(), 10, 1_000).lines());
        assertEquals(List.of("b2", "c1"), read(OptionalLong.empty(), 10, 7).lines());
        assertEquals(3, read(OptionalLong.empty(), 10, 1_000).cursor());
    }

    @Test
    void filtersByLevelTimeAndSubsystem() throws Exception {
        String form = "{\"_meta\":{\"logLevelName\":\"%s\"},\"time\":\"%s\",\"subsystem\":\"%s\"}%n";
        append(form.formatted("INFO", "2026-11-21T10:00:00.000+01:00", "gateway"));
        append(form.formatted("ERROR", "2026-11-21T10:00:01.000+01:00", "gateway/ws"));
        append(form.formatted("ERROR", "2026-11-21T10:00:02.000+01:00", "telegram"));
        append("not json\n");

        assertEquals(2, count(new LogFilter(Level.WARN, Optional.empty(), Optional.empty())));
        assertEquals(2, count(new LogFilter(
                Level.TRACE, Optional.of(Instant.parse("2026-11-21T09:00:01Z")), Optional.empty())));
        assertEquals(2, count(new LogFilter(Level.TRACE, Optional.empty(), Optional.of("gateway"))));
        assertEquals(4, count(LogFilter.everything()));
    }

    private int count(LogFilter filter) throws IOException {
        return tail.read(OptionalLong.empty(), 10, 10_000, filter).lines().size();
    }

    private LogTail.Chunk read(OptionalLong cursor, int limit, int maxBytes) throws IOException {
        return tail.read(cursor, limit, maxBytes, LogFilter.everything());
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
