package org.openclaw.appliance.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps every other holder of the same mutex out, in this process and in others, while a file is read and written again. The
 * lock is the kernel's, so a holder that is killed leaves none behind. Waiting is bounded at {@value #PATIENCE_SECONDS} s.
 */
public final class FileMutex implements AutoCloseable {

    static final long PATIENCE_SECONDS = 10;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    // A lock of the kernel belongs to the process: closing any channel on the file gives it up for all threads (fcntl(2)).
    // So within the process one thread at a time may have such a channel open at all.
    private static final ReentrantLock THIS_PROCESS = new ReentrantLock();

    private final FileChannel channel;

    private FileMutex(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits for the mutex and takes it.
     *
     * @param file made if it is missing, and left behind: removing it would let two holders in
     * @throws IOException when somebody holds it too long, or the file can't be made
     */
    public static FileMutex acquire(Path file) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        boolean mine = false;
        FileChannel channel = null;
        try {
            mine = THIS_PROCESS.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!mine) {
                throw new IOException(file + " is held by another thread");
            }
            channel = PrivateFile.open(file);
            await(file, channel, deadline);
            FileMutex taken = new FileMutex(channel);
            mine = false;
            channel = null;
            return taken;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + file);
        } finally {
            if (channel != null) {
                channel.close();
            }
            if (mine) {
                THIS_PROCESS.unlock();
            }
        }
    }

    private static void await(Path file, FileChannel channel, long deadline) throws IOException {
        while (true) {
            FileLock lock;
            try {
                lock = channel.tryLock();
            } catch (IOException e) {
                // Some network mounts have no locks; then only this process is kept in order.
                return;
            }
            if (lock != null) {
                return;
            }
            if (System.nanoTime() - deadline >= 0) {
                throw new IOException(file + " is held by another process");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Gives the mutex back; to be called by the thread that took it. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            THIS_PROCESS.unlock();
        }
    }
}
