package org.openclaw.appliance.images.vm;

import java.io.Closeable;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openclaw.appliance.images.machine.Output;

/** Commands for a board, over its second serial port, one after the other. For one thread. */
final class SerialShell implements Closeable {

    private static final Pattern END = Pattern.compile("\\n@@(\\d+):(\\d+)\\n$");

    private final SocketChannel line;
    private final StringBuilder received = new StringBuilder();
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    private int lastNumber;

    private SerialShell(SocketChannel line) {
        this.line = line;
    }

    /** Takes the line; must be done before the board has come so far that it says something. */
    static SerialShell connect(Path socket) throws IOException {
        return new SerialShell(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    /** Waits until the board is ready for commands. */
    void awaitReady(Duration patience) throws IOException {
        answer(0, patience);
    }

    /** @param command one line for bash */
    Output run(String command, Duration patience) throws IOException {
        int number = ++lastNumber;
        ByteBuffer out = StandardCharsets.UTF_8.encode(number + " " + command + "\n");
        while (out.hasRemaining()) {
            line.write(out);
        }
        return answer(number, patience);
    }

    private Output answer(int number, Duration patience) throws IOException {
        Thread reader = Thread.currentThread();
        Thread watch = Thread.ofVirtual().start(() -> closeWhenOverdue(patience, reader));
        try {
            while (true) {
                Matcher end = END.matcher(received);
                if (end.find()) {
                    Output output = new Output(Integer.parseInt(end.group(2)), received.substring(0, end.start()));
                    boolean mine = Integer.parseInt(end.group(1)) == number;
                    received.setLength(0);
                    if (mine) {
                        return output;
                    }
                }
                receive();
            }
        } catch (ClosedChannelException e) {
            throw new AssertionError("the board did not answer within " + patience + "; it had said: " + received, e);
        } finally {
            watch.interrupt();
        }
    }

    private void receive() throws IOException {
        buffer.clear();
        if (line.read(buffer) < 0) {
            throw new IOException("the board is gone; it had said: " + received);
        }
        received.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
    }

    private void closeWhenOverdue(Duration patience, Thread reader) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!Thread.currentThread().isInterrupted() && reader.isAlive()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                close();
                return;
            }
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public void close() {
        try {
            line.close();
        } catch (IOException e) {
            // Nothing more is expected of it.
        }
    }
}
