package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** How far a gateway follows its configuration file, as text; nothing where it does so fully. */
final class ReloadText {

    private ReloadText() {}

    /** @param appliance the part of the gateway's answer that is about itself */
    static void print(JsonNode appliance, Invocation in) {
        Terminal terminal = in.terminal();
        JsonNode reload = appliance.path("configReload");
        JsonNode waiting = reload.path("pendingRestartKeys");
        if (!waiting.isEmpty()) {
            boolean off = reload.path("mode").asText().equals("off");
            terminal.out(terminal.strong("config keys that wait for a restart: ") + names(waiting)
                    + (off ? " (gateway.reload.mode is off)" : ""));
        }
        JsonNode restart = appliance.path("restart");
        if (restart.isObject()) {
            long seconds = (restart.path("dueInMs").asLong() + 999) / 1000;
            terminal.out("restart: " + (seconds == 0 ? "as soon as the work in progress ends" : "in " + seconds + " s at the earliest")
                    + " (" + restart.path("reason").asText() + ")");
        }
        JsonNode rejected = reload.path("rejected");
        if (rejected.isObject()) {
            terminal.out(terminal.bad("config reload skipped (invalid config)") + ", found "
                    + Ages.ago(in.clock().millis(), rejected.path("ts").asLong()) + ": "
                    + rejected.path("message").asText());
        }
    }

    private static String names(JsonNode keys) {
        StringBuilder names = new StringBuilder();
        keys.forEach(key -> names.append(names.isEmpty() ? "" : ", ").append(key.asText()));
        return names.toString();
    }
}
