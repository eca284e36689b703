package org.openclaw.appliance.provider;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An HTTP/1.1 response read from a connection (RFC 9112): status line, header fields, and a body that is chunked, of known
 * length, or ends with the connection. Bytes are handed on as they arrive. Used by one thread.
 */
final class HttpResponse {

    private static final int BUFFER = 8 * 1024;
    private static final int MAX_HEAD_LINE = 16 * 1024;
    private static final int MAX_HEAD_LINES = 200;
    private static final int MAX_INTERIM = 8;

    private final Connection connection;
    private final byte[] buffer = new byte[BUFFER];
    private final Map<String, String> headers = new HashMap<>();
    private int position;
    private int limit;
    private int status;
    private boolean chunked;
    private boolean firstChunk = true;
    private boolean ended;
    /** Bytes left of the body or of the current chunk; -1 for a body that ends with the connection. */
    private long left;

    /** What came is not HTTP. */
    static final class MalformedException extends IOException {
        MalformedException(String message) {
            super(message);
        }
    }

    private HttpResponse(Connection connection) {
        this.connection = connection;
    }

    /** Reads up to the end of the header. */
    static HttpResponse read(Connection connection) throws IOException {
        HttpResponse response = new HttpResponse(connection);
        for (int i = 0; i < MAX_INTERIM; i++) {
            response.readHead();
            if (response.status >= 200) {
                response.frame();
                return response;
            }
        }
        throw new MalformedException("too many interim responses");
    }

    int status() {
        return status;
    }

    /** @param name in lower case; @return empty when there is none */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** The next byte of the body that isn't white space, without taking it; -1 at the end. */
    int peek() throws IOException {
        while (available()) {
            int next = buffer[position] & 0xff;
            if (next > ' ') {
                return next;
            }
            position++;
            consumed(1);
        }
        return -1;
    }

    /** The next byte of the body, or -1 at its end. @throws EOFException when the connection ended before the body */
    int next() throws IOException {
        if (!available()) {
            return -1;
        }
        consumed(1);
        return buffer[position++] & 0xff;
    }

    /** The rest of the body as text, at most so many bytes of it. */
    byte[] rest(int max) throws IOException {
        byte[] bytes = new byte[Math.min(max, BUFFER)];
        int size = 0;
        while (size < max && available()) {
            int part = (int) Math.min(limit - position, left < 0 ? Integer.MAX_VALUE : left);
            part = Math.min(part, max - size);
            if (size + part > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.min(max, Math.max(size + part, bytes.length * 2)));
            }
            System.arraycopy(buffer, position, bytes, size, part);
            position += part;
            size += part;
            consumed(part);
        }
        return Arrays.copyOf(bytes, size);
    }

    private void readHead() throws IOException {
        headers.clear();
        String[] parts = line().split(" ", 3);
        if (parts.length < 2 || !parts[0].startsWith("HTTP/1.") || !parts[1].matches("[1-5][0-9][0-9]")) {
            throw new MalformedException("not an HTTP status line");
        }
        status = Integer.parseInt(parts[1]);
        for (int i = 0; ; i++) {
            String field = line();
            if (field.isEmpty()) {
                return;
            }
            int colon = field.indexOf(':');
            if (colon <= 0 || i >= MAX_HEAD_LINES) {
                throw new MalformedException("damaged header");
            }
            headers.put(field.substring(0, colon).strip().toLowerCase(Locale.ROOT), field.substring(colon + 1).strip());
        }
    }

    /** RFC 9112 §6.3: how the body's end is known. */
    private void frame() throws MalformedException {
        chunked = header("transfer-encoding").toLowerCase(Locale.ROOT).endsWith("chunked");
        String length = header("content-length");
        if (status == 204 || status == 304) {
            ended = true;
        } else if (chunked) {
            left = 0;
        } else if (length.isEmpty()) {
            left = -1;
        } else if (length.matches("[0-9]{1,18}")) {
            left = Long.parseLong(length);
            ended = left == 0;
        } else {
            throw new MalformedException("damaged content-length");
        }
    }

    /** Makes sure at least one byte of the body is buffered. @return false at its end */
    private boolean available() throws IOException {
        if (ended) {
            return false;
        }
        if (chunked && left == 0 && !nextChunk()) {
            return false;
        }
        if (position < limit || fill()) {
            return true;
        }
        if (left >= 0) {
            throw new EOFException("the connection ended before the body");
        }
        ended = true;
        return false;
    }

    private void consumed(int bytes) {
        if (left > 0) {
            left -= bytes;
            ended = left == 0 && !chunked;
        }
    }

    /** RFC 9112 §7.1. @return false after the last chunk */
    private boolean nextChunk() throws IOException {
        if (!firstChunk && !line().isEmpty()) {
            throw new MalformedException("damaged chunk");
        }
        firstChunk = false;
        String size = line().split(";", 2)[0].strip();
        if (!size.matches("[0-9a-fA-F]{1,8}")) {
            throw new MalformedException("damaged chunk size");
        }
        left = Long.parseLong(size, 16);
        // What may follow the last chunk are trailers, which nobody reads: the connection isn't used again.
        ended = left == 0;
        return !ended;
    }

    private String line() throws IOException {
        StringBuilder text = new StringBuilder(80);
        while (true) {
            if (position == limit && !fill()) {
                throw new EOFException("the connection ended in the header");
            }
            byte next = buffer[position++];
            if (next == '\n') {
                int end = text.length() - 1;
                if (end >= 0 && text.charAt(end) == '\r') {
                    text.setLength(end);
                }
                return text.toString();
            }
            if (text.length() >= MAX_HEAD_LINE) {
                throw new MalformedException("header line too long");
            }
            text.append((char) (next & 0xff));
        }
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = 0;
        int count = connection.read(buffer);
        limit = Math.max(count, 0);
        return count > 0;
    }
}
