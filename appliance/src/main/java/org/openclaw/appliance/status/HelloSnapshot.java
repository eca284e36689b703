package org.openclaw.appliance.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.openclaw.appliance.access.Role;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.node.Nodes;
import org.openclaw.appliance.presence.Presence;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.StateVersion;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.server.Hello;
import org.openclaw.appliance.session.AgentDirectory;
import org.openclaw.appliance.session.SessionKey;

/** What a client learns on connecting, from memory only. Thread-safe. */
public final class HelloSnapshot implements Hello {

    /**
     * What only an admin is told.
     *
     * @param authMode the mode's name on the wire
     */
    public record Place(String configPath, String stateDir, String authMode) {}

    private final Presence presence;
    private final Nodes nodes;
    private final HealthSummary health;
    private final AgentDirectory agents;
    private final Lifecycle lifecycle;
    private final Place place;

    public HelloSnapshot(
            Presence presence,
            Nodes nodes,
            HealthSummary health,
            AgentDirectory agents,
            Lifecycle lifecycle,
            Place place) {
        this.presence = presence;
        this.nodes = nodes;
        this.health = health;
        this.agents = agents;
        this.lifecycle = lifecycle;
        this.place = place;
    }

    @Override
    public JsonNode snapshot(Caller caller) {
        boolean operator = caller.grant().role() == Role.OPERATOR;
        ObjectNode snapshot = Json.object();
        snapshot.set("presence", operator ? Json.tree(presence.list()) : Json.array());
        snapshot.set("health", health.official());
        snapshot.set("stateVersion", Json.tree(new StateVersion(presence.version(), health.version())));
        snapshot.put("uptimeMs", lifecycle.uptimeMillis());
        snapshot.set("sessionDefaults", sessionDefaults());
        if (caller.grant().admits(Scope.ADMIN)) {
            snapshot.put("configPath", place.configPath())
                    .put("stateDir", place.stateDir())
                    .put("authMode", place.authMode());
        }
        return snapshot;
    }

    private ObjectNode sessionDefaults() {
        String agent = agents.defaultAgentId();
        return Json.object()
                .put("defaultAgentId", agent)
                .put("modelConfigured", agents.defaults(agent).model() != null)
                .put("ownership", "sole")
                .put("selectionRequired", false)
                .put("mainKey", "main")
                .put("mainSessionKey", SessionKey.main(agent).toString())
                .put("scope", "per-sender");
    }

    @Override
    public void joined(Caller caller) {
        presence.joined(caller);
        nodes.joined(caller);
    }

    @Override
    public void left(Caller caller) {
        presence.left(caller);
        nodes.left(caller);
    }
}
