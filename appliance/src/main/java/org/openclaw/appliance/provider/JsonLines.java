package org.openclaw.appliance.provider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** JSON objects, one a line, each as soon as its line is there; empty lines are passed over. Used by one thread. */
final class JsonLines implements Pieces {

    private final HttpResponse body;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    private long total;

    JsonLines(HttpResponse body) {
        this.body = body;
    }

    @Override
    public String next() throws IOException {
        while (true) {
            int next = body.next();
            if (++total > MAX_TOTAL) {
                throw new BrokenException("is endless");
            }
            if (next == '\n' || next < 0) {
                String text = line.toString(StandardCharsets.UTF_8).strip();
                line.reset();
                if (!text.isEmpty() || next < 0) {
                    return text.isEmpty() ? null : text;
                }
                continue;
            }
            if (line.size() >= MAX_LINE) {
                throw new BrokenException("has a line that is too long");
            }
            line.write(next);
        }
    }
}
