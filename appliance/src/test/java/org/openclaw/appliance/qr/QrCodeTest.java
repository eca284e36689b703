package org.openclaw.appliance.qr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class QrCodeTest {

    private static String digest(int length) throws Exception {
        QrCode code = QrCode.of("x".repeat(length).getBytes(StandardCharsets.US_ASCII)).orElseThrow();
        StringBuilder modules = new StringBuilder();
        for (int row = 0; row < code.size(); row++) {
            for (int column = 0; column < code.size(); column++) {
                modules.append(code.dark(row, column) ? 1 : 0);
            }
        }
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(modules.toString().getBytes(StandardCharsets.US_ASCII));
        return code.size() + " " + HexFormat.of().formatHex(hash, 0, 8);
    }

    // The expected squares were drawn by another implementation of the standard.
    @Test
    void drawsWhatTheStandardSays() throws Exception {
        assertEquals("21 bde62c08cc481a13", digest(1));
        assertEquals("37 78a0bac7e40a2e15", digest(100));
        assertEquals("49 af243516896e8229", digest(190));
        assertEquals("61 d0e99d48c1aa34f5", digest(300));
        assertEquals("97 7df6d43c06bdc861", digest(858));
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertTrue(QrCode.of(new byte[858]).isPresent());
        assertTrue(QrCode.of(new byte[859]).isEmpty());
    }

    @Test
    void fitsTwoRowsIntoALine() {
        QrCode code = QrCode.of(new byte[10]).orElseThrow();
        assertEquals((code.size() + 5) / 2, code.lines().size());
        assertTrue(code.lines().stream().allMatch(line -> line.length() == code.size() + 4));
    }
}
