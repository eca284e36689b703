package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** What a gateway tells of its disk, when there is something to tell. */
final class DiskText {

    private DiskText() {}

    /** @param appliance what only this gateway tells, of {@code health} or {@code status} */
    static void print(JsonNode appliance, Terminal terminal) {
        JsonNode disk = appliance.path("disk");
        if (disk.path("message").isTextual()) {
            terminal.out("disk: " + terminal.bad(disk.path("level").asText()) + ": " + disk.path("message").asText());
        } else if (disk.path("level").asText().equals("high")) {
            terminal.out("disk: " + terminal.strong(disk.path("usedPercent").asText() + " % full"));
        }
    }
}
