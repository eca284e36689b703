package org.openclaw.appliance.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Reads the end of the log file, or what was added since the last time, across rotation. Thread-safe; holds nothing between
 * calls. One reading takes at most {@code maxBytes} of memory twice.
 */
public final class LogTail {

    public static final int DEFAULT_LINES = 500;
    public static final int MOST_LINES = 5_000;
    public static final int DEFAULT_BYTES = 250_000;
    public static final int MOST_BYTES = 1_000_000;

    private final Path file;
    private final LogArchives archives;

    public LogTail(Path file) {
        this.file = file;
        this.archives = new LogArchives(file);
    }

    /**
     * A piece of the log.
     *
     * @param file where it was read
     * @param cursor to be passed next time, a byte offset in the file
     * @param size the file's size in bytes
     * @param lines whole lines, the oldest first
     * @param truncated whether older lines were left out for want of room
     * @param reset whether the cursor no longer fitted: the file was rotated, or too much was added
     * @param skippedBytes how much was left out after a reset because too much was added; else null
     */
    public record Chunk(
            String file, long cursor, long size, List<String> lines, boolean truncated, boolean reset, Long skippedBytes) {}

    /**
     * Reads on from a cursor, or the end of the log where there is none. A log that doesn't exist yet is empty.
     *
     * @param cursor as the last reading gave it
     * @param limit how many lines at most, 1 to {@value #MOST_LINES}; the latest win
     * @param maxBytes how much is read at most, 1 to {@value #MOST_BYTES} bytes
     * @param filter which lines are wanted
     */
    public Chunk read(OptionalLong cursor, int limit, int maxBytes, Predicate<String> filter) throws IOException {
        int budget = Math.clamp(maxBytes, 1, MOST_BYTES);
        Gathered gathered = new Gathered(Math.clamp(limit, 1, MOST_LINES), filter);
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            if (cursor.isEmpty()) {
                return end(channel, size, budget, gathered, false);
            }
            long from = cursor.getAsLong();
            if (from > size || !startsLine(channel, from)) {
                readRestOfRotated(from, Math.max(0, budget - size), gathered);
                return end(channel, size, budget, gathered, true);
            }
            long start = Math.max(from, size - budget);
            long next = gathered.read(channel, start, size);
            boolean behind = start > from;
            return chunk(next, size, gathered, behind, behind, behind ? start - from : null);
        } catch (NoSuchFileException e) {
            return new Chunk(file.toString(), 0, 0, List.of(), false, cursor.isPresent() && cursor.getAsLong() > 0, null);
        }
    }

    private Chunk end(FileChannel channel, long size, int budget, Gathered gathered, boolean reset) throws IOException {
        long start = Math.max(0, size - budget);
        if (start == 0 && !reset) {
            readArchives(budget - size, gathered);
        }
        long next = gathered.read(channel, start, size);
        return chunk(next, size, gathered, start > 0, reset, null);
    }

    private Chunk chunk(long cursor, long size, Gathered gathered, boolean cut, boolean reset, Long skipped) {
        return new Chunk(
                file.toString(), cursor, size, List.copyOf(gathered.lines), cut || gathered.dropped, reset, skipped);
    }

    /** Fills what room is left with the end of the files that were set aside. */
    private void readArchives(long room, Gathered gathered) throws IOException {
        Deque<Path> wanted = new ArrayDeque<>();
        long left = room;
        for (Path archive : archives.latestFirst()) {
            if (left <= 0) {
                break;
            }
            wanted.push(archive);
            left -= sizeOf(archive);
        }
        long skip = Math.max(0, -left);
        for (Path archive : wanted) {
            readFrom(archive, skip, gathered);
            skip = 0;
        }
    }

    /** The lines between a reader's cursor and the moment the file was set aside. */
    private void readRestOfRotated(long cursor, long room, Gathered gathered) throws IOException {
        List<Path> latest = archives.latestFirst();
        if (latest.isEmpty()) {
            return;
        }
        long size = sizeOf(latest.getFirst());
        if (cursor <= size && size - cursor <= room) {
            readFrom(latest.getFirst(), cursor, gathered);
        }
    }

    private static void readFrom(Path archive, long start, Gathered gathered) throws IOException {
        try (FileChannel channel = FileChannel.open(archive)) {
            gathered.read(channel, start, channel.size());
        } catch (NoSuchFileException e) {
            // Pruned since it was listed.
            gathered.dropped = true;
        }
    }

    private static long sizeOf(Path archive) throws IOException {
        return Files.exists(archive) ? Files.size(archive) : 0;
    }

    private static boolean startsLine(FileChannel channel, long offset) throws IOException {
        if (offset == 0) {
            return true;
        }
        ByteBuffer before = ByteBuffer.allocate(1);
        return channel.read(before, offset - 1) == 1 && before.get(0) == '\n';
    }

    /** The latest wanted lines met so far. */
    private static final class Gathered {

        private final int limit;
        private final Predicate<String> filter;
        private final Deque<String> lines = new ArrayDeque<>();
        private boolean dropped;

        Gathered(int limit, Predicate<String> filter) {
            this.limit = limit;
            this.filter = filter;
        }

        /** Takes the whole lines of a window. @return the offset after the last of them */
        long read(FileChannel channel, long start, long end) throws IOException {
            ByteBuffer window = ByteBuffer.allocate(Math.toIntExact(end - start));
            while (window.hasRemaining() && channel.read(window, start + window.position()) > 0) {
                continue;
            }
            byte[] bytes = window.array();
            int length = window.position();
            int at = startsLine(channel, start) ? 0 : afterLineFeed(bytes, 0, length);
            int next = at < 0 ? -1 : afterLineFeed(bytes, at, length);
            while (next >= 0) {
                add(new String(bytes, at, next - 1 - at, StandardCharsets.UTF_8));
                at = next;
                next = afterLineFeed(bytes, at, length);
            }
            return at < 0 ? start : start + at;
        }

        private void add(String line) {
            if (line.isEmpty() || !filter.test(line)) {
                return;
            }
            if (lines.size() == limit) {
                lines.removeFirst();
                dropped = true;
            }
            lines.addLast(line);
        }

        private static int afterLineFeed(byte[] bytes, int from, int length) {
            for (int i = from; i < length; i++) {
                if (bytes[i] == '\n') {
                    return i + 1;
                }
            }
            return -1;
        }
    }
}
