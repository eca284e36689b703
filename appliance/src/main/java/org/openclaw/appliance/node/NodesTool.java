package org.openclaw.appliance.node;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.openclaw.appliance.access.PairedDevice;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.tool.ToolCall;
import org.openclaw.appliance.tool.ToolException;
import org.openclaw.appliance.tool.ToolResult;
import org.openclaw.appliance.tool.ToolSpec;

/** Lets an agent see which nodes there are and what they can do. */
public final class NodesTool implements Tool {

    private static final ToolSpec SPEC = ToolSpec.of(
                    "nodes",
                    ToolSpec.Group.NODES,
                    "Devices paired with the gateway: status lists them, describe shows one, pending those whose abilities wait for "
                            + "the owner's approval.",
                    """
                    {"type":"object","required":["action"],"properties":{
                    "action":{"type":"string","enum":["status","describe","pending"]},
                    "node":{"type":"string","description":"Id or name; for describe."}}}""")
            .forOwner()
            .readOnly()
            .within(Duration.ofSeconds(20));

    private final Nodes nodes;

    public NodesTool(Nodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public ToolResult call(ToolCall call) throws ToolException {
        return switch (call.arguments().text("action")) {
            case "describe" -> ToolResult.of(view(named(call.arguments().text("node"))));
            case "pending" -> pending();
            default -> status();
        };
    }

    private ToolResult status() {
        ArrayNode views = Json.array();
        nodes.devices().forEach(device -> views.add(view(device)));
        ObjectNode result = Json.object();
        result.set("nodes", views);
        return ToolResult.of(result);
    }

    private ToolResult pending() {
        ArrayNode views = Json.array();
        for (PairedDevice device : nodes.devices()) {
            NodeRecord node = nodes.record(device.id());
            if (node.pending() != null) {
                views.add(NodeViews.pending(device, node));
            }
        }
        ObjectNode result = Json.object();
        result.set("pending", views);
        return ToolResult.of(result);
    }

    private ObjectNode view(PairedDevice device) {
        return NodeViews.node(device, nodes.record(device.id()), nodes.live(device.id()));
    }

    private PairedDevice named(String wanted) throws ToolException {
        return nodes.devices().stream()
                .filter(device -> device.id().equals(wanted)
                        || view(device).path("displayName").asText().equalsIgnoreCase(wanted))
                .findFirst()
                .orElseThrow(() -> new ToolException("There is no node " + wanted + "; status lists those there are."));
    }
}
