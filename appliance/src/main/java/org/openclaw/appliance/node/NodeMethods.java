package org.openclaw.appliance.node;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import org.openclaw.appliance.access.PairedDevice;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.NoParams;
import org.openclaw.appliance.protocol.NodeParams;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;

/** Nodes and the approval of what they can do: {@code node.list}, {@code .describe}, {@code .rename}, {@code node.pair.*}. */
public final class NodeMethods {

    private final Nodes nodes;
    private final Clock clock;

    public NodeMethods(Nodes nodes, Clock clock) {
        this.nodes = nodes;
        this.clock = clock;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.of("node.list", Access.READ, NoParams.class, (caller, params) -> list()),
                Method.of("node.describe", Access.READ, NodeParams.Node.class, this::describe),
                Method.of("node.rename", Access.PAIRING, NodeParams.Rename.class, this::rename),
                Method.of("node.pair.list", Access.PAIRING, NoParams.class, (caller, params) -> pairs()),
                Method.of("node.pair.approve", Access.PAIRING, NodeParams.Request.class, this::approve),
                Method.of("node.pair.reject", Access.PAIRING, NodeParams.Request.class, this::reject),
                Method.of("node.pair.remove", Access.PAIRING, NodeParams.Node.class, this::remove),
                Method.of("node.pair.request", Access.NODE_ONLY, NoParams.Tolerant.class, this::ownRequest)
                        .unadvertised(),
                Method.of("node.pair.verify", Access.NODE_ONLY, NodeParams.Verify.class, this::verify)
                        .unadvertised());
    }

    private ObjectNode list() {
        ArrayNode views = Json.array();
        nodes.devices()
                .forEach(device -> views.add(
                        NodeViews.node(device, nodes.record(device.id()), nodes.live(device.id()))));
        ObjectNode answer = Json.object().put("ts", clock.millis());
        answer.set("nodes", views);
        return answer;
    }

    private ObjectNode describe(Caller caller, NodeParams.Node params) throws ProtocolException {
        PairedDevice device = nodes.device(params.nodeId()).orElseThrow(Nodes::unknownNode);
        ObjectNode answer = Json.object().put("ts", clock.millis());
        answer.setAll(NodeViews.node(device, nodes.record(device.id()), nodes.live(device.id())));
        return answer;
    }

    private ObjectNode rename(Caller caller, NodeParams.Rename params) throws ProtocolException {
        String name = params.displayName().strip();
        if (name.isEmpty()) {
            throw ProtocolException.invalid("displayName must not be blank");
        }
        nodes.rename(params.nodeId(), name);
        return Json.object().put("nodeId", params.nodeId()).put("displayName", name);
    }

    private ObjectNode pairs() {
        ArrayNode pending = Json.array();
        ArrayNode paired = Json.array();
        for (PairedDevice device : nodes.devices()) {
            NodeRecord node = nodes.record(device.id());
            if (node.pending() != null) {
                pending.add(NodeViews.pending(device, node));
            }
            if (node.approved() != null) {
                paired.add(NodeViews.paired(device, node));
            }
        }
        ObjectNode answer = Json.object();
        answer.set("pending", pending);
        answer.set("paired", paired);
        return answer;
    }

    private ObjectNode approve(Caller caller, NodeParams.Request params) throws ProtocolException {
        NodeRecord node = nodes.approve(params.requestId(), caller.grant());
        ObjectNode answer = Json.object().put("requestId", params.requestId());
        nodes.device(node.id()).ifPresent(device -> answer.set("node", NodeViews.paired(device, node)));
        return answer;
    }

    private ObjectNode reject(Caller caller, NodeParams.Request params) throws ProtocolException {
        NodeRecord node = nodes.reject(params.requestId());
        return Json.object().put("requestId", params.requestId()).put("nodeId", node.id());
    }

    private ObjectNode remove(Caller caller, NodeParams.Node params) throws ProtocolException {
        nodes.remove(params.nodeId());
        return Json.object().put("nodeId", params.nodeId());
    }

    // Requests are made by connecting; older nodes ask for theirs all the same.
    private ObjectNode ownRequest(Caller caller, NoParams.Tolerant params) throws ProtocolException {
        PairedDevice device = nodes.device(caller.grant().deviceId()).orElseThrow(Nodes::unknownNode);
        NodeRecord node = nodes.record(device.id());
        ObjectNode answer = Json.object()
                .put("status", node.pending() != null ? "pending" : node.approved() != null ? "approved" : "unapproved")
                .put("created", false)
                .put("deprecated", true);
        if (node.pending() != null) {
            answer.set("request", NodeViews.pending(device, node));
        }
        return answer;
    }

    // A node learns about itself alone.
    private ObjectNode verify(Caller caller, NodeParams.Verify params) {
        String own = caller.grant().deviceId();
        boolean itself = params.nodeId() == null || params.nodeId().equals(own);
        boolean good = itself && params.token() != null && nodes.tokenIsGood(own, params.token());
        return Json.object().put("ok", good).put("nodeId", own).put("deprecated", true);
    }
}
