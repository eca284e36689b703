package org.openclaw.appliance.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One gateway per state directory. The lock is the kernel's, on an open file, so it ends with the process however that
 * ends: there are no stale locks to reclaim. The file's text only tells people who holds it.
 */
public final class InstanceLock implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(50);
    private static final Pattern PID = Pattern.compile("\"pid\":(\\d+)");

    private final FileChannel channel;
    private final FileLock lock;
    private final String ownerId;

    private InstanceLock(FileChannel channel, FileLock lock, String ownerId) {
        this.channel = channel;
        this.lock = lock;
        this.ownerId = ownerId;
    }

    /** Names this taking of the lock; stands in the file, so that others can name it too. */
    public String ownerId() {
        return ownerId;
    }

    /**
     * Takes the lock, waiting for a holder that is just leaving.
     *
     * @param file the lock file; its directory must exist
     * @param patience how long to wait
     * @throws StartRefused naming the holder when the patience runs out: a supervisor may try again later
     */
    public static InstanceLock acquire(Path file, Duration patience) throws StartRefused {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            while (true) {
                FileLock lock = tryLock(channel);
                if (lock != null) {
                    String ownerId = UUID.randomUUID().toString();
                    describeHolder(channel, ownerId);
                    return new InstanceLock(channel, lock, ownerId);
                }
                if (System.nanoTime() >= deadline) {
                    channel.close();
                    throw StartRefused.occupied(ExitCode.NOT_NOW, refusal(file, patience));
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
        } catch (IOException e) {
            throw new StartRefused(
                    ExitCode.FAILURE,
                    "can't use the lock file " + file + ": " + e.getMessage()
                            + "; check that the state directory is writable by this user and its disk isn't full");
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static void describeHolder(FileChannel channel, String ownerId) throws IOException {
        ProcessHandle self = ProcessHandle.current();
        long startTime = self.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(
                ("{\"pid\":" + self.pid() + ",\"startTime\":" + startTime + ",\"ownerId\":\"" + ownerId + "\"}\n")
                        .getBytes(StandardCharsets.UTF_8)));
    }

    private static String refusal(Path file, Duration patience) throws IOException {
        Matcher pid = PID.matcher(Files.readString(file));
        return "gateway already running (pid " + (pid.find() ? pid.group(1) : "unknown") + "); lock timeout after "
                + patience.toMillis() + "ms. `openclaw gateway status` shows it; to run another one beside it use "
                + "`openclaw --profile <name> gateway --port <other port>`";
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
