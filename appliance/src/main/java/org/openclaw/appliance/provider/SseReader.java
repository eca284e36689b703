package org.openclaw.appliance.provider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The {@code data} of server-sent events (HTML Living Standard §9.2.6), each as soon as its last byte is there. Comments,
 * other fields and a bounded number of damaged lines are passed over. Used by one thread.
 */
final class SseReader implements Pieces {

    private static final int MAX_GARBAGE = 100;

    private final HttpResponse body;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    private long total;
    private int garbage;
    private boolean afterCarriageReturn;
    private boolean ended;

    SseReader(HttpResponse body) {
        this.body = body;
    }

    /** The data of the next event; null at the end. An event without its closing empty line still counts. */
    @Override
    public String next() throws IOException {
        StringBuilder data = null;
        while (!ended) {
            String text = line();
            if (text.isEmpty()) {
                if (data != null) {
                    return data.toString();
                }
                continue;
            }
            if (text.startsWith("data:") || text.equals("data")) {
                data = data == null ? new StringBuilder(text.length()) : data.append('\n');
                data.append(value(text));
                if (data.length() > MAX_LINE) {
                    throw new BrokenException("has an event that is too long");
                }
            } else if (!isOtherField(text) && ++garbage > MAX_GARBAGE) {
                throw new BrokenException("is not a stream of events");
            }
        }
        return data == null ? null : data.toString();
    }

    private static String value(String text) {
        int from = Math.min(5, text.length());
        return text.substring(from < text.length() && text.charAt(from) == ' ' ? from + 1 : from);
    }

    private static boolean isOtherField(String text) {
        return text.startsWith(":") || text.startsWith("event") || text.startsWith("id") || text.startsWith("retry");
    }

    private String line() throws IOException {
        line.reset();
        while (true) {
            int next = body.next();
            if (++total > MAX_TOTAL) {
                throw new BrokenException("is endless");
            }
            boolean secondHalf = next == '\n' && afterCarriageReturn;
            afterCarriageReturn = next == '\r';
            if (secondHalf) {
                continue;
            }
            ended = next < 0;
            if (ended || next == '\n' || next == '\r') {
                return line.toString(StandardCharsets.UTF_8);
            }
            if (line.size() >= MAX_LINE) {
                throw new BrokenException("has a line that is too long");
            }
            line.write(next);
        }
    }
}
