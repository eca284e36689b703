package org.openclaw.appliance.node;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.openclaw.appliance.access.PairedDevice;
import org.openclaw.appliance.protocol.Json;

/** Nodes as the wire shows them. */
final class NodeViews {

    private NodeViews() {}

    /** As in {@code node.list} and {@code node.describe}. */
    static ObjectNode node(PairedDevice device, NodeRecord node, Optional<Nodes.Live> live) {
        ObjectNode view = head(device, node);
        put(view, "remoteIp", live.map(now -> now.caller().address()).orElse(device.claims().remoteIp()));
        Abilities approved = node.approved() == null ? Abilities.NONE : node.approved();
        Abilities effective = live.map(now -> now.declared().and(approved)).orElse(approved);
        view.set("caps", sorted(effective.caps()));
        view.set("commands", sorted(effective.commands()));
        view.put("sessionHost", false);
        view.set("nodePluginTools", Json.array());
        live.ifPresent(now -> put(view, "pathEnv", now.caller().surface().pathEnv()));
        view.set("permissions", Json.tree(new TreeMap<>(effective.permissions())));
        view.put("approvalState", state(node));
        if (node.pending() != null) {
            view.put("pendingRequestId", node.pending().requestId());
            view.set("pendingDeclaredCaps", sorted(node.pending().declared().caps()));
            view.set("pendingDeclaredCommands", sorted(node.pending().declared().commands()));
            view.set("pendingDeclaredPermissions", permissions(node.pending().declared().permissions()));
        }
        live.ifPresent(now -> view.put("connectedAtMs", now.since()).put("lastConnectedAtMs", now.since()));
        seen(view, device, live);
        return view.put("approvedAtMs", node.approvedAt() == 0 ? device.approvedAt() : node.approvedAt())
                .put("paired", true)
                .put("connected", live.isPresent());
    }

    /** As in {@code node.pair.requested} and the pending half of {@code node.pair.list}. */
    static ObjectNode pending(PairedDevice device, NodeRecord node) {
        ObjectNode view = Json.object().put("requestId", node.pending().requestId());
        view.setAll(head(device, node));
        Abilities declared = node.pending().declared();
        view.set("caps", Json.tree(declared.caps()));
        view.set("commands", Json.tree(declared.commands()));
        view.set("requiredApproveScopes", Json.tree(declared.approvalScopes()));
        view.set("permissions", permissions(declared.permissions()));
        put(view, "remoteIp", device.claims().remoteIp());
        return view.put("silent", false).put("ts", node.pending().at());
    }

    /** As in the paired half of {@code node.pair.list}. @param node with approved abilities */
    static ObjectNode paired(PairedDevice device, NodeRecord node) {
        ObjectNode view = head(device, node);
        view.set("caps", Json.tree(node.approved().caps()));
        view.set("commands", Json.tree(node.approved().commands()));
        view.set("permissions", permissions(node.approved().permissions()));
        put(view, "remoteIp", device.claims().remoteIp());
        view.put("createdAtMs", node.createdAt()).put("approvedAtMs", node.approvedAt());
        seen(view, device, Optional.empty());
        return view;
    }

    private static ObjectNode head(PairedDevice device, NodeRecord node) {
        ObjectNode view = Json.object().put("nodeId", device.id());
        put(view, "clientId", device.claims().clientId());
        put(view, "clientMode", device.claims().clientMode());
        put(view, "displayName", name(device, node));
        put(view, "platform", device.claims().platform());
        put(view, "version", node.version());
        put(view, "deviceFamily", device.claims().deviceFamily());
        put(view, "modelIdentifier", node.modelIdentifier());
        return view;
    }

    private static String name(PairedDevice device, NodeRecord node) {
        if (node.name() != null) {
            return node.name();
        }
        return device.label() == null ? device.claims().displayName() : device.label();
    }

    private static String state(NodeRecord node) {
        if (node.pending() != null) {
            return node.approved() == null ? "pending-approval" : "pending-reapproval";
        }
        return node.approved() == null ? "unapproved" : "approved";
    }

    private static void seen(ObjectNode view, PairedDevice device, Optional<Nodes.Live> live) {
        Long at = live.map(now -> Long.valueOf(now.since())).orElse(device.lastSeenAt());
        if (at != null) {
            view.put("lastSeenAtMs", at).put("lastSeenReason", "connect");
        }
    }

    private static ArrayNode sorted(List<String> names) {
        ArrayNode array = Json.array();
        names.stream().sorted().forEach(array::add);
        return array;
    }

    private static ObjectNode permissions(Map<String, Boolean> permissions) {
        ObjectNode view = Json.object();
        new TreeMap<>(permissions).forEach(view::put);
        return view;
    }

    private static void put(ObjectNode view, String name, String value) {
        if (value != null && !value.isEmpty()) {
            view.put(name, value);
        }
    }
}
