package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openclaw.appliance.protocol.Json;

/** Moves values from other spellings to the canonical keys. A canonical key that is set as well wins, and is reported. */
final class Aliases {

    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");

    private final ObjectNode root;
    private final List<Problem> warnings = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    Aliases(ObjectNode root) {
        this.root = root;
    }

    /** @param aliases the path of each spelling in use and the canonical key it stands for */
    void apply(Map<String, String> aliases) {
        aliases.forEach((path, target) -> {
            JsonNode value = remove(path);
            if (value == null) {
                return;
            }
            if (!KeyPath.resolve(root, KeyPath.parse(target)).isMissingNode()) {
                warnings.add(Problem.of(path, "ignored, because " + target + " is set as well; remove one of them"));
            } else {
                move(path, target, value);
            }
        });
    }

    List<Problem> warnings() {
        return warnings;
    }

    List<Problem> problems() {
        return problems;
    }

    private void move(String path, String target, JsonNode value) {
        switch (path) {
            case "gateway.host" -> host(value.asText().strip());
            case "agents.list" -> set(target, entries(value));
            default -> set(target, value);
        }
    }

    private void host(String host) {
        switch (host) {
            case "localhost", "127.0.0.1", "::1" -> set("gateway.bind", Json.tree("loopback"));
            case "0.0.0.0", "::" -> set("gateway.bind", Json.tree("lan"));
            default -> {
                if (IPV4.matcher(host).matches()) {
                    set("gateway.bind", Json.tree("custom"));
                    set("gateway.customBindHost", Json.tree(host));
                } else {
                    problems.add(Problem.of("gateway.host",
                            "Invalid input: expected localhost, 0.0.0.0 or an IPv4 address; or use gateway.bind"));
                }
            }
        }
    }

    private static JsonNode entries(JsonNode list) {
        ObjectNode entries = Json.object();
        for (JsonNode agent : list) {
            ObjectNode entry = agent.deepCopy();
            entries.set(entry.remove("id").asText(), entry);
        }
        return entries;
    }

    private JsonNode remove(String path) {
        List<String> keys = KeyPath.parse(path);
        return KeyPath.resolve(root, keys.subList(0, keys.size() - 1)) instanceof ObjectNode parent
                ? parent.remove(keys.getLast())
                : null;
    }

    private void set(String path, JsonNode value) {
        List<String> keys = KeyPath.parse(path);
        ObjectNode parent = root;
        for (String key : keys.subList(0, keys.size() - 1)) {
            parent = parent.get(key) instanceof ObjectNode child ? child : parent.putObject(key);
        }
        parent.set(keys.getLast(), value);
    }
}
