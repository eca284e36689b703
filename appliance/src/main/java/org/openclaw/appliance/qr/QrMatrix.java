package org.openclaw.appliance.qr;

/** The square of a QR code: finders, timing, alignment, format and version, then the message along its zigzag, masked. */
final class QrMatrix {

    private static final int MASKS = 8;

    private final int version;
    private final int size;
    private final boolean[][] dark;
    private final boolean[][] reserved;

    private QrMatrix(int version) {
        this.version = version;
        this.size = size(version);
        this.dark = new boolean[size][size];
        this.reserved = new boolean[size][size];
    }

    private static int size(int version) {
        return 17 + 4 * version;
    }

    /** How many codewords of message and error correction a version holds. */
    static int codewords(int version) {
        QrMatrix empty = new QrMatrix(version);
        empty.patterns();
        int free = 0;
        for (boolean[] row : empty.reserved) {
            for (boolean taken : row) {
                free += taken ? 0 : 1;
            }
        }
        return free / 8;
    }

    /** @param level the error correction level's two bits */
    static boolean[][] draw(int version, byte[] message, int level) {
        QrMatrix best = null;
        int least = Integer.MAX_VALUE;
        for (int mask = 0; mask < MASKS; mask++) {
            QrMatrix matrix = new QrMatrix(version);
            matrix.patterns();
            matrix.message(message, mask);
            matrix.format(level << 3 | mask);
            int penalty = QrPenalty.of(matrix.dark);
            if (penalty < least) {
                least = penalty;
                best = matrix;
            }
        }
        return best.dark;
    }

    private void set(int row, int column, boolean isDark) {
        dark[row][column] = isDark;
        reserved[row][column] = true;
    }

    private void patterns() {
        for (int i = 0; i < size; i++) {
            set(6, i, i % 2 == 0);
            set(i, 6, i % 2 == 0);
        }
        finder(3, 3);
        finder(3, size - 4);
        finder(size - 4, 3);
        int[] centres = alignments();
        for (int row : centres) {
            for (int column : centres) {
                boolean corner = row == 6 && column == 6 || row == 6 && column == size - 7 || row == size - 7 && column == 6;
                if (!corner) {
                    rings(row, column, 2);
                }
            }
        }
        format(0);
        versionBits();
    }

    private void finder(int row, int column) {
        rings(row, column, 4);
    }

    // Rings of distance 0 and 1 and 3 are dark in a finder; 0 and 2 in an alignment pattern.
    private void rings(int row, int column, int radius) {
        for (int dy = -radius; dy <= radius; dy++) {
            for (int dx = -radius; dx <= radius; dx++) {
                int y = row + dy;
                int x = column + dx;
                if (y >= 0 && x >= 0 && y < size && x < size) {
                    int ring = Math.max(Math.abs(dx), Math.abs(dy));
                    set(y, x, radius == 2 ? ring != 1 : ring != 2 && ring != 4);
                }
            }
        }
    }

    private int[] alignments() {
        if (version == 1) {
            return new int[0];
        }
        int count = version / 7 + 2;
        int gaps = count - 1;
        // Even steps, as wide as they can be, measured from the far edge (Annex E).
        int step = (size - 13 + 2 * gaps - 1) / (2 * gaps) * 2;
        int[] centres = new int[count];
        centres[0] = 6;
        for (int i = count - 1, at = size - 7; i > 0; i--, at -= step) {
            centres[i] = at;
        }
        return centres;
    }

    private void format(int data) {
        int bits = (data << 10 | remainder(data, 10, 0x537)) ^ 0x5412;
        for (int i = 0; i < 15; i++) {
            boolean bit = (bits >> i & 1) != 0;
            if (i < 8) {
                set(i < 6 ? i : i + 1, 8, bit);
                set(8, size - 1 - i, bit);
            } else {
                set(8, i == 8 ? 7 : 14 - i, bit);
                set(size - 15 + i, 8, bit);
            }
        }
        set(size - 8, 8, true);
    }

    private void versionBits() {
        if (version < 7) {
            return;
        }
        int bits = version << 12 | remainder(version, 12, 0x1F25);
        for (int i = 0; i < 18; i++) {
            boolean bit = (bits >> i & 1) != 0;
            set(i / 3, size - 11 + i % 3, bit);
            set(size - 11 + i % 3, i / 3, bit);
        }
    }

    private static int remainder(int data, int degree, int generator) {
        int rest = data;
        for (int i = 0; i < degree; i++) {
            rest = rest << 1 ^ (rest >>> degree - 1) * generator;
        }
        return rest;
    }

    private void message(byte[] message, int mask) {
        int bit = 0;
        boolean up = true;
        for (int right = size - 1; right > 0; right -= right == 8 ? 3 : 2, up = !up) {
            for (int step = 0; step < size; step++) {
                int row = up ? size - 1 - step : step;
                for (int column = right; column > right - 2; column--) {
                    if (!reserved[row][column]) {
                        boolean one = bit < 8 * message.length && (message[bit >> 3] >> (7 - (bit & 7)) & 1) != 0;
                        dark[row][column] = one != masked(mask, row, column);
                        bit++;
                    }
                }
            }
        }
    }

    private static boolean masked(int mask, int row, int column) {
        int product = row * column;
        return switch (mask) {
            case 0 -> (row + column) % 2 == 0;
            case 1 -> row % 2 == 0;
            case 2 -> column % 3 == 0;
            case 3 -> (row + column) % 3 == 0;
            case 4 -> (row / 2 + column / 3) % 2 == 0;
            case 5 -> product % 2 + product % 3 == 0;
            case 6 -> (product % 2 + product % 3) % 2 == 0;
            default -> ((row + column) % 2 + product % 3) % 2 == 0;
        };
    }
}
