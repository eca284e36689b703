package org.openclaw.appliance.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * One labelled block of a PEM file (RFC 7468).
 *
 * @param label such as {@code CERTIFICATE}
 * @param content the decoded bytes
 */
record Pem(String label, byte[] content) {

    private static final int MOST_BYTES = 512 * 1024;
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final int LINE = 64;

    /** Every block of a file, in order; text between the blocks is skipped. */
    static List<Pem> read(Path file) throws TlsException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new TlsException(file + " is too large to be a PEM file");
            }
            return parse(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            throw new TlsException(file + " doesn't exist");
        } catch (IOException e) {
            throw new TlsException(file + " can't be read by this user");
        } catch (IllegalArgumentException e) {
            throw new TlsException(file + " isn't a well-formed PEM file: " + e.getMessage());
        }
    }

    static List<Pem> parse(String text) {
        List<Pem> blocks = new ArrayList<>();
        int at = text.indexOf(BEGIN);
        while (at >= 0) {
            int labelEnd = text.indexOf(DASHES, at + BEGIN.length());
            String label = labelEnd < 0 ? "" : text.substring(at + BEGIN.length(), labelEnd);
            int end = text.indexOf(END + label + DASHES, at);
            if (labelEnd < 0 || end < 0) {
                throw new IllegalArgumentException("a block has no end");
            }
            String body = text.substring(labelEnd + DASHES.length(), end);
            // Encrypted keys of the older kind carry headers; whoever reads them can't use them anyway.
            boolean headers = body.indexOf(':') >= 0;
            blocks.add(headers
                    ? new Pem("ENCRYPTED PRIVATE KEY", new byte[0])
                    : new Pem(label, Base64.getMimeDecoder().decode(body)));
            at = text.indexOf(BEGIN, end);
        }
        return blocks;
    }

    /** The block as text, ending with a line break. */
    String text() {
        String lines = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(content);
        return BEGIN + label + DASHES + "\n" + lines + "\n" + END + label + DASHES + "\n";
    }
}
