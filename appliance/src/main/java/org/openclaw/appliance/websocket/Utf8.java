package org.openclaw.appliance.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8, as RFC 6455 §8.1 demands of text. */
public final class Utf8 {

    private Utf8() {}

    /** @throws FrameException 1007 on overlong forms, surrogates, or anything else that isn't UTF-8 */
    public static String decode(byte[] bytes, int offset, int length) throws FrameException {
        // The JDK's own fast path puts U+FFFD where something is wrong; only text that holds one is looked at again.
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 ? text : strictly(bytes, offset, length);
    }

    private static String strictly(byte[] bytes, int offset, int length) throws FrameException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, offset, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new FrameException(CloseCode.BAD_PAYLOAD, "text isn't UTF-8");
        }
    }

    /** The longest beginning of the text that fits into so many UTF-8 bytes without cutting a character. */
    public static String cut(String text, int maxBytes) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= maxBytes) {
            return text;
        }
        int end = maxBytes;
        while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
