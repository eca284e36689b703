package org.openclaw.appliance.openai;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes server-sent events. Once the client is gone nothing more is written. Not thread-safe. */
final class EventStream {

    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private boolean over;

    EventStream(OutputStream out) {
        this.out = out;
    }

    /** @param head what comes before the data: empty, or {@code event: <name>\n} */
    void send(String head, String json) {
        if (over) {
            return;
        }
        try {
            out.write((head + "data: " + json + "\n\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            over = true;
        }
    }

    /** Says {@code [DONE]} and closes. Later calls do nothing. */
    void end() {
        if (!over) {
            over = true;
            try (OutputStream closing = out) {
                closing.write(DONE);
            } catch (IOException e) {
                // The client is gone: nobody is left to tell.
            }
        }
    }
}
