package org.openclaw.appliance.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;

/** The approvals file as clients read and replace it. */
public final class ApprovalsFileView {

    private final ApprovalsFile file;

    public ApprovalsFileView(ApprovalsFile file) {
        this.file = file;
    }

    ObjectNode get() throws ProtocolException {
        try {
            return view(file.read());
        } catch (IOException e) {
            throw ProtocolException.unavailable("the approvals file can't be used, so no command is run: " + e.getMessage()
                    + ". Mend it, or replace it with `openclaw approvals set`");
        }
    }

    ObjectNode set(ObjectNode json, String baseHash) throws ProtocolException {
        Optional<String> fault = fault(json);
        if (fault.isPresent()) {
            throw ProtocolException.invalid("invalid exec.approvals.set params: " + fault.get());
        }
        try {
            return view(file.replace(json.deepCopy(), baseHash));
        } catch (ApprovalsFile.StaleException e) {
            throw ProtocolException.invalid(e.getMessage());
        } catch (IOException e) {
            throw ProtocolException.unavailable("the approvals file can't be written: " + e.getMessage());
        }
    }

    private ObjectNode view(ApprovalsFile.Document document) {
        ObjectNode shown = document.json().deepCopy();
        if (shown.path("socket") instanceof ObjectNode socket) {
            socket.remove("token");
        }
        ObjectNode view = Json.object()
                .put("path", file.path().toString())
                .put("exists", document.exists())
                .put("hash", document.hash());
        view.set("file", shown);
        JsonNode defaults = shown.path("defaults");
        ExecPolicy standard = ExecPolicy.STANDARD;
        view.putObject("resolvedDefaults")
                .put("security", ExecPolicy.Security.of(defaults.path("security"), standard.security()).wireName())
                .put("ask", ExecPolicy.Ask.of(defaults.path("ask"), standard.ask()).wireName())
                .put("askFallback", ExecPolicy.Security.of(defaults.path("askFallback"), standard.fallback()).wireName())
                .put("autoAllowSkills", defaults.path("autoAllowSkills").asBoolean());
        return view;
    }

    /** What is wrong with a document that is to be written, or empty. */
    static Optional<String> fault(ObjectNode json) {
        if (json.path("version").asInt() != 1) {
            return Optional.of("at /file/version: must be equal to constant");
        }
        for (Map.Entry<String, JsonNode> part : json.properties()) {
            boolean known = switch (part.getKey()) {
                case "version" -> true;
                case "socket", "defaults", "agents" -> part.getValue().isObject();
                default -> false;
            };
            if (!known) {
                return Optional.of("at /file: unexpected property '" + part.getKey() + "'");
            }
        }
        Optional<String> fault = words(json.path("defaults"), "/file/defaults");
        for (Map.Entry<String, JsonNode> agent : json.path("agents").properties()) {
            fault = fault.or(() -> agent(agent.getValue(), "/file/agents/" + agent.getKey()));
        }
        return fault;
    }

    private static Optional<String> agent(JsonNode agent, String path) {
        JsonNode list = agent.path("allowlist");
        if (!agent.isObject() || (!list.isMissingNode() && !list.isArray())) {
            return Optional.of("at " + path + ": must be object");
        }
        for (JsonNode entry : list) {
            if (!entry.path("pattern").isTextual()) {
                return Optional.of("at " + path + "/allowlist: must have required property 'pattern'");
            }
        }
        return words(agent, path);
    }

    private static Optional<String> words(JsonNode section, String path) {
        JsonNode security = section.path("security");
        JsonNode ask = section.path("ask");
        JsonNode fallback = section.path("askFallback");
        boolean good = isOne(security, "deny", "allowlist", "full")
                && isOne(ask, "off", "on-miss", "always")
                && isOne(fallback, "deny", "allowlist", "full");
        return good
                ? Optional.empty()
                : Optional.of("at " + path + ": security and askFallback are deny, allowlist or full; ask is off, on-miss or always");
    }

    private static boolean isOne(JsonNode word, String... choices) {
        return word.isMissingNode() || List.of(choices).contains(word.asText());
    }
}
