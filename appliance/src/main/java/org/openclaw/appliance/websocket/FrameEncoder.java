package org.openclaw.appliance.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Frames to bytes (RFC 6455 §5.2): always whole messages, never an extension. */
public final class FrameEncoder {

    /** Longest reason a close frame can carry, in UTF-8 bytes. */
    public static final int LONGEST_REASON = 123;

    private static final int LONGEST_HEADER = 14;

    private FrameEncoder() {}

    /** The header of an unmasked frame, as a server sends it; ready to be read. */
    public static ByteBuffer header(int opcode, int length) {
        ByteBuffer header = ByteBuffer.allocate(headerSize(length));
        putHeader(header, opcode, length, 0);
        return header.flip();
    }

    /** A whole unmasked frame, ready to be read. */
    public static ByteBuffer frame(int opcode, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(headerSize(payload.length) + payload.length);
        putHeader(frame, opcode, payload.length, 0);
        return frame.put(payload).flip();
    }

    /** A whole masked frame, as a client sends it. @param mask four random bytes, fresh for every frame */
    public static ByteBuffer masked(int opcode, byte[] payload, int mask) {
        ByteBuffer frame = ByteBuffer.allocate(LONGEST_HEADER + payload.length);
        putHeader(frame, opcode, payload.length, 0x80);
        frame.putInt(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask >>> (24 - 8 * (i & 3))));
        }
        return frame.flip();
    }

    /** The payload of a close frame; the reason is cut to what fits. */
    public static byte[] closePayload(int code, String reason) {
        byte[] text = Utf8.cut(reason, LONGEST_REASON).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array();
    }

    private static int headerSize(int length) {
        return length < 126 ? 2 : length < 65_536 ? 4 : 10;
    }

    private static void putHeader(ByteBuffer out, int opcode, int length, int maskBit) {
        out.put((byte) (0x80 | opcode));
        if (length < 126) {
            out.put((byte) (maskBit | length));
        } else if (length < 65_536) {
            out.put((byte) (maskBit | 126)).putShort((short) length);
        } else {
            out.put((byte) (maskBit | 127)).putLong(length);
        }
    }
}
