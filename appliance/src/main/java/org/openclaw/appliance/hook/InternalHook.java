package org.openclaw.appliance.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.Json;

/**
 * What is done when something happens inside the gateway: one entry of {@code hooks.internal.entries}, or the built-in
 * {@value #COMMAND_LOGGER}.
 *
 * @param events whole families ({@code command}) or single events ({@code command:new})
 * @param argv the program to run with the event on its standard input; empty for none
 * @param url where to post the event, or null
 * @param seconds how long that may take
 */
record InternalHook(
        String name, boolean enabled, List<String> events, List<String> argv, String url, Map<String, String> environment, long seconds) {

    static final String COMMAND_LOGGER = "command-logger";

    /** Events there are. */
    static final List<String> EVENTS = List.of(
            "command", "command:new", "command:reset", "command:stop", "gateway", "gateway:startup", "message",
            "message:received", "message:sent");

    private static final String ENTRIES = "hooks.internal.entries";
    private static final long SECONDS = 30;
    private static final long MOST_SECONDS = 300;
    private static final int MOST = 32;

    /** All of them, the disabled ones included. */
    static List<InternalHook> all(Config config) {
        boolean on = config.flag("hooks.internal.enabled", true);
        List<InternalHook> all = new ArrayList<>();
        all.add(new InternalHook(
                COMMAND_LOGGER, on && config.at(ENTRIES + "." + COMMAND_LOGGER).path("enabled").asBoolean(), List.of("command"),
                List.of(), null, Map.of(), SECONDS));
        for (var entry : config.at(ENTRIES).properties()) {
            if (!entry.getKey().equals(COMMAND_LOGGER) && all.size() < MOST) {
                all.add(of(entry.getKey(), entry.getValue(), on));
            }
        }
        return all;
    }

    private static InternalHook of(String name, JsonNode entry, boolean on) {
        Map<String, String> environment = new LinkedHashMap<>();
        entry.path("env").properties().forEach(one -> environment.put(one.getKey(), one.getValue().asText()));
        String url = entry.path("url").asText("").strip();
        return new InternalHook(
                name, on && entry.path("enabled").asBoolean(true), texts(entry.path("events")), texts(entry.path("run")),
                url.isEmpty() ? null : url, environment,
                Math.clamp(entry.path("timeoutSeconds").asLong(SECONDS), 1, MOST_SECONDS));
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        if (list.isTextual()) {
            texts.add(list.textValue());
        }
        list.forEach(item -> texts.add(item.asText()));
        return List.copyOf(texts);
    }

    /** @param event such as {@code command:new} */
    boolean hears(String event) {
        return enabled && blocked() == null && (events.contains(event) || events.contains(event.substring(0, event.indexOf(':'))));
    }

    /** Why it never does anything; null where it may. */
    String blocked() {
        if (!enabled) {
            return "disabled in config";
        }
        if (events.isEmpty()) {
            return "no events defined";
        }
        return name.equals(COMMAND_LOGGER) || !argv.isEmpty() || url != null ? null : "neither run nor url is set";
    }

    /** As {@code hooks.status} shows it. */
    ObjectNode view() {
        String blocked = blocked();
        boolean builtIn = name.equals(COMMAND_LOGGER);
        ObjectNode view = Json.object()
                .put("name", name)
                .put("description", builtIn ? "Write every command to logs/commands.log" : description())
                .put("source", builtIn ? "openclaw-bundled" : "openclaw-config")
                .put("hookKey", name);
        ArrayNode heard = view.putArray("events");
        ArrayNode unknown = view.putArray("unknownEvents");
        for (String event : events) {
            heard.add(event);
            if (!EVENTS.contains(event)) {
                unknown.add(event);
            }
        }
        view.put("always", false)
                .put("enabledByConfig", enabled)
                .put("requirementsSatisfied", true)
                .put("loadable", blocked == null)
                .put("eligible", blocked == null)
                .put("disabled", !enabled)
                .put("managedByPlugin", false);
        if (blocked != null) {
            view.put("blockedReason", blocked);
        }
        ObjectNode missing = view.putObject("missing");
        for (String part : List.of("bins", "anyBins", "env", "config", "os")) {
            missing.putArray(part);
        }
        return view;
    }

    // The arguments and the address may hold secrets.
    private String description() {
        return argv.isEmpty() ? url == null ? "Does nothing" : "Posts the event to a URL" : "Runs " + argv.getFirst();
    }
}
