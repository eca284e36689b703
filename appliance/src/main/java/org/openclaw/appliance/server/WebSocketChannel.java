package org.openclaw.appliance.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.openclaw.appliance.rpc.Broadcast;
import org.openclaw.appliance.websocket.CloseCode;
import org.openclaw.appliance.websocket.FrameDecoder;
import org.openclaw.appliance.websocket.FrameException;
import org.openclaw.appliance.websocket.FrameListener;
import org.openclaw.appliance.websocket.Opcode;
import org.openclaw.appliance.websocket.Utf8;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * One upgraded TCP connection: frames in, frames out, pings, the closing handshake. Knows nothing of what the messages mean.
 *
 * <p>Sending and closing work from any thread and never block; everything else happens on the I/O thread. An idle channel
 * holds no buffer: the ones bytes pass through belong to the I/O thread and are shared by all its channels.
 */
final class WebSocketChannel implements FrameListener {

    private static final int READS_PER_TURN = 16;

    /** What a channel tells its owner, on the I/O thread where nothing else is said. */
    interface Owner {
        void message(String text);

        /** There was no room for something; on any thread. */
        void tooLarge(LargePayload payload);

        /** The TCP connection is gone; called once. */
        void ended(int code, String reason);

        /** Something went wrong that ends the connection; {@link #ended} follows. @param cause a few words, for the log */
        void failed(String cause);
    }

    /** What the channels of one I/O thread share. */
    record Shared(
            Limits limits, Thrift thrift, ByteBuffer in, ByteBuffer out, AtomicLong waiting,
            Deadlines<WebSocketChannel> closing) {}

    private final StreamConnection connection;
    private final XnioIoThread io;
    private final Shared shared;
    private final FrameDecoder decoder;
    private final int maxBuffered;
    private final Outbound outbound;
    private final AtomicBoolean drainQueued = new AtomicBoolean();
    private final AtomicBoolean missing = new AtomicBoolean();
    private Owner owner;
    private boolean admitted;
    private boolean reading;
    private boolean paused;
    private boolean peerClosed;
    private boolean ended;
    private volatile boolean unanswered;
    private volatile int endCode = CloseCode.ABNORMAL;
    private volatile String endReason = "";

    WebSocketChannel(StreamConnection connection, Shared shared) {
        this.connection = connection;
        this.io = connection.getIoThread();
        this.shared = shared;
        this.decoder = new FrameDecoder(FrameDecoder.Source.CLIENT, shared.limits().maxPreauthPayload());
        this.maxBuffered = shared.thrift().bufferFor(shared.limits());
        this.outbound = new Outbound(
                maxBuffered, shared.limits().maxBufferedTotal(), shared.waiting(), shared.thrift().withholdsEvents());
    }

    /** Begins to read. On the I/O thread. */
    void open(Owner newOwner) {
        owner = newOwner;
        ConduitStreamSourceChannel source = connection.getSourceChannel();
        source.setReadListener(channel -> readable());
        connection.getSinkChannel().setWriteListener(channel -> drain());
        source.wakeupReads();
    }

    /** Runs on the I/O thread, or not at all once the server has stopped. */
    void onIoThread(Runnable task) {
        try {
            io.execute(task);
        } catch (RejectedExecutionException e) {
            IoUtils.safeClose(connection);
        }
    }

    /** The peer was let in: accepts longer messages from now on. On the I/O thread. */
    void maxPayload(int bytes) {
        admitted = true;
        decoder.limit(bytes);
    }

    void send(byte[] text) {
        queued(outbound.text(text));
    }

    void send(Broadcast event) {
        queued(outbound.event(event));
    }

    /** Sends what is queued, then the close frame, then waits a moment for the peer's. */
    void close(int code, String reason) {
        close(code, reason, false);
    }

    /** Asks for a sign of life; ends the connection when the previous request went unanswered. */
    void ping() {
        if (unanswered) {
            onIoThread(() -> fail("no pong"));
        } else {
            unanswered = true;
            queued(outbound.control(Opcode.PING, new byte[0]));
        }
    }

    /** Reads no more until {@link #resume}; what was already read is still delivered. On the I/O thread. */
    void pause() {
        paused = true;
        connection.getSourceChannel().suspendReads();
    }

