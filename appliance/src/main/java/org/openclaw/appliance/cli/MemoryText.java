package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** How short memory is, in one line of {@code status} and {@code health}. */
final class MemoryText {

    private MemoryText() {}

    /** Prints nothing where the gateway told nothing. @param memory what the gateway told of it */
    static void print(JsonNode memory, Terminal terminal) {
        String level = memory.path("level").asText();
        if (level.isEmpty()) {
            return;
        }
        terminal.out("memory: " + (level.equals("normal") ? terminal.good(level) : terminal.bad(level)) + reason(memory)
                + used(memory) + ", budget " + size(memory.path("budget")) + shedding(memory, level));
    }

    static String reason(JsonNode memory) {
        return memory.has("reason") ? " (" + memory.path("reason").asText() + ")" : "";
    }

    private static String used(JsonNode memory) {
        return memory.has("rssBytes") ? ", process " + size(memory.path("rssBytes")) : "";
    }

    // A level that one witness alone reports is told, and not acted upon.
    private static String shedding(JsonNode memory, String level) {
        if (level.equals("normal")) {
            return "";
        }
        if (memory.path("restartsHeld").asBoolean()) {
            return "; restarts haven't helped: raise gateway.maxMemory";
        }
        return switch (memory.path("shedding").asText()) {
            case "warning" -> "; caches are given up";
            case "critical" -> "; caches are given up, and no new turns are begun";
            case "emergency" -> "; turns are ended";
            default -> "; unconfirmed, so nothing is given up yet";
        };
    }

    static String size(JsonNode bytes) {
        return bytes.isNumber() && bytes.asLong() >= 0 ? (bytes.asLong() + (1 << 19)) / (1 << 20) + " MB" : "unknown";
    }
}
