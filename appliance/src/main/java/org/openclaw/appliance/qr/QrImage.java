package org.openclaw.appliance.qr;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A QR code as a PNG (ISO/IEC 15948): one bit a pixel, black on white, with the quiet zone a reader wants. */
public final class QrImage {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final int QUIET = 4;
    private static final int PIXELS_PER_MODULE = 4;
    private static final int HEADER_BYTES = 13;

    private QrImage() {}

    /** A {@code data:image/png;base64,} URL: a few kilobytes. */
    public static String dataUrl(QrCode code) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png(code));
    }

    static byte[] png(QrCode code) {
        int side = (code.size() + 2 * QUIET) * PIXELS_PER_MODULE;
        byte[] header = ByteBuffer.allocate(HEADER_BYTES)
                .putInt(side)
                .putInt(side)
                .put(new byte[] {1, 0, 0, 0, 0}) // one bit, greyscale, the only methods there are, not interlaced
                .array();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        chunk(out, "IHDR", header);
        chunk(out, "IDAT", deflated(pixels(code, side)));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    // Each line begins with its filter, none; a set bit is white.
    private static byte[] pixels(QrCode code, int side) {
        int lineBytes = 1 + (side + 7) / 8;
        byte[] pixels = new byte[lineBytes * side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                if (!code.dark(y / PIXELS_PER_MODULE - QUIET, x / PIXELS_PER_MODULE - QUIET)) {
                    pixels[y * lineBytes + 1 + x / 8] |= (byte) (0x80 >> x % 8);
                }
            }
        }
        return pixels;
    }

    private static byte[] deflated(byte[] pixels) {
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setInput(pixels);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[1024];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        }
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 check = new CRC32();
        check.update(name);
        check.update(data);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(data.length).array());
        out.writeBytes(name);
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt((int) check.getValue()).array());
    }
}
