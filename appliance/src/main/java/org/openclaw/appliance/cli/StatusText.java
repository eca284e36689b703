package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.openclaw.appliance.protocol.Json;

/** The status as text, for people. */
final class StatusText {

    private static final int MOST_RECENT = 5;

    private StatusText() {}

    static void print(JsonNode status, Invocation in) {
        Terminal terminal = in.terminal();
        if (status.path("starting").asBoolean()) {
            terminal.out("gateway: starting");
        } else if (status.path("running").asBoolean()) {
            terminal.out("gateway: " + terminal.good("running"));
        } else {
            terminal.out("gateway: " + terminal.bad("stopped"));
        }
        terminal.out("target: " + status.path("url").asText());
        terminal.out("service: " + service(status.path("service")));
        terminal.out("config: " + status.path("config").path("path").asText() + " ("
                + status.path("config").path("state").asText() + ")");
        Boots.print(status, terminal);
        if (status.has("error")) {
            terminal.err(status.path("error").path("message").asText());
            status.path("hints").forEach(hint -> terminal.err("  " + hint.asText()));
            return;
        }
        terminal.out("version: " + status.path("version").asText() + ", up "
                + Ages.text(status.path("uptimeMs").asLong()));
        MemoryText.print(status.path("memory"), terminal);
        DiskText.print(status.path("status").path("appliance"), terminal);
        ReloadText.print(status.path("status").path("appliance"), in);
        JsonNode exposure = status.path("status").path("appliance").path("tailscaleExposure");
        if (exposure.isTextual()) {
            terminal.out(exposure.textValue());
        }
        sessions(status.path("status").path("sessions"), in);
        for (JsonNode line : status.path("status").path("channelSummary")) {
            terminal.out("channel: " + line.asText());
        }
        if (status.has("usageCost")) {
            UsageText.print(status.path("usageCost"), terminal);
        }
        for (String field : new String[] {"channels", "system", "presence"}) {
            if (status.has(field)) {
                terminal.out("");
                terminal.out(terminal.strong(field + ":"));
                terminal.out(Json.pretty(status.get(field)));
            }
        }
    }

    private static String service(JsonNode service) {
        if (!service.path("installed").asBoolean()) {
            return service.path("externallySupervised").asBoolean() ? "another supervisor's" : "not installed";
        }
        JsonNode runtime = service.path("runtime");
        String pid = runtime.path("pid").isNumber() ? ", pid " + runtime.path("pid").asText() : "";
        return service.path("kind").asText() + " " + service.path("label").asText() + ", " + runtime.path("detail").asText() + pid;
    }

    private static void sessions(JsonNode sessions, Invocation in) {
        in.terminal().out("sessions: " + sessions.path("count").asInt());
        int shown = 0;
        for (JsonNode session : sessions.path("recent")) {
            if (shown++ < MOST_RECENT) {
                in.terminal().out("  " + session.path("key").asText() + "  "
                        + Ages.ago(in.clock().millis(), session.path("updatedAt").asLong()));
            }
        }
    }
}
