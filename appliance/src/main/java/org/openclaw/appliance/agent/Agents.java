package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.provider.Model;
import org.openclaw.appliance.provider.ModelRef;
import org.openclaw.appliance.provider.Models;
import org.openclaw.appliance.session.AgentDirectory;

/**
 * The configured agents: the entries of {@code agents.entries} (or of the older {@code agents.list} array), each with
 * {@code agents.defaults} behind it; a lone agent {@value #MAIN} when nothing is configured. Thread-safe; every answer
 * follows the configuration of the moment.
 */
public final class Agents implements AgentDirectory {

    public static final String MAIN = "main";

    private final Supplier<Config> config;
    private final Models models;
    private final Path workspaceRoot;
    private final Path home;

    /**
     * @param workspaceRoot where workspaces go unless configured: {@code OPENCLAW_WORKSPACE_DIR} or {@code <state>/workspace}
     * @param home what {@code ~} means in a configured path
     */
    public Agents(Supplier<Config> config, Models models, Path workspaceRoot, Path home) {
        this.config = config;
        this.models = models;
        this.workspaceRoot = workspaceRoot;
        this.home = home;
    }

    /** Ids in the configuration's order; never empty. */
    public List<String> ids() {
        List<String> ids = new ArrayList<>();
        config.get().at("agents.entries").fieldNames().forEachRemaining(id -> ids.add(normal(id)));
        if (ids.isEmpty()) {
            config.get().at("agents.list").forEach(entry -> ids.add(normal(entry.path("id").asText(MAIN))));
        }
        return ids.isEmpty() ? List.of(MAIN) : List.copyOf(ids);
    }

    /** The agent marked {@code default}, else {@value #MAIN} where there is one, else the first. */
    @Override
    public String defaultAgentId() {
        List<String> ids = ids();
        return ids.stream()
                .filter(id -> entry(id).path("default").asBoolean())
                .findFirst()
                .orElseGet(() -> ids.contains(MAIN) ? MAIN : ids.getFirst());
    }

    @Override
    public boolean knows(String agentId) {
        return agentId != null && ids().contains(normal(agentId));
    }

    /** @throws ProtocolException in the words of the method for an agent that isn't configured */
    void require(String agentId, String method) throws ProtocolException {
        if (agentId != null && !knows(agentId)) {
            throw new ProtocolException(
                    ErrorShape.invalid("invalid " + method + " params: unknown agent id \"" + clip(agentId) + "\"")
                            .withDetails(Json.object().put("code", "UNKNOWN_AGENT_ID").put("agentId", clip(agentId))));
        }
    }

    @Override
    public Defaults defaults(String agentId) {
        ModelRef model = models.orderFor(agentId, null).getFirst();
        long window = models.find(model).map(Model::contextWindow).stream()
                .mapToLong(tokens -> tokens.orElse(0))
                .findFirst()
                .orElse(0);
        return new Defaults(
                model.provider(), model.model(), window, setting(agentId, "thinkingDefault").textValue());
    }

    /** What people call the agent; its id where nothing is configured. */
    public String name(String agentId) {
        JsonNode entry = entry(agentId);
        return text(entry.path("identity").path("name"))
                .or(() -> text(entry.path("name")))
                .orElse(agentId);
    }

    /**
     * The agent's own folder. A sole agent has the shared root; in a fleet an agent without a configured one has a folder
     * named after it below the root.
     */
    public Path workspace(String agentId) {
        Optional<Path> own = text(entry(agentId).path("workspace")).flatMap(this::path);
        if (own.isPresent()) {
            return own.get();
        }
        Path root = config.get().text("agents.defaults.workspace").flatMap(this::path).orElse(workspaceRoot);
        return ids().size() == 1 ? root : root.resolve(agentId);
    }

