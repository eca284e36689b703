package org.openclaw.appliance.node;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.access.DeviceAdmin;
import org.openclaw.appliance.access.Grant;
import org.openclaw.appliance.access.PairedDevice;
import org.openclaw.appliance.access.Pairing;
import org.openclaw.appliance.access.Role;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.store.Store;
import org.openclaw.appliance.store.StoreException;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Paired devices that lend the gateway their abilities. What a node declares is a claim; it may do what was approved and it
 * still declares. Blocks on the disk. Thread-safe.
 */
public final class Nodes {

    private static final TaggedLogger LOG = Logger.tag("gateway/nodes");

    private final Store store;
    private final Pairing pairing;
    private final DeviceAdmin devices;
    private final Events events;
    private final Clock clock;
    private final ReentrantLock changes = new ReentrantLock();
    private final Map<String, Live> live = new ConcurrentHashMap<>();

    /** A node's connection. @param since milliseconds since 1970 */
    record Live(Caller caller, Abilities declared, long since) {}

    public Nodes(Store store, Pairing pairing, Events events, Clock clock) {
        this.store = store;
        this.pairing = pairing;
        this.devices = new DeviceAdmin(pairing);
        this.events = events;
        this.clock = clock;
    }

    /** A connection was let in; concerns nodes only. */
    public void joined(Caller caller) {
        if (isNode(caller)) {
            Abilities declared = Abilities.declared(caller.surface());
            live.put(caller.grant().deviceId(), new Live(caller, declared, clock.millis()));
            try {
                declare(caller, declared);
            } catch (StoreException e) {
                LOG.error("what node {} can do can't be kept: {}", caller.grant().deviceId(), e.getMessage());
            }
        }
    }

    /** A connection has ended. */
    public void left(Caller caller) {
        if (isNode(caller)) {
            live.computeIfPresent(caller.grant().deviceId(), (id, now) ->
                    now.caller().connectionId().equals(caller.connectionId()) ? null : now);
        }
    }

    /** What the node may do now: approved, and declared by its connection. Nothing while it isn't connected. */
    public List<String> commands(String nodeId) {
        Live now = live.get(nodeId);
        Optional<NodeRecord> node = store.read(sql -> NodeTable.find(sql, nodeId));
        return now == null || node.isEmpty() || node.get().approved() == null
                ? List.of()
                : now.declared().and(node.get().approved()).commands();
    }

    /** The node's connection, if it has one. */
    public Optional<Caller> connection(String nodeId) {
        return Optional.ofNullable(live.get(nodeId)).map(Live::caller);
    }

    Optional<Live> live(String nodeId) {
        return Optional.ofNullable(live.get(nodeId));
    }

    List<PairedDevice> devices() {
        return pairing.paired().stream().filter(Nodes::hasRole).toList();
    }

    Optional<PairedDevice> device(String nodeId) {
        return pairing.find(nodeId).filter(Nodes::hasRole);
    }

    NodeRecord record(String nodeId) {
        return store.read(sql -> NodeTable.find(sql, nodeId)).orElseGet(() -> NodeRecord.fresh(nodeId));
    }

    boolean tokenIsGood(String nodeId, String token) {
        return pairing.verifies(nodeId, Role.NODE, token);
    }

    private void declare(Caller caller, Abilities declared) {
        String id = caller.grant().deviceId();
        changes.lock();
        try {
            NodeRecord before = record(id);
            NodeRecord.Pending pending = pending(before, declared);
            NodeRecord after = before.seenAs(caller.client().version(), caller.client().modelIdentifier())
                    .waitingFor(pending);
            if (after.equals(before)) {
                return;
            }
            store.write(sql -> NodeTable.put(sql, after));
            if (before.pending() != null && !before.pending().equals(pending)) {
                publishResolved(before.pending().requestId(), id, "rejected");
            }
            if (pending != null && !pending.equals(before.pending())) {
                LOG.info("node {} waits for approval of what it can do: `openclaw nodes approve {}`", id, pending.requestId());
                device(id).ifPresent(device -> events.publish(Event.NODE_PAIR_REQUESTED, NodeViews.pending(device, after)));
            }
        } finally {
            changes.unlock();
        }
    }

    private NodeRecord.Pending pending(NodeRecord before, Abilities declared) {
        if (declared.within(before.approved() == null ? Abilities.NONE : before.approved())) {
            return null;
        }
        return before.pending() != null && before.pending().declared().equals(declared)
                ? before.pending()
                : new NodeRecord.Pending(UUID.randomUUID().toString(), declared, clock.millis());
    }

    NodeRecord approve(String requestId, Grant by) throws ProtocolException {
        changes.lock();
        try {
            NodeRecord node = waiting(requestId);
            List<String> needed = node.pending().declared().approvalScopes();
            for (String scope : needed) {
                if (!by.admits(scope)) {
                    throw missingScope(scope, needed);
                }
            }
            NodeRecord approved = node.approvedAt(clock.millis());
            store.write(sql -> NodeTable.put(sql, approved));
            Object resolved = publishResolved(requestId, node.id(), "approved");
            events.tell(
                    Event.NODE_PAIR_RESOLVED,
                    resolved,
                    caller -> isNode(caller) && node.id().equals(caller.grant().deviceId()));
            return approved;
        } finally {
            changes.unlock();
        }
    }

    NodeRecord reject(String requestId) throws ProtocolException {
        changes.lock();
        try {
            NodeRecord node = waiting(requestId);
            store.write(sql -> NodeTable.put(sql, node.waitingFor(null)));
            publishResolved(requestId, node.id(), "rejected");
            return node;
        } finally {
            changes.unlock();
        }
    }

    /** Takes the role from the device, and with it all that was approved. */
    void remove(String nodeId) throws ProtocolException {
        changes.lock();
        try {
            if (!devices.removeRole(nodeId, Role.NODE)) {
                throw unknownNode();
            }
            store.write(sql -> {
                NodeTable.remove(sql, nodeId);
                return null;
            });
            publishResolved("", nodeId, "removed");
        } finally {
            changes.unlock();
        }
    }

    void rename(String nodeId, String name) throws ProtocolException {
        changes.lock();
        try {
            if (device(nodeId).isEmpty()) {
                throw unknownNode();
            }
            NodeRecord named = record(nodeId).named(name);
            store.write(sql -> NodeTable.put(sql, named));
        } finally {
            changes.unlock();
        }
    }

    private NodeRecord waiting(String requestId) throws ProtocolException {
        return store.read(sql -> NodeTable.waiting(sql, requestId))
                .orElseThrow(() -> ProtocolException.invalid("unknown requestId"));
    }

    private Object publishResolved(String requestId, String nodeId, String decision) {
        var payload = Json.object()
                .put("requestId", requestId)
                .put("nodeId", nodeId)
                .put("decision", decision)
                .put("ts", clock.millis());
        events.publish(Event.NODE_PAIR_RESOLVED, payload);
        return payload;
    }

    static ProtocolException unknownNode() {
        return ProtocolException.invalid("unknown nodeId");
    }

    private static ProtocolException missingScope(String scope, List<String> needed) {
        var details = Json.object().put("code", "MISSING_SCOPE").put("missingScope", scope);
        details.set("requiredScopes", Json.tree(needed));
        return new ProtocolException(
                ErrorShape.of(ErrorCode.FORBIDDEN, "missing scope: " + scope).withDetails(details));
    }

    private static boolean isNode(Caller caller) {
        return caller.grant().role() == Role.NODE && caller.grant().deviceId() != null;
    }

    private static boolean hasRole(PairedDevice device) {
        return device.roles().contains(Role.NODE);
    }
}
