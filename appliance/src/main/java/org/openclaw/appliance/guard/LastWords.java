package org.openclaw.appliance.guard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * What the process says before it ends for want of memory, as one line {@code pid 123: …}. File and buffer are there from the
 * start, so that saying it needs next to no memory. For one thread.
 */
public final class LastWords implements AutoCloseable {

    private static final TaggedLogger LOG = Logger.tag("memory");
    private static final int MOST_BYTES = 1024;

    private final FileChannel file;
    private final Consumer<String> afterwards;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MOST_BYTES);
    private final String begin = "pid " + ProcessHandle.current().pid() + ": ";

    private LastWords(FileChannel file, Consumer<String> afterwards) {
        this.file = file;
        this.afterwards = afterwards;
    }

    /**
     * Opens the file and forgets what is in it, which has to be read before. Where it can't be opened nothing will be written.
     *
     * @param afterwards told the same, for what may need more memory
     */
    public static LastWords open(Path path, Consumer<String> afterwards) {
        try {
            return new LastWords(
                    FileChannel.open(
                            path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
                    afterwards);
        } catch (IOException e) {
            LOG.warn("{} can't be written, so the next start may not know of an emergency: {}", path, e.toString());
            return new LastWords(null, afterwards);
        }
    }

    /** Writes the line to the disk, its characters beyond ASCII as question marks, and tells it on. */
    public void say(String line) {
        if (file != null) {
            write(line);
        }
        afterwards.accept(line);
    }

    private void write(String line) {
        buffer.clear();
        put(begin);
        put(line);
        buffer.put((byte) '\n').flip();
        try {
            file.position(0);
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
            file.force(false);
        } catch (IOException e) {
            LOG.warn("last words can't be written: {}", e.toString());
        }
    }

    // An encoder would take memory of its own.
    private void put(String text) {
        for (int at = 0; at < text.length() && buffer.remaining() > 1; at++) {
            char character = text.charAt(at);
            buffer.put((byte) (character < 128 ? character : '?'));
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
