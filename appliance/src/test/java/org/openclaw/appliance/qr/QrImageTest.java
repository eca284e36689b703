package org.openclaw.appliance.qr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class QrImageTest {

    private static final int QUIET = 4;
    private static final int SCALE = 4;

    @Test
    void anotherPngReaderSeesTheSameModules() throws IOException {
        QrCode code = QrCode.of("what a device scans".repeat(10).getBytes()).orElseThrow();
        String url = QrImage.dataUrl(code);
        assertTrue(url.startsWith("data:image/png;base64,"));
        BufferedImage image = ImageIO.read(
                new ByteArrayInputStream(Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1))));
        int side = (code.size() + 2 * QUIET) * SCALE;
        assertEquals(side, image.getWidth());
        assertEquals(side, image.getHeight());
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                boolean dark = code.dark(y / SCALE - QUIET, x / SCALE - QUIET);
                assertEquals(dark ? 0xFF000000 : 0xFFFFFFFF, image.getRGB(x, y), x + "," + y);
            }
        }
    }

    @Test
    void evenTheLargestCodeFitsWhatClientsTake() {
        QrCode largest = QrCode.of(new byte[858]).orElseThrow();
        assertTrue(QrImage.dataUrl(largest).length() <= 16_384);
        byte[] noise = new byte[858];
        new java.util.Random(1).nextBytes(noise);
        assertTrue(QrImage.dataUrl(QrCode.of(noise).orElseThrow()).length() <= 16_384);
    }
}
