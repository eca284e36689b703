package org.openclaw.appliance.console;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.cli.Terminal;

/** The launcher's end of the output: every line with the number of the stream it belongs to. Thread-safe. */
final class Lines implements Terminal.Sink {

    private static final int EXIT = 0;
    private static final int OUT = 1;
    private static final int ERR = 2;
    private static final int ACCEPTED = 3;
    private static final int RESUME = 4;
    private static final int NOT_SERVED = 9;

    private final OutputStream stream;
    private final Runnable resumable;
    private final ReentrantLock lock = new ReentrantLock();

    /** @param resumable is told that the command could go on with another gateway */
    Lines(OutputStream stream, Runnable resumable) {
        this.stream = stream;
        this.resumable = resumable;
    }

    @Override
    public void out(String line) {
        write(OUT, line);
    }

    @Override
    public void err(String line) {
        write(ERR, line);
    }

    @Override
    public void resume(String words) {
        write(RESUME, words);
        resumable.run();
    }

    /** The command is run here, however long it takes until it says something. */
    void accepted() {
        write(ACCEPTED, "");
    }

    void exit(int status) {
        write(EXIT, Integer.toString(status));
    }

    void notServed() {
        write(NOT_SERVED, "");
    }

    private void write(int kind, String text) {
        lock.lock();
        try {
            stream.write((kind + " " + text + "\n").getBytes(StandardCharsets.UTF_8));
            stream.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the caller has gone away", e);
        } finally {
            lock.unlock();
        }
    }
}
