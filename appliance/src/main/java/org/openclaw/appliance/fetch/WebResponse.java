package org.openclaw.appliance.fetch;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The answer to a GET over HTTP/1.1 (RFC 9112), read within bounds. Used by one thread. */
final class WebResponse {

    private static final int MOST_IN_LINE = 16 * 1024;
    private static final int MOST_FIELDS = 200;
    private static final int MOST_INTERIM = 8;

    private final InputStream in;
    private final int status;
    private final Map<String, String> fields;

    private WebResponse(InputStream in, int status, Map<String, String> fields) {
        this.in = in;
        this.status = status;
        this.fields = fields;
    }

    static WebResponse read(InputStream stream) throws IOException {
        InputStream in = new BufferedInputStream(stream, 8 * 1024);
        for (int i = 0; i < MOST_INTERIM; i++) {
            int status = status(line(in));
            Map<String, String> fields = fields(in);
            if (status >= 200) {
                return new WebResponse(in, status, fields);
            }
        }
        throw new IOException("the server doesn't come to its answer");
    }

    private static int status(String line) throws IOException {
        if (!line.startsWith("HTTP/1.") || line.length() < 12) {
            throw new IOException("the server doesn't speak HTTP");
        }
        try {
            return Integer.parseInt(line.substring(9, 12));
        } catch (NumberFormatException e) {
            throw new IOException("the server doesn't speak HTTP", e);
        }
    }

    private static Map<String, String> fields(InputStream in) throws IOException {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < MOST_FIELDS; i++) {
            String line = line(in);
            if (line.isEmpty()) {
                return fields;
            }
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.putIfAbsent(line.substring(0, colon).strip().toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
            }
        }
        throw new IOException("the answer has too many header fields");
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection was closed");
            }
            if (line.length() == MOST_IN_LINE) {
                throw new IOException("the answer has a header that is too long");
            }
            line.append((char) c);
        }
        int length = line.length();
        return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
    }

    int status() {
        return status;
    }

    Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** The body's first bytes, as far as they come. */
    byte[] body(int mostBytes) throws IOException {
        if (field("transfer-encoding").filter(value -> value.toLowerCase(Locale.ROOT).endsWith("chunked")).isPresent()) {
            return new Chunks(in).readNBytes(mostBytes);
        }
        long length;
        try {
            length = field("content-length").map(Long::parseLong).orElse(Long.MAX_VALUE);
        } catch (NumberFormatException e) {
            throw new IOException("the answer has no valid length", e);
        }
        return in.readNBytes(Math.clamp(length, 0, mostBytes));
    }

    /** A body in chunks (RFC 9112 §7.1). */
    private static final class Chunks extends InputStream {
        private final InputStream in;
        private long left;
        private boolean begun;
        private boolean over;

        Chunks(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0 && !over) {
                next();
            }
            if (over) {
                return -1;
            }
            int read = in.read(bytes, offset, (int) Math.min(length, left));
            if (read < 0) {
                throw new EOFException("the connection was closed");
            }
            left -= read;
            return read;
        }

        private void next() throws IOException {
            if (begun) {
                line(in);
            }
            begun = true;
            String size = line(in);
            int end = size.indexOf(';');
            try {
                left = Long.parseLong((end < 0 ? size : size.substring(0, end)).strip(), 16);
            } catch (NumberFormatException e) {
                throw new IOException("the answer has a chunk without a valid length", e);
            }
            if (left < 0) {
                throw new IOException("the answer has a chunk without a valid length");
            }
            over = left == 0;
        }
    }
}
