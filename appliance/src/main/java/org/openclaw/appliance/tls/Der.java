package org.openclaw.appliance.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/** The few DER forms that certificates and keys need (ITU-T X.690 §8 and §10). */
final class Der {

    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int UTF8_STRING = 0x0C;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int CONTEXT = 0x80;
    private static final int CONSTRUCTED = 0x20;
    private static final int FIRST_YEAR_OF_GENERALIZED_TIME = 2050;

    private Der() {}

    static byte[] sequence(byte[]... parts) {
        return element(SEQUENCE, parts);
    }

    static byte[] set(byte[]... parts) {
        return element(SET, parts);
    }

    static byte[] integer(BigInteger value) {
        return element(INTEGER, value.toByteArray());
    }

    static byte[] octets(byte[] bytes) {
        return element(OCTET_STRING, bytes);
    }

    static byte[] text(String text) {
        return element(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    /** @param unusedBits trailing bits of the last byte that don't count */
    static byte[] bits(int unusedBits, byte[] bytes) {
        return element(BIT_STRING, new byte[] {(byte) unusedBits}, bytes);
    }

    /** An element numbered by its context. @param constructed whether it contains elements, rather than bytes */
    static byte[] context(int number, boolean constructed, byte[]... parts) {
        return element(CONTEXT | (constructed ? CONSTRUCTED : 0) | number, parts);
    }

    /** @param dotted such as {@code 1.2.840.10045.4.3.2} */
    static byte[] oid(String dotted) {
        long[] arcs = Arrays.stream(dotted.split("\\.")).mapToLong(Long::parseLong).toArray();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        base128(bytes, arcs[0] * 40 + arcs[1]);
        for (int i = 2; i < arcs.length; i++) {
            base128(bytes, arcs[i]);
        }
        return element(OBJECT_IDENTIFIER, bytes.toByteArray());
    }

    /** A certificate's time: two digits of the year until 2049, four from then on (RFC 5280 §4.1.2.5). */
    static byte[] time(Instant instant) {
        boolean late = instant.atOffset(ZoneOffset.UTC).getYear() >= FIRST_YEAR_OF_GENERALIZED_TIME;
        String pattern = late ? "yyyyMMddHHmmss'Z'" : "yyMMddHHmmss'Z'";
        String text = DateTimeFormatter.ofPattern(pattern).withZone(ZoneOffset.UTC).format(instant);
        return element(late ? GENERALIZED_TIME : UTC_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The first element inside a constructed one, whole. @throws IllegalArgumentException when there is none */
    static byte[] firstInside(byte[] outer) {
        int start = headerLength(outer, 0);
        return Arrays.copyOfRange(outer, start, start + headerLength(outer, start) + contentLength(outer, start));
    }

    private static int headerLength(byte[] bytes, int at) {
        if (at + 1 >= bytes.length) {
            throw new IllegalArgumentException("DER ends early");
        }
        int first = bytes[at + 1] & 0xFF;
        return first < 0x80 ? 2 : 2 + (first & 0x7F);
    }

    private static int contentLength(byte[] bytes, int at) {
        int header = headerLength(bytes, at);
        long length = header == 2 ? bytes[at + 1] & 0xFF : 0;
        for (int i = 2; i < header && at + i < bytes.length; i++) {
            length = length << 8 | bytes[at + i] & 0xFF;
        }
        if (length < 0 || length > bytes.length - at - header) {
            throw new IllegalArgumentException("DER ends early");
        }
        return (int) length;
    }

    private static void base128(ByteArrayOutputStream out, long value) {
        int groups = Math.max(1, (63 - Long.numberOfLeadingZeros(value)) / 7 + 1);
        for (int group = groups - 1; group >= 0; group--) {
            out.write((int) (value >> 7 * group & 0x7F) | (group > 0 ? 0x80 : 0));
        }
    }

    private static byte[] element(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            byte[] big = BigInteger.valueOf(length).toByteArray();
            int skip = big[0] == 0 ? 1 : 0;
            out.write(0x80 | big.length - skip);
            out.write(big, skip, big.length - skip);
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
