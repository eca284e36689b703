package org.openclaw.appliance.watchdog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** Files that say what stood still and what every thread was doing then. For one thread. */
public final class StallReports {

    /** How many files are kept. */
    static final int MOST_FILES = 20;

    private static final int MOST_BYTES = 128 * 1024;
    private static final int MOST_FRAMES = 40;
    private static final Duration PACE = Duration.ofMinutes(1);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final TaggedLogger LOG = Logger.tag("watchdog");

    private final Path directory;
    private final Clock clock;
    private long lastNanos;
    private boolean wrote;

    /** @param directory as {@link #in} has it; made when first needed */
    public StallReports(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** Where they are, in a state directory. */
    public static Path in(Path stateDir) {
        return stateDir.resolve("logs").resolve("stability");
    }

    /** Writes one, unless one was written within a minute; keeps the newest twenty. Failing is logged. */
    public void write(String what) {
        if (wrote && System.nanoTime() - lastNanos < PACE.toNanos()) {
            return;
        }
        wrote = true;
        lastNanos = System.nanoTime();
        Path file = directory.resolve("stall-" + STAMP.format(clock.instant()) + "-" + ProcessHandle.current().pid() + ".txt");
        try {
            Files.createDirectories(directory, attributes("rwx------"));
            store(file, (clock.instant() + " stalled: " + what + "\n" + stacks()).getBytes(StandardCharsets.UTF_8));
            prune();
            LOG.error("what every thread was doing is in {}", file);
        } catch (IOException e) {
            LOG.error("what every thread was doing can't be written to {}: {}", file, e.toString());
        }
    }

    /** Virtual threads are not among them; the thread that carries one is. */
    private static String stacks() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
            Thread thread = entry.getKey();
            text.append("\n\"").append(thread.getName()).append("\" ").append(thread.getState()).append('\n');
            StackTraceElement[] frames = entry.getValue();
            for (int at = 0; at < Math.min(frames.length, MOST_FRAMES); at++) {
                text.append("    at ").append(frames[at]).append('\n');
            }
            if (text.length() > MOST_BYTES) {
                return text.substring(0, MOST_BYTES) + "\n…\n";
            }
        }
        return text.toString();
    }

    private static void store(Path file, byte[] content) throws IOException {
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes("rw-------"))) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void prune() throws IOException {
        List<Path> newestLast;
        try (Stream<Path> files = Files.list(directory)) {
            newestLast = files.filter(file -> file.getFileName().toString().matches("stall-.*\\.txt"))
                    .sorted()
                    .toList();
        }
        for (Path old : newestLast.subList(0, Math.max(0, newestLast.size() - MOST_FILES))) {
            Files.deleteIfExists(old);
        }
    }

    private static FileAttribute<?>[] attributes(String mode) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }
}
