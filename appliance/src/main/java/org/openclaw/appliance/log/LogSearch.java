package org.openclaw.appliance.log;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Finds lines of the log however far back they are, in the file and in those that were set aside. Reads one line at a time and
 * keeps at most the wanted lines, a million characters of them. Thread-safe; holds nothing between calls.
 */
public final class LogSearch {

    private static final int MOST_CHARACTERS = LogTail.MOST_BYTES;

    private final Path file;
    private final LogArchives archives;

    public LogSearch(Path file) {
        this.file = file;
        this.archives = new LogArchives(file);
    }

    /**
     * The latest lines that pass.
     *
     * @param limit how many at most, 1 to {@value LogTail#MOST_LINES}
     * @return with a cursor for {@link LogTail#read}, from which what is added later is read
     */
    public LogTail.Chunk find(int limit, LogFilter filter) throws IOException {
        Found found = new Found(Math.clamp(limit, 1, LogTail.MOST_LINES));
        long cursor = 0;
        try (FileChannel channel = FileChannel.open(file)) {
            cursor = endOfLastLine(channel);
            // Before the file is read: one set aside meanwhile must not be read twice.
            List<Path> older = archives.latestFirst();
            found.older(lines(channel, cursor, filter, found));
            for (Path archive : older) {
                if (found.full() || tooOld(archive, filter)) {
                    break;
                }
                found.older(lines(archive, filter, found));
            }
        } catch (NoSuchFileException e) {
            return new LogTail.Chunk(file.toString(), 0, 0, List.of(), false, false, null);
        }
        return new LogTail.Chunk(file.toString(), cursor, cursor, List.copyOf(found.lines), found.dropped, false, null);
    }

    // Nothing in it is later than its last change.
    private static boolean tooOld(Path archive, LogFilter filter) throws IOException {
        Instant since = filter.since().orElse(Instant.MIN);
        return Files.exists(archive) && Files.getLastModifiedTime(archive).toInstant().isBefore(since);
    }

    private static long endOfLastLine(FileChannel channel) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        for (long end = channel.size(); end > 0; end--) {
            one.clear();
            if (channel.read(one, end - 1) == 1 && one.get(0) == '\n') {
                return end;
            }
        }
        return 0;
    }

    private static Deque<String> lines(Path archive, LogFilter filter, Found found) throws IOException {
        try (FileChannel channel = FileChannel.open(archive)) {
            return lines(channel, channel.size(), filter, found);
        } catch (NoSuchFileException e) {
            // Pruned since it was listed.
            found.dropped = true;
            return new ArrayDeque<>();
        }
    }

    private static Deque<String> lines(FileChannel channel, long end, LogFilter filter, Found found) throws IOException {
        Deque<String> matches = new ArrayDeque<>();
        int room = found.room();
        InputStream bytes = new Head(Channels.newInputStream(channel), end);
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                bytes,
                StandardCharsets.UTF_8.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE)))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isEmpty() && filter.test(line)) {
                    matches.addLast(line);
                    if (matches.size() > room) {
                        matches.removeFirst();
                        found.dropped = true;
                    }
                }
            }
        }
        return matches;
    }

    /** What was found so far, the oldest first. */
    private static final class Found {

        private final int limit;
        private final Deque<String> lines = new ArrayDeque<>();
        private long characters;
        private boolean dropped;

        Found(int limit) {
            this.limit = limit;
        }

        int room() {
            return limit - lines.size();
        }

        boolean full() {
            return lines.size() >= limit || characters >= MOST_CHARACTERS;
        }

        void older(Deque<String> more) {
            while (!more.isEmpty()) {
                if (full()) {
                    dropped = true;
                    return;
                }
                characters += more.peekLast().length();
                lines.addFirst(more.removeLast());
            }
        }
    }

    /** The first so many bytes; what is appended meanwhile is left for the next reading. */
    private static final class Head extends InputStream {

        private final InputStream stream;
        private long left;

        Head(InputStream stream, long length) {
            this.stream = stream;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            if (left <= 0) {
                return -1;
            }
            left--;
            return stream.read();
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int count = stream.read(into, from, (int) Math.min(length, left));
            left -= Math.max(0, count);
            return count;
        }
    }
}
