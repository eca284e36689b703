package org.openclaw.appliance.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.file.PrivateFile;
import org.openclaw.appliance.protocol.Json;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * What operators did, one JSON object a line, in {@code audit.jsonl} and, when that is full, one older file: two times half a
 * megabyte at most. Each line is on disk before {@link #add} returns. Thread-safe; a disk that fails is logged.
 */
public final class AuditTrail {

    private static final long MOST_BYTES = 512 * 1024;
    private static final int LONGEST_LINE = 4 * 1024;
    private static final TaggedLogger LOG = Logger.tag("audit");

    private final Path file;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();

    /** @param file made when something is first written */
    public AuditTrail(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Where it is, in a state directory. */
    public static Path in(Path stateDir) {
        return stateDir.resolve("logs").resolve("audit.jsonl");
    }

    /** Adds a line. @param action such as {@code config.set} @param facts who did it and to what; never a value */
    public void add(String action, ObjectNode facts) {
        ObjectNode entry = Json.object().put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString()).put("action", action);
        entry.setAll(facts);
        String text = Json.text(entry);
        byte[] line = (text.length() <= LONGEST_LINE ? text : shortened(entry)).concat("\n").getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            write(line);
        } catch (IOException e) {
            LOG.error("{} can't be written, so {} is not on record: {}", file, action, e.toString());
        } finally {
            lock.unlock();
        }
    }

    private static String shortened(ObjectNode entry) {
        entry.remove("target");
        return Json.text(entry.put("truncated", true));
    }

    private void write(byte[] line) throws IOException {
        if (Files.exists(file) && Files.size(file) + line.length > MOST_BYTES) {
            Files.move(file, file.resolveSibling("audit.1.jsonl"), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
        if (!Files.exists(file)) {
            PrivateFile.open(file).close();
        }
        // Commands write to it as well; what is appended never overwrites what somebody else appends.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
            ByteBuffer rest = ByteBuffer.wrap(line);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(false);
        }
    }
}
