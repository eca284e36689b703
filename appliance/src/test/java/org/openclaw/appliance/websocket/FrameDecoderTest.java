package org.openclaw.appliance.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {

    private static final int LIMIT = 65_536;

    private final List<String> seen = new ArrayList<>();
    private final FrameListener listener = new FrameListener() {
        @Override
        public void text(String message) {
            seen.add("text " + message);
        }

        @Override
        public void binary(byte[] message) {
            seen.add("binary " + message.length);
        }

        @Override
        public void ping(byte[] payload) {
            seen.add("ping " + payload.length);
        }

        @Override
        public void pong(byte[] payload) {
            seen.add("pong " + payload.length);
        }

        @Override
        public void closed(int code, String reason) {
            seen.add("closed " + code + " " + reason);
        }
    };
    private final FrameDecoder decoder = new FrameDecoder(FrameDecoder.Source.CLIENT, LIMIT);

    private void feed(byte... bytes) throws FrameException {
        decoder.feed(ByteBuffer.wrap(bytes), listener);
    }

    private void feed(ByteBuffer bytes) throws FrameException {
        decoder.feed(bytes, listener);
    }

    private int refused(byte... bytes) {
        return assertThrows(FrameException.class, () -> feed(bytes)).closeCode();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] fragment(int firstByte, byte[] payload) {
        ByteBuffer frame = FrameEncoder.masked(firstByte & 0x0F, payload, 0x01020304);
        frame.put(0, (byte) firstByte);
        byte[] bytes = new byte[frame.limit()];
        frame.get(bytes);
        return bytes;
    }

    @Test
    void readsMessagesOfEveryLengthForm() throws FrameException {
        for (int length : new int[] {0, 1, 125, 126, 127, 65_535, 65_536}) {
            seen.clear();
            feed(FrameEncoder.masked(Opcode.TEXT, utf8("x".repeat(length)), 0xA1B2C3D4));
            assertEquals(List.of("text " + "x".repeat(length)), seen);
        }
    }

    @Test
    void readsWhatComesByteByByte() throws FrameException {
        ByteBuffer frame = FrameEncoder.masked(Opcode.TEXT, utf8("grüezi".repeat(40)), 7);
        while (frame.hasRemaining()) {
            feed(frame.get());
        }
        assertEquals(List.of("text " + "grüezi".repeat(40)), seen);
        assertEquals(0, decoder.retained());
    }

    @Test
    void joinsFragmentsAndLetsControlFramesThrough() throws FrameException {
        feed(fragment(Opcode.TEXT, utf8("one ")));
        feed(FrameEncoder.masked(Opcode.PING, new byte[3], 9));
        feed(fragment(Opcode.CONTINUATION, utf8("two ")));
        feed(fragment(0x80, utf8("three")));
        assertEquals(List.of("ping 3", "text one two three"), seen);
    }

    @Test
    void refusesALengthBeyondTheLimitBeforeAnyPayloadCame() {
        assertEquals(1009, refused((byte) 0x81, (byte) 0xFF, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 1, (byte) 0, (byte) 1));
        assertEquals(0, decoder.retained());
    }

    @Test
    void refusesTwoToTheSixtySecondAndNegativeLengths() {
        for (int top : new int[] {0x40, 0x80, 0xFF}) {
            FrameDecoder fresh = new FrameDecoder(FrameDecoder.Source.CLIENT, LIMIT);
            ByteBuffer header = ByteBuffer.allocate(10).put((byte) 0x82).put((byte) 0xFF).putLong((long) top << 56).flip();
            assertEquals(1009, assertThrows(FrameException.class, () -> fresh.feed(header, listener)).closeCode());
            assertEquals(0, fresh.retained());
        }
    }

    @Test
    void countsFragmentsTowardsTheLimit() throws FrameException {
        feed(fragment(Opcode.TEXT, new byte[40_000]));
        assertEquals(1009, refused(fragment(0x80, new byte[30_000])));
        assertEquals(0, decoder.retained());
    }

    @Test
    void refusesEndlessEmptyFragments() throws FrameException {
        feed(fragment(Opcode.TEXT, new byte[0]));
        for (int i = 1; i < FrameDecoder.MOST_FRAGMENTS; i++) {
            feed(fragment(Opcode.CONTINUATION, new byte[0]));
        }
        assertEquals(1009, refused(fragment(Opcode.CONTINUATION, new byte[0])));
    }

    @Test
    void holdsWhatCameAndNotWhatWasClaimed() throws FrameException {
        feed((byte) 0x81, (byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
        assertEquals(0, decoder.retained());
        feed(new byte[10]);
        assertTrue(decoder.retained() <= 256, "holds " + decoder.retained());
    }

    @Test
    void refusesWhatTheProtocolForbids() {
        byte[][] wrong = {
            {(byte) 0xC1}, {(byte) 0xA1}, {(byte) 0x91}, // reserved bits
            {(byte) 0x83}, {(byte) 0x8B}, // unknown opcodes
            {(byte) 0x81, 0x01}, // unmasked
            {0x09}, {0x08}, // fragmented control frames
            {(byte) 0x89, (byte) 0xFE}, // long control frame
            {(byte) 0x80}, // continuation of nothing
        };
        for (byte[] bytes : wrong) {
            FrameDecoder fresh = new FrameDecoder(FrameDecoder.Source.CLIENT, LIMIT);
            assertEquals(
                    1002,
                    assertThrows(FrameException.class, () -> fresh.feed(ByteBuffer.wrap(bytes), listener)).closeCode());
        }
    }

    @Test
    void refusesANewMessageInsideAFragmentedOne() throws FrameException {
        feed(fragment(Opcode.TEXT, utf8("a")));
        assertEquals(1002, refused(fragment(0x81, utf8("b"))));
    }

    @Test
    void refusesTextThatIsNotUtf8() {
        for (byte[] text : new byte[][] {{(byte) 0xC0, (byte) 0xAF}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, {(byte) 0xFF}}) {
            FrameDecoder fresh = new FrameDecoder(FrameDecoder.Source.CLIENT, LIMIT);
            ByteBuffer frame = FrameEncoder.masked(Opcode.TEXT, text, 5);
            assertEquals(1007, assertThrows(FrameException.class, () -> fresh.feed(frame, listener)).closeCode());
        }
    }

    @Test
    void readsCloseFramesAndIgnoresWhatFollows() throws FrameException {
        feed(FrameEncoder.masked(Opcode.CLOSE, FrameEncoder.closePayload(4000, "tick timeout"), 3));
        feed(FrameEncoder.masked(Opcode.TEXT, utf8("late"), 3));
        assertEquals(List.of("closed 4000 tick timeout"), seen);
    }

    @Test
    void refusesCloseCodesThatMustNotBeSent() {
        for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000}) {
            FrameDecoder fresh = new FrameDecoder(FrameDecoder.Source.CLIENT, LIMIT);
            ByteBuffer frame = FrameEncoder.masked(Opcode.CLOSE, FrameEncoder.closePayload(code, ""), 3);
            assertEquals(1002, assertThrows(FrameException.class, () -> fresh.feed(frame, listener)).closeCode());
        }
    }

    @Test
    void randomBytesNeverDoWorseThanARefusal() {
        Random random = new Random(7);
        for (int round = 0; round < 5_000; round++) {
            FrameDecoder fresh = new FrameDecoder(FrameDecoder.Source.CLIENT, 1_000);
            ByteArrayOutputStream input = new ByteArrayOutputStream();
            for (int frame = 0; frame < 3; frame++) {
                byte[] bytes = fragment(random.nextInt(256), new byte[random.nextInt(300)]);
                for (int i = 0; i < random.nextInt(3); i++) {
                    bytes[random.nextInt(Math.min(12, bytes.length))] = (byte) random.nextInt();
                }
                input.writeBytes(bytes);
            }
            ByteBuffer all = ByteBuffer.wrap(input.toByteArray());
            try {
                while (all.hasRemaining()) {
                    int piece = Math.min(all.remaining(), 1 + random.nextInt(100));
                    fresh.feed(all.slice(all.position(), piece), listener);
                    all.position(all.position() + piece);
                }
            } catch (FrameException e) {
                assertTrue(List.of(1002, 1007, 1009).contains(e.closeCode()));
            }
            assertTrue(fresh.retained() <= 1_125);
        }
    }
}