    /** On the I/O thread. */
    void resume() {
        paused = false;
        if (!ended) {
            connection.getSourceChannel().resumeReads();
        }
    }

    /** Ends without ceremony. On the I/O thread. */
    void terminate() {
        if (ended) {
            return;
        }
        ended = true;
        shared.closing().remove(this);
        decoder.stop();
        outbound.abandon();
        IoUtils.safeClose(connection);
        owner.ended(endCode, endReason);
    }

    private void close(int code, String reason, boolean dropPending) {
        if (outbound.close(code, reason, dropPending)) {
            endCode = code;
            endReason = reason;
            shared.closing().add(this);
            queueDrain();
        }
    }

    private void queued(Outbound.Offer offer) {
        switch (offer) {
            case QUEUED -> queueDrain();
            case OVERFLOW -> {
                owner.tooLarge(LargePayload.cutOff(outbound.bytes(), maxBuffered));
                close(CloseCode.POLICY, "slow consumer", true);
            }
            case SKIPPED -> {
                // Once until the reader has caught up: it may be thousands of events.
                if (missing.compareAndSet(false, true)) {
                    owner.tooLarge(LargePayload.dropped(outbound.bytes(), outbound.slowBytes()));
                }
            }
            case CLOSED -> {}
        }
    }

    private void queueDrain() {
        if (drainQueued.compareAndSet(false, true)) {
            // While reading, the answers of one turn leave together at its end.
            if (Thread.currentThread() != io || !reading) {
                onIoThread(this::drain);
            }
        }
    }

    private void readable() {
        reading = true;
        try {
            for (int turn = 0; turn < READS_PER_TURN && !ended && !paused; turn++) {
                ByteBuffer in = shared.in().clear();
                int count = connection.getSourceChannel().read(in);
                if (count < 0) {
                    if (endReason.isEmpty() && !peerClosed) {
                        endReason = "hung up";
                    }
                    terminate();
                    return;
                }
                if (count == 0) {
                    break;
                }
                unanswered = false;
                decoder.feed(in.flip(), this);
            }
            if (!paused && !ended) {
                connection.getSourceChannel().resumeReads();
            }
        } catch (FrameException e) {
            if (e.closeCode() == CloseCode.TOO_BIG) {
                owner.tooLarge(LargePayload.message(
                        admitted, admitted ? shared.limits().maxPayload() : shared.limits().maxPreauthPayload()));
            }
            owner.failed(words(e));
            close(e.closeCode(), "", false);
        } catch (IOException e) {
            fail(words(e));
        } finally {
            reading = false;
        }
        if (drainQueued.get()) {
            drain();
        }
    }

    private void drain() {
        drainQueued.set(false);
        if (ended) {
            return;
        }
        ConduitStreamSinkChannel sink = connection.getSinkChannel();
        try {
            // Under TLS a write may leave a sealed record behind, which only a flush sends.
            if (!outbound.drain(sink, shared.out()) || !sink.flush()) {
                sink.resumeWrites();
                return;
            }
            sink.suspendWrites();
            missing.set(false);
            if (peerClosed) {
                terminate();
            }
        } catch (IOException e) {
            fail(words(e));
        }
    }

    private void fail(String cause) {
        if (!ended) {
            endReason = endReason.isEmpty() ? cause : endReason;
            owner.failed(cause);
            terminate();
        }
    }

    private static String words(Exception e) {
        return e.getMessage() == null || e.getMessage().isBlank() ? e.getClass().getSimpleName() : e.getMessage();
    }

    @Override
    public void text(String message) {
        owner.message(message);
    }

    @Override
    public void binary(byte[] message) throws FrameException {
        owner.message(Utf8.decode(message, 0, message.length));
    }

    @Override
    public void ping(byte[] payload) {
        queued(outbound.control(Opcode.PONG, payload));
    }

    @Override
    public void pong(byte[] payload) {
        unanswered = false;
    }

    @Override
    public void closed(int code, String reason) {
        peerClosed = true;
        int answer = code == CloseCode.NO_CODE ? CloseCode.NORMAL : code;
        if (outbound.close(answer, "", false)) {
            endCode = code;
            endReason = reason;
            shared.closing().add(this);
        }
        // Also where our own close frame went first: then this drain ends the connection.
        drainQueued.set(true);
    }
}
