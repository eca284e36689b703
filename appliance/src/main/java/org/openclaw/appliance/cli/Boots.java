package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.openclaw.appliance.bootlog.BootHistory;
import org.openclaw.appliance.bootlog.BootLog;
import org.openclaw.appliance.protocol.ProductVersion;

/** The last run's end, the starts on record and safe mode, as {@code status} shows them. */
final class Boots {

    private Boots() {}

    /** Takes over what a gateway told of itself. */
    static void ofGateway(JsonNode told, ObjectNode status) {
        for (String field : new String[] {"lastShutdown", "boots", "safeMode"}) {
            if (told.has(field)) {
                status.set(field, told.path(field));
            }
        }
    }

    /** Looks at what the last run of this instance left behind. */
    static void ofTraces(Invocation in, ObjectNode status) {
        BootLog.Place place = new BootLog.Place(
                in.paths().runDir(),
                in.paths().stateDir().resolve("logs").resolve("stability"),
                ProductVersion.text(),
                in.platform().hostFacts(),
                in.platform().bootEvidence());
        new BootHistory(place, in.paths().database()).addTo(status);
    }

    static void print(JsonNode status, Terminal terminal) {
        JsonNode safeMode = status.path("safeMode");
        if (safeMode.path("active").asBoolean()) {
            terminal.out(terminal.bad("safe mode") + ": " + safeMode.path("reason").asText()
                    + (safeMode.has("leavesInMs")
                            ? ", ends by itself in " + Ages.text(safeMode.path("leavesInMs").asLong())
                            : "")
                    + "; leave it with `openclaw gateway safe-mode off`");
        }
        String line = status.path("lastShutdown").path("line").asText();
        if (!line.isEmpty()) {
            terminal.out("last shutdown: " + line);
        }
    }
}
