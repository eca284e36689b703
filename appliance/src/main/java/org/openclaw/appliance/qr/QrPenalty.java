package org.openclaw.appliance.qr;

/** How hard a QR code's pattern is to read; the mask with the least is used (ISO/IEC 18004 §7.8.3). */
final class QrPenalty {

    private static final int LOOKS_LIKE_FINDER_A = 0b10111010000;
    private static final int LOOKS_LIKE_FINDER_B = 0b00001011101;

    private QrPenalty() {}

    static int of(boolean[][] dark) {
        return lines(dark) + blocks(dark) + balance(dark);
    }

    private static int lines(boolean[][] dark) {
        int penalty = 0;
        for (int i = 0; i < dark.length; i++) {
            penalty += line(dark, i, false) + line(dark, i, true);
        }
        return penalty;
    }

    private static int line(boolean[][] dark, int index, boolean vertical) {
        int penalty = 0;
        int run = 0;
        int last = 0;
        for (int i = 0; i < dark.length; i++) {
            boolean now = vertical ? dark[i][index] : dark[index][i];
            boolean same = i > 0 && now == (vertical ? dark[i - 1][index] : dark[index][i - 1]);
            run = same ? run + 1 : 1;
            penalty += run == 5 ? 3 : run > 5 ? 1 : 0;
            last = (last << 1 | (now ? 1 : 0)) & 0x7FF;
            if (i >= 10 && (last == LOOKS_LIKE_FINDER_A || last == LOOKS_LIKE_FINDER_B)) {
                penalty += 40;
            }
        }
        return penalty;
    }

    private static int blocks(boolean[][] dark) {
        int penalty = 0;
        for (int y = 1; y < dark.length; y++) {
            for (int x = 1; x < dark.length; x++) {
                boolean colour = dark[y][x];
                if (colour == dark[y - 1][x] && colour == dark[y][x - 1] && colour == dark[y - 1][x - 1]) {
                    penalty += 3;
                }
            }
        }
        return penalty;
    }

    private static int balance(boolean[][] dark) {
        int count = 0;
        for (boolean[] row : dark) {
            for (boolean one : row) {
                count += one ? 1 : 0;
            }
        }
        int percent = count * 100 / (dark.length * dark.length);
        return Math.abs(percent - 50) / 5 * 10;
    }
}
