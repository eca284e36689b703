package org.openclaw.appliance.qr;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A QR code (ISO/IEC 18004) of bytes: byte mode, error correction level L, the smallest of versions 1 to 20 that fits (up to
 * 858 bytes). Immutable.
 */
public final class QrCode {

    private static final int HIGHEST_VERSION = 20;
    /** Error correction codewords per block, and blocks, at level L by version from 1 (Table 9). */
    private static final int[] CHECK_PER_BLOCK = {
        7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28
    };

    private static final int[] BLOCKS = {1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8};
    private static final int LEVEL_L = 1;
    private static final int QUIET = 2;

    private final boolean[][] dark;

    private QrCode(boolean[][] dark) {
        this.dark = dark;
    }

    /** The code; empty when the bytes are too many. */
    public static Optional<QrCode> of(byte[] data) {
        for (int version = 1; version <= HIGHEST_VERSION; version++) {
            int capacity = dataCodewords(version);
            int header = 4 + (version < 10 ? 8 : 16);
            if (header + 8 * data.length <= 8 * capacity) {
                byte[] message = interleaved(codewords(data, version, capacity), version);
                return Optional.of(new QrCode(QrMatrix.draw(version, message, LEVEL_L)));
            }
        }
        return Optional.empty();
    }

    /** Whether the module is dark. */
    public boolean dark(int row, int column) {
        return row >= 0 && column >= 0 && row < dark.length && column < dark.length && dark[row][column];
    }

    public int size() {
        return dark.length;
    }

    /** For a terminal of light text on dark ground: two rows of modules in a line, the light ones drawn. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int row = -QUIET; row < size() + QUIET; row += 2) {
            StringBuilder line = new StringBuilder();
            for (int column = -QUIET; column < size() + QUIET; column++) {
                boolean upper = !dark(row, column);
                boolean lower = !dark(row + 1, column);
                line.append(upper ? (lower ? '█' : '▀') : (lower ? '▄' : ' '));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static int dataCodewords(int version) {
        return QrMatrix.codewords(version) - CHECK_PER_BLOCK[version - 1] * BLOCKS[version - 1];
    }

    private static byte[] codewords(byte[] data, int version, int capacity) {
        Bits bits = new Bits(capacity);
        bits.add(0b0100, 4);
        bits.add(data.length, version < 10 ? 8 : 16);
        for (byte b : data) {
            bits.add(b & 0xFF, 8);
        }
        bits.add(0, Math.min(4, 8 * capacity - bits.length));
        bits.add(0, -bits.length & 7);
        for (int pad = 0xEC; bits.length < 8 * capacity; pad ^= 0xEC ^ 0x11) {
            bits.add(pad, 8);
        }
        return bits.bytes;
    }

    private static byte[] interleaved(byte[] data, int version) {
        int blocks = BLOCKS[version - 1];
        int check = CHECK_PER_BLOCK[version - 1];
        int shortLength = data.length / blocks;
        int shortBlocks = blocks - data.length % blocks;
        byte[][] parts = new byte[blocks][];
        byte[][] checks = new byte[blocks][];
        for (int i = 0, at = 0; i < blocks; i++) {
            int length = shortLength + (i < shortBlocks ? 0 : 1);
            parts[i] = java.util.Arrays.copyOfRange(data, at, at + length);
            checks[i] = ReedSolomon.check(parts[i], check);
            at += length;
        }
        byte[] all = new byte[data.length + blocks * check];
        int at = 0;
        for (int i = 0; i <= shortLength; i++) {
            for (byte[] part : parts) {
                if (i < part.length) {
                    all[at++] = part[i];
                }
            }
        }
        for (int i = 0; i < check; i++) {
            for (byte[] part : checks) {
                all[at++] = part[i];
            }
        }
        return all;
    }

    private static final class Bits {
        private final byte[] bytes;
        private int length;

        Bits(int capacity) {
            bytes = new byte[capacity];
        }

        void add(int value, int count) {
            for (int i = count - 1; i >= 0; i--, length++) {
                bytes[length >> 3] |= (byte) ((value >> i & 1) << (7 - (length & 7)));
            }
        }
    }

    /** Error correction over GF(2^8) with the polynomial 0x11D. */
    private static final class ReedSolomon {

        static byte[] check(byte[] data, int count) {
            int[] generator = generator(count);
            int[] rest = new int[count];
            for (byte b : data) {
                int factor = (b & 0xFF) ^ rest[0];
                System.arraycopy(rest, 1, rest, 0, count - 1);
                rest[count - 1] = 0;
                for (int i = 0; i < count; i++) {
                    rest[i] ^= times(generator[i], factor);
                }
            }
            byte[] bytes = new byte[count];
            for (int i = 0; i < count; i++) {
                bytes[i] = (byte) rest[i];
            }
            return bytes;
        }

        /** Coefficients of (x - 2^0)(x - 2^1)…, highest power first, the leading 1 left out. */
        private static int[] generator(int degree) {
            int[] coefficients = new int[degree];
            coefficients[degree - 1] = 1;
            int root = 1;
            for (int i = 0; i < degree; i++) {
                for (int j = 0; j < degree; j++) {
                    coefficients[j] = times(coefficients[j], root) ^ (j + 1 < degree ? coefficients[j + 1] : 0);
                }
                root = times(root, 2);
            }
            return coefficients;
        }

        private static int times(int x, int y) {
            int product = 0;
            for (int i = 7; i >= 0; i--) {
                product = product << 1 ^ (product >>> 7) * 0x11D;
                product ^= (y >>> i & 1) * x;
            }
            return product;
        }
    }
}
