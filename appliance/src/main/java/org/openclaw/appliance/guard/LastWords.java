package org.openclaw.appliance.guard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * What the process says before it ends for want of memory. File and buffer are there from the start, so that saying it needs
 * next to no memory. For one thread.
 */
public final class LastWords implements AutoCloseable {

    private static final int MOST_BYTES = 1024;

    private final FileChannel file;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MOST_BYTES);

    private LastWords(FileChannel file) {
        this.file = file;
    }

    /** Opens the file; what is in it from before has to be read first, see {@link #take}. */
    public static LastWords open(Path path) throws IOException {
        return new LastWords(
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING));
    }

    /** What the run before said, if it had to; once. */
    public static Optional<String> take(Path path) {
        try {
            if (!Files.isRegularFile(path) || Files.size(path) == 0 || Files.size(path) > MOST_BYTES) {
                return Optional.empty();
            }
            String words = Files.readString(path).lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ").strip();
            Files.delete(path);
            return words.isEmpty() ? Optional.empty() : Optional.of(words);
        } catch (IOException | java.io.UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** Writes the line to the disk. */
    public void say(String line) throws IOException {
        buffer.clear();
        byte[] text = line.getBytes(StandardCharsets.UTF_8);
        buffer.put(text, 0, Math.min(text.length, MOST_BYTES - 1)).put((byte) '\n').flip();
        file.position(0);
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
        file.force(false);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