    /** An agent's own setting, else that of {@code agents.defaults}, else a missing node. */
    JsonNode setting(String agentId, String name) {
        JsonNode own = entry(agentId).path(name);
        return own.isMissingNode() || own.isNull() ? config.get().at("agents.defaults").path(name) : own;
    }

    /** The agent's own {@code tools} section, or a missing node. */
    public JsonNode tools(String agentId) {
        return entry(agentId).path("tools");
    }

    /** A positive whole setting, or the given one. */
    int number(String agentId, String name, int whenAbsent) {
        JsonNode value = setting(agentId, name);
        return value.canConvertToInt() && value.isNumber() && value.intValue() > 0 ? value.intValue() : whenAbsent;
    }

    /** The names of the skills the agent may use, or null for every one. */
    List<String> skills(String agentId) {
        JsonNode allowed = setting(agentId, "skills");
        return allowed.isArray() ? allowed.valueStream().map(JsonNode::asText).toList() : null;
    }

    /** {@code agents.defaults.userTimezone}, else the host's. */
    public ZoneId zone() {
        try {
            return config.get().text("agents.defaults.userTimezone").map(ZoneId::of).orElseGet(ZoneId::systemDefault);
        } catch (DateTimeException e) {
            return ZoneId.systemDefault();
        }
    }

    /** The agent as {@code agents.list} shows it. */
    ObjectNode row(String agentId) {
        JsonNode entry = entry(agentId);
        ObjectNode row = Json.object().put("id", agentId).put("kind", "agent");
        text(entry.path("name")).ifPresent(name -> row.put("name", name));
        ObjectNode identity = Json.object();
        for (String part : List.of("name", "theme", "emoji", "avatar")) {
            text(entry.path("identity").path(part)).ifPresent(value -> identity.put(part, value));
        }
        if (!identity.isEmpty()) {
            row.set("identity", identity);
        }
        row.put("workspace", workspace(agentId).toString()).put("workspaceGit", false);
        List<ModelRef> order = models.orderFor(agentId, null);
        ObjectNode model = row.putObject("model").put("primary", order.getFirst().toString());
        if (order.size() > 1) {
            var fallbacks = model.putArray("fallbacks");
            order.subList(1, order.size()).forEach(ref -> fallbacks.add(ref.toString()));
        }
        row.putObject("agentRuntime").put("id", "openclaw").put("source", "implicit");
        return row;
    }

    /** The agent as {@code agent.identity.get} shows it. */
    ObjectNode identity(String agentId) {
        JsonNode identity = entry(agentId).path("identity");
        boolean named = !name(agentId).equals(agentId);
        ObjectNode shown = Json.object()
                .put("agentId", agentId)
                .put("name", named ? name(agentId) : "Assistant")
                .put("nameSource", named ? "config" : "default")
                .put("avatar", text(identity.path("avatar")).orElse("A"))
                .put("avatarStatus", "none");
        text(identity.path("emoji")).ifPresent(emoji -> shown.put("emoji", emoji));
        return shown;
    }

    private JsonNode entry(String agentId) {
        for (var entry : config.get().at("agents.entries").properties()) {
            if (normal(entry.getKey()).equals(agentId)) {
                return entry.getValue();
            }
        }
        for (JsonNode entry : config.get().at("agents.list")) {
            if (normal(entry.path("id").asText(MAIN)).equals(agentId)) {
                return entry;
            }
        }
        return MissingNode.getInstance();
    }

    private Optional<Path> path(String text) {
        try {
            boolean fromHome = text.equals("~") || text.startsWith("~/");
            Path path = fromHome ? home.resolve(text.substring(Math.min(2, text.length()))) : Path.of(text);
            return Optional.of(path.toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() && !node.textValue().isBlank() ? Optional.of(node.textValue().strip()) : Optional.empty();
    }

    private static String normal(String id) {
        return id.strip().toLowerCase(Locale.ROOT);
    }

    private static String clip(String text) {
        return text.length() > 64 ? text.substring(0, 64) + "…" : text;
    }
}
