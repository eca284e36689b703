package org.openclaw.appliance.presence;

import java.util.List;
import org.openclaw.appliance.access.Role;
import org.openclaw.appliance.protocol.PresenceEntry;
import org.openclaw.appliance.protocol.SystemParams;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.ClientInfo;

/** How entries come about. */
final class Entries {

    private Entries() {}

    /** @param onlineSince when the instance's first connection came, or null when this is it */
    static PresenceEntry connected(Caller caller, Long onlineSince, long now) {
        ClientInfo client = caller.client();
        String host = orNull(client.displayName()) == null ? orNull(client.id()) : client.displayName().strip();
        return new PresenceEntry(
                host,
                orNull(client.id()),
                orNull(caller.address()),
                orNull(client.version()),
                orNull(client.platform()),
                orNull(client.deviceFamily()),
                orNull(client.modelIdentifier()),
                orNull(client.timeZone()),
                orNull(client.mode()),
                null,
                "connect",
                null,
                text(host, client.mode()),
                now,
                onlineSince == null ? now : onlineSince,
                now,
                caller.grant().deviceId(),
                List.of(caller.grant().role().wireName()),
                caller.grant().scopes(),
                instance(caller),
                user(caller.grant().user()),
                null);
    }

    private static PresenceEntry.User user(String name) {
        return name == null ? null : new PresenceEntry.User(name, name.contains("@") ? name : null);
    }

    /** @param sessions canonical keys of what it has in view */
    static PresenceEntry watching(PresenceEntry was, List<String> sessions) {
        return new PresenceEntry(
                was.host(), was.clientId(), was.ip(), was.version(), was.platform(), was.deviceFamily(),
                was.modelIdentifier(), was.timeZone(), was.mode(), was.lastInputSeconds(), was.reason(), was.tags(),
                was.text(), was.ts(), was.onlineSince(), was.lastActivityAt(), was.deviceId(), was.roles(), was.scopes(),
                was.instanceId(), was.user(), sessions.isEmpty() ? null : sessions);
    }

    static PresenceEntry disconnected(PresenceEntry was, long now) {
        return new PresenceEntry(
                was.host(), was.clientId(), was.ip(), was.version(), was.platform(), was.deviceFamily(),
                was.modelIdentifier(), was.timeZone(), was.mode(), was.lastInputSeconds(), "disconnect", was.tags(),
                was.text(), now, null, was.lastActivityAt(), was.deviceId(), was.roles(), was.scopes(),
                was.instanceId(), was.user(), null);
    }

    /** What a system event tells; missing parts come from its text where that is a presence line. */
    static PresenceEntry reported(SystemParams.Event report, long now) {
        PresenceLine line = PresenceLine.parse(report.text())
                .orElse(new PresenceLine(null, null, null, null, null, null));
        return new PresenceEntry(
                first(orNull(report.host()), line.host()),
                null,
                first(orNull(report.ip()), line.ip()),
                first(orNull(report.version()), line.version()),
                orNull(report.platform()),
                orNull(report.deviceFamily()),
                orNull(report.modelIdentifier()),
                null,
                first(orNull(report.mode()), line.mode()),
                first(report.lastInputSeconds(), line.lastInputSeconds()),
                first(orNull(report.reason()), line.reason()),
                report.tags(),
                report.text().strip(),
                now,
                null,
                null,
                orNull(report.deviceId()),
                report.roles(),
                report.scopes(),
                orNull(report.instanceId()),
                null,
                null);
    }

    /** The newer entry, with what only the older one tells. */
    static PresenceEntry merged(PresenceEntry was, PresenceEntry now) {
        return new PresenceEntry(
                first(now.host(), was.host()),
                first(now.clientId(), was.clientId()),
                first(now.ip(), was.ip()),
                first(now.version(), was.version()),
                first(now.platform(), was.platform()),
                first(now.deviceFamily(), was.deviceFamily()),
                first(now.modelIdentifier(), was.modelIdentifier()),
                first(now.timeZone(), was.timeZone()),
                first(now.mode(), was.mode()),
                first(now.lastInputSeconds(), was.lastInputSeconds()),
                first(now.reason(), was.reason()),
                first(now.tags(), was.tags()),
                now.text(),
                now.ts(),
                was.onlineSince(),
                was.lastActivityAt(),
                first(now.deviceId(), was.deviceId()),
                first(now.roles(), was.roles()),
                first(now.scopes(), was.scopes()),
                first(now.instanceId(), was.instanceId()),
                was.user(),
                was.watchedSessions());
    }

    /** What one and the same program keeps across connections, or null: a node is its device. */
    static String instance(Caller caller) {
        return caller.grant().role() == Role.NODE && caller.grant().deviceId() != null
                ? caller.grant().deviceId()
                : orNull(caller.client().instanceId());
    }

    private static String text(String host, String mode) {
        return "Node: " + (host == null ? "unknown" : host) + " · mode " + mode;
    }

    private static <T> T first(T preferred, T otherwise) {
        return preferred == null ? otherwise : preferred;
    }

    // The wire wants a property absent rather than empty.
    private static String orNull(String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
