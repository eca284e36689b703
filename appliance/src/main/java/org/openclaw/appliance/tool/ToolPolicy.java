package org.openclaw.appliance.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.openclaw.appliance.config.Config;

/**
 * Who may use which tool: {@code tools.profile}, {@code .allow}, {@code .alsoAllow}, {@code .deny} and {@code .byProvider}, and
 * the same below {@code agents.entries.*.tools}. Each layer can only take away; a denial wins everywhere. Thread-safe; follows
 * the configuration of the moment.
 */
public final class ToolPolicy {

    private static final JsonNode NOTHING = MissingNode.getInstance();

    private final Supplier<Config> config;
    private final Function<String, JsonNode> agents;

    /**
     * For whom.
     *
     * @param agentId whose tool it would be
     * @param provider of the model that would call it, or null when no model is involved
     * @param model its id there, or null
     * @param owner whether the one who speaks owns the gateway
     */
    public record Audience(String agentId, String provider, String model, boolean owner) {}

    /** @param agents the {@code tools} section of an agent's own configuration, or a missing node */
    public ToolPolicy(Supplier<Config> config, Function<String, JsonNode> agents) {
        this.config = config;
        this.agents = agents;
    }

    public List<Tool> allowed(Tools tools, Audience who) {
        return tools.all().stream().filter(tool -> admits(tool.spec(), who)).toList();
    }

    public boolean admits(ToolSpec tool, Audience who) {
        if (tool.ownerOnly() && !who.owner()) {
            return false;
        }
        JsonNode all = config.get().at("tools");
        JsonNode own = agents.apply(who.agentId());
        JsonNode allOfProvider = byProvider(all, who);
        JsonNode ownOfProvider = byProvider(own, who);
        return inProfile(tool, all, own)
                && inProfile(tool, allOfProvider, ownOfProvider)
                && passes(tool, all)
                && passes(tool, own)
                && passes(tool, allOfProvider)
                && passes(tool, ownOfProvider);
    }

    /** The profile in force for an agent, before what a provider takes away. */
    public ToolSpec.Profile profile(String agentId) {
        return profile(config.get().at("tools"), agents.apply(agentId));
    }

    private static ToolSpec.Profile profile(JsonNode all, JsonNode own) {
        String name = own.path("profile").asText(all.path("profile").asText());
        for (ToolSpec.Profile profile : ToolSpec.Profile.values()) {
            if (profile.id().equals(name)) {
                return profile;
            }
        }
        return ToolSpec.Profile.FULL;
    }

    private static boolean inProfile(ToolSpec tool, JsonNode all, JsonNode own) {
        ToolSpec.Profile profile = profile(all, own);
        return profile == ToolSpec.Profile.FULL
                || tool.profiles().contains(profile)
                || ToolNames.contain(all.path("alsoAllow"), tool)
                || ToolNames.contain(own.path("alsoAllow"), tool);
    }

    // An empty list of what is allowed restricts nothing, as operators of the protocol know it.
    private static boolean passes(ToolSpec tool, JsonNode layer) {
        JsonNode allow = layer.path("allow");
        return !ToolNames.contain(layer.path("deny"), tool) && (allow.isEmpty() || ToolNames.contain(allow, tool));
    }

    private static JsonNode byProvider(JsonNode layer, Audience who) {
        if (who.provider() == null) {
            return NOTHING;
        }
        JsonNode providers = layer.path("byProvider");
        JsonNode exact = providers.path(who.provider() + "/" + who.model());
        return exact.isMissingNode() ? providers.path(who.provider()) : exact;
    }
}
