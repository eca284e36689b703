package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.openclaw.appliance.protocol.Json;

/** A terminal's lines, kept. */
final class Recording implements Terminal.Sink {

    private final StringBuilder out = new StringBuilder();
    private final StringBuilder err = new StringBuilder();

    /** What a command left behind. */
    record Outcome(int status, String out, String err) {
        JsonNode json() {
            return Json.parseOwn(out);
        }
    }

    @Override
    public void out(String line) {
        out.append(line).append('\n');
    }

    @Override
    public void err(String line) {
        err.append(line).append('\n');
    }

    Outcome outcome(int status) {
        return new Outcome(status, out.toString(), err.toString());
    }
}
