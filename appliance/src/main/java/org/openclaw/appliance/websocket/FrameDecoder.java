package org.openclaw.appliance.websocket;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One direction of a WebSocket (RFC 6455 §5) from bytes to messages, fed in pieces of any size.
 *
 * <p>Memory follows the bytes that arrived, never the length a header claims: a header whose length would take the message
 * beyond the limit is refused at once, the message buffer starts small and doubles, and nothing is kept between messages.
 * Not thread-safe.
 */
public final class FrameDecoder {

    /** Which side wrote the frames: a client masks them, a server never does. */
    public enum Source {
        CLIENT,
        SERVER
    }

    /** Most fragments one message may come in; without it, empty fragments would cost CPU for ever. */
    public static final int MOST_FRAGMENTS = 4096;

    private static final int FIRST_CAPACITY = 256;
    private static final int LONGEST_CONTROL = 125;
    private static final byte[] EMPTY = new byte[0];

    private enum Step {
        FIRST_BYTE,
        SECOND_BYTE,
        LENGTH,
        MASK,
        PAYLOAD,
        DONE
    }

    private final boolean masked;
    private long limit;

    private Step step = Step.FIRST_BYTE;
    private boolean fin;
    private int opcode;
    private long length;
    private int pending;
    private int mask;
    private int maskAt;

    private byte[] message = EMPTY;
    private int messageSize;
    private int messageOpcode = Opcode.CONTINUATION;
    private int fragments;
    private byte[] control = EMPTY;
    private int controlSize;

    /** @param limit longest message accepted, in bytes */
    public FrameDecoder(Source source, long limit) {
        this.masked = source == Source.CLIENT;
        this.limit = limit;
    }

    /** Changes the longest message accepted, from the next frame header on. */
    public void limit(long bytes) {
        limit = bytes;
    }

    /** Ignores everything that still comes, and lets go of what was gathered. */
    public void stop() {
        step = Step.DONE;
        message = EMPTY;
        control = EMPTY;
    }

    /** Bytes held for an unfinished message. */
    public int retained() {
        return message.length + control.length;
    }

    /**
     * Consumes the buffer.
     *
     * @throws FrameException when the peer broke the protocol or a limit; the decoder then ignores further input
     */
    public void feed(ByteBuffer in, FrameListener listener) throws FrameException {
        try {
            while (in.hasRemaining() && step != Step.DONE) {
                take(in, listener);
            }
            if (step == Step.DONE) {
                in.position(in.limit());
            }
        } catch (FrameException e) {
            stop();
            throw e;
        }
    }

    private void take(ByteBuffer in, FrameListener listener) throws FrameException {
        switch (step) {
            case FIRST_BYTE -> firstByte(in.get());
            case SECOND_BYTE -> secondByte(in.get(), listener);
            case LENGTH -> {
                length = length << 8 | in.get() & 0xFF;
                if (--pending == 0) {
                    lengthKnown(listener);
                }
            }
            case MASK -> {
                mask = mask << 8 | in.get() & 0xFF;
                if (--pending == 0) {
                    payload(listener);
                }
            }
            case PAYLOAD -> payloadBytes(in, listener);
            case DONE -> in.position(in.limit());
        }
    }

    private void firstByte(byte b) throws FrameException {
        if ((b & 0x70) != 0) {
            throw violation("reserved bits set");
        }
        fin = b < 0;
        opcode = b & 0x0F;
        boolean inMessage = messageOpcode != Opcode.CONTINUATION;
        switch (opcode) {
            case Opcode.TEXT, Opcode.BINARY -> {
                if (inMessage) {
                    throw violation("new message inside a fragmented one");
                }
            }
            case Opcode.CONTINUATION -> {
                if (!inMessage) {
                    throw violation("continuation without a message");
                }
            }
            case Opcode.CLOSE, Opcode.PING, Opcode.PONG -> {
                if (!fin) {
                    throw violation("fragmented control frame");
                }
            }
            default -> throw violation("unknown opcode");
        }
        step = Step.SECOND_BYTE;
    }

