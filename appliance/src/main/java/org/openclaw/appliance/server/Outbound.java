package org.openclaw.appliance.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.openclaw.appliance.rpc.Broadcast;
import org.openclaw.appliance.websocket.FrameEncoder;
import org.openclaw.appliance.websocket.Opcode;

/**
 * Frames waiting for one reader, in order, with their bytes counted. Any thread offers; the I/O thread drains.
 *
 * <p>An event's number is taken under the same lock that queues it, so the numbers a reader sees rise by one; a droppable
 * event that a slow reader misses still takes its number.
 */
final class Outbound {

    /** What became of an offer. */
    enum Offer {
        QUEUED,
        SKIPPED,
        CLOSED,
        OVERFLOW
    }

    /** Part of the buffer from which on a reader counts as slow and misses droppable events. */
    private static final int SLOW_PART = 4;

    /** From which on it does while memory is short, bytes. */
    private static final int BEHIND_BYTES = 16 * 1024;

    /** A reader holding no more than this is never blamed for the total. */
    private static final int INNOCENT_BYTES = 256 * 1024;

    private final int maxBytes;
    private final long maxTotal;
    private final AtomicLong total;
    private final BooleanSupplier sparing;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<ByteBuffer[]> frames = new ArrayDeque<>(4);
    private long bytes;
    private long seq;
    private boolean closed;

    /**
     * @param total bytes waiting for all readers together, shared
     * @param sparing whether a reader that is behind at all counts as slow
     */
    Outbound(int maxBytes, long maxTotal, AtomicLong total, BooleanSupplier sparing) {
        this.maxBytes = maxBytes;
        this.maxTotal = maxTotal;
        this.total = total;
        this.sparing = sparing;
    }

    Offer text(byte[] payload) {
        lock.lock();
        try {
            return offer(FrameEncoder.header(Opcode.TEXT, payload.length), ByteBuffer.wrap(payload));
        } finally {
            lock.unlock();
        }
    }

    Offer event(Broadcast event) {
        lock.lock();
        try {
            if (closed) {
                return Offer.CLOSED;
            }
            long number = ++seq;
            if (event.droppable() && bytes > slowBytes()) {
                return Offer.SKIPPED;
            }
            ByteBuffer rest = ByteBuffer.wrap(event.rest(number));
            int length = event.head().length + rest.remaining();
            // The head is shared by all readers of the event.
            return offer(FrameEncoder.header(Opcode.TEXT, length), ByteBuffer.wrap(event.head()), rest);
        } finally {
            lock.unlock();
        }
    }

    /** From how many bytes on a reader misses droppable events. */
    long slowBytes() {
        int slow = maxBytes / SLOW_PART;
        return sparing.getAsBoolean() ? Math.min(slow, BEHIND_BYTES) : slow;
    }

    Offer control(int opcode, byte[] payload) {
        lock.lock();
        try {
            return offer(FrameEncoder.frame(opcode, payload));
        } finally {
            lock.unlock();
        }
    }

    /** Queues the last frame. @param dropPending true to make it the next one the reader sees. @return false when one is queued already */
    boolean close(int code, String reason, boolean dropPending) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            if (dropPending) {
                dropPending();
            }
            closed = true;
            add(FrameEncoder.frame(Opcode.CLOSE, FrameEncoder.closePayload(code, reason)));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Writes what the channel takes, by way of the staging buffer. @return true when nothing is left */
    boolean drain(WritableByteChannel channel, ByteBuffer staging) throws IOException {
        while (stage(staging)) {
            int staged = staging.remaining();
            int written = channel.write(staging);
            written(written);
            if (written < staged) {
                return false;
            }
        }
        return true;
    }

    /** Forgets everything, for a connection that is gone. */
    void abandon() {
        lock.lock();
        try {
            closed = true;
            frames.clear();
            total.addAndGet(-bytes);
            bytes = 0;
        } finally {
            lock.unlock();
        }
    }

    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    private Offer offer(ByteBuffer... frame) {
        if (closed) {
            return Offer.CLOSED;
        }
        long size = size(frame);
        if (bytes + size > maxBytes || (total.get() + size > maxTotal && bytes + size > INNOCENT_BYTES)) {
            return Offer.OVERFLOW;
        }
        add(frame);
        return Offer.QUEUED;
    }

    private void add(ByteBuffer... frame) {
        long size = size(frame);
        frames.add(frame);
        bytes += size;
        total.addAndGet(size);
    }

    // A frame that the reader has seen the beginning of must be finished.
    private void dropPending() {
        ByteBuffer[] first = frames.peek();
        boolean begun = first != null && first[0].position() > 0;
        frames.clear();
        total.addAndGet(-bytes);
        bytes = 0;
        if (begun) {
            add(first);
        }
    }

    private boolean stage(ByteBuffer staging) {
        staging.clear();
        lock.lock();
        try {
            for (ByteBuffer[] frame : frames) {
                for (ByteBuffer piece : frame) {
                    int count = Math.min(piece.remaining(), staging.remaining());
                    staging.put(staging.position(), piece, piece.position(), count);
                    staging.position(staging.position() + count);
                }
                if (!staging.hasRemaining()) {
                    break;
                }
            }
        } finally {
            lock.unlock();
        }
        return staging.flip().hasRemaining();
    }

    private void written(int count) {
        lock.lock();
        try {
            int left = count;
            while (left > 0 && !frames.isEmpty()) {
                left -= advance(frames.peek(), left);
                if (size(frames.peek()) == 0) {
                    frames.remove();
                }
            }
            bytes -= count;
            total.addAndGet(-count);
        } finally {
            lock.unlock();
        }
    }

    private static int advance(ByteBuffer[] frame, int most) {
        int advanced = 0;
        for (ByteBuffer piece : frame) {
            int count = Math.min(piece.remaining(), most - advanced);
            piece.position(piece.position() + count);
            advanced += count;
        }
        return advanced;
    }

    private static long size(ByteBuffer[] frame) {
        long size = 0;
        for (ByteBuffer piece : frame) {
            size += piece.remaining();
        }
        return size;
    }
}