    private void secondByte(byte b, FrameListener listener) throws FrameException {
        if (b < 0 != masked) {
            throw violation(masked ? "unmasked frame" : "masked frame");
        }
        length = b & 0x7F;
        if (isControl() && length > LONGEST_CONTROL) {
            throw violation("control frame too long");
        }
        if (length < 126) {
            lengthKnown(listener);
        } else {
            pending = length == 126 ? 2 : 8;
            length = 0;
            step = Step.LENGTH;
        }
    }

    private void lengthKnown(FrameListener listener) throws FrameException {
        if (!isControl()) {
            // A length with the top bit set is negative here; both kinds are beyond any limit.
            if (length < 0 || length > limit - messageSize) {
                throw new FrameException(CloseCode.TOO_BIG, "message exceeds " + limit + " bytes");
            }
            if (++fragments > MOST_FRAGMENTS) {
                throw new FrameException(CloseCode.TOO_BIG, "message has too many fragments");
            }
            if (opcode != Opcode.CONTINUATION) {
                messageOpcode = opcode;
            }
        } else {
            control = length == 0 ? EMPTY : new byte[(int) length];
            controlSize = 0;
        }
        if (masked) {
            mask = 0;
            maskAt = 0;
            pending = 4;
            step = Step.MASK;
        } else {
            payload(listener);
        }
    }

    private void payload(FrameListener listener) throws FrameException {
        step = Step.PAYLOAD;
        if (length == 0) {
            frameComplete(listener);
        }
    }

    private void payloadBytes(ByteBuffer in, FrameListener listener) throws FrameException {
        int count = (int) Math.min(in.remaining(), length);
        if (isControl()) {
            in.get(control, controlSize, count);
            unmask(control, controlSize, count);
            controlSize += count;
        } else {
            reserve(count);
            in.get(message, messageSize, count);
            unmask(message, messageSize, count);
            messageSize += count;
        }
        length -= count;
        if (length == 0) {
            frameComplete(listener);
        }
    }

    /** Room for what is here, at most what the current frame still claims beyond it. */
    private void reserve(int count) {
        int needed = messageSize + count;
        if (needed > message.length) {
            long doubled = Math.max(FIRST_CAPACITY, 2L * message.length);
            long claimed = messageSize + length;
            message = Arrays.copyOf(message, (int) Math.max(needed, fin ? Math.min(doubled, claimed) : Math.min(doubled, limit)));
        }
    }

    private void unmask(byte[] bytes, int from, int count) {
        if (masked) {
            for (int i = from; i < from + count; i++) {
                bytes[i] ^= (byte) (mask >>> (24 - 8 * maskAt));
                maskAt = (maskAt + 1) & 3;
            }
        }
    }

    private void frameComplete(FrameListener listener) throws FrameException {
        step = Step.FIRST_BYTE;
        if (isControl()) {
            byte[] payload = control;
            control = EMPTY;
            controlComplete(payload, listener);
        } else if (fin) {
            messageComplete(listener);
        }
    }

    private void messageComplete(FrameListener listener) throws FrameException {
        byte[] bytes = message;
        int size = messageSize;
        int kind = messageOpcode;
        message = EMPTY;
        messageSize = 0;
        fragments = 0;
        messageOpcode = Opcode.CONTINUATION;
        if (kind == Opcode.TEXT) {
            listener.text(Utf8.decode(bytes, 0, size));
        } else {
            listener.binary(bytes.length == size ? bytes : Arrays.copyOf(bytes, size));
        }
    }

    private void controlComplete(byte[] payload, FrameListener listener) throws FrameException {
        switch (opcode) {
            case Opcode.PING -> listener.ping(payload);
            case Opcode.PONG -> listener.pong(payload);
            default -> closeFrame(payload, listener);
        }
    }

    private void closeFrame(byte[] payload, FrameListener listener) throws FrameException {
        stop();
        if (payload.length == 0) {
            listener.closed(CloseCode.NO_CODE, "");
            return;
        }
        if (payload.length == 1) {
            throw violation("close frame with half a code");
        }
        int code = (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        if (!CloseCode.maySend(code)) {
            throw violation("close code " + code + " isn't allowed on the wire");
        }
        listener.closed(code, Utf8.decode(payload, 2, payload.length - 2));
    }

    private boolean isControl() {
        return opcode >= Opcode.CLOSE;
    }

    private static FrameException violation(String message) {
        return new FrameException(CloseCode.PROTOCOL_ERROR, message);
    }
}
