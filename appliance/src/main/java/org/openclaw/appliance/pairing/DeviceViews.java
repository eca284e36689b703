package org.openclaw.appliance.pairing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.openclaw.appliance.access.DeviceClaims;
import org.openclaw.appliance.access.PairedDevice;
import org.openclaw.appliance.access.PairingRequest;
import org.openclaw.appliance.access.Role;
import org.openclaw.appliance.access.SetupCodes;
import org.openclaw.appliance.access.TokenGrant;
import org.openclaw.appliance.protocol.Json;

/** Devices as the wire shows them. Token values never appear. */
final class DeviceViews {

    private DeviceViews() {}

    static ObjectNode request(PairingRequest request) {
        ObjectNode view = Json.object()
                .put("requestId", request.id())
                .put("deviceId", request.deviceId())
                .put("publicKey", request.publicKey());
        claims(view, request.claims());
        view.put("role", request.role().wireName());
        view.set("roles", roles(request.roles()));
        view.set("scopes", Json.tree(request.scopes()));
        put(view, "remoteIp", request.claims().remoteIp());
        return view.put("silent", false).put("isRepair", request.repair()).put("ts", request.at());
    }

    static ObjectNode paired(PairedDevice device) {
        ObjectNode view = Json.object().put("deviceId", device.id()).put("publicKey", device.publicKey());
        claims(view, device.claims());
        // What the original calls operatorLabel on disk travels as label.
        put(view, "label", device.label());
        List<Role> roles = device.roles();
        if (!device.tokens().isEmpty()) {
            view.put("role", (roles.isEmpty() ? device.tokens().getFirst().role() : roles.getFirst()).wireName());
        }
        view.set("roles", roles(roles));
        view.set("scopes", Json.tree(device.scopes()));
        put(view, "remoteIp", device.claims().remoteIp());
        view.put("approvedVia", device.approvedVia())
                .put("createdAtMs", device.createdAt())
                .put("approvedAtMs", device.approvedAt());
        if (device.lastSeenAt() != null) {
            view.put("lastSeenAtMs", device.lastSeenAt()).put("lastSeenReason", "connect");
        }
        ArrayNode tokens = Json.array();
        device.tokens().forEach(token -> tokens.add(token(token)));
        view.set("tokens", tokens);
        return view;
    }

    static ObjectNode completion(String setupId, SetupCodes.Completion completion) {
        ObjectNode view = Json.object().put("setupId", setupId).put("deviceId", completion.deviceId());
        put(view, "deviceName", completion.deviceName());
        return view.put("access", completion.access().wireName()).put("ts", completion.at());
    }

    private static ObjectNode token(TokenGrant token) {
        ObjectNode view = Json.object().put("role", token.role().wireName());
        view.set("scopes", Json.tree(token.scopes()));
        view.put("createdAtMs", token.createdAt());
        put(view, "rotatedAtMs", token.rotatedAt());
        put(view, "revokedAtMs", token.revokedAt());
        put(view, "lastUsedAtMs", token.lastUsedAt());
        return view;
    }

    private static void claims(ObjectNode view, DeviceClaims claims) {
        put(view, "displayName", claims.displayName());
        put(view, "platform", claims.platform());
        put(view, "deviceFamily", claims.deviceFamily());
        put(view, "clientId", claims.clientId());
        put(view, "clientMode", claims.clientMode());
        put(view, "browserOrigin", claims.browserOrigin());
    }

    private static ArrayNode roles(List<Role> roles) {
        ArrayNode names = Json.array();
        roles.forEach(role -> names.add(role.wireName()));
        return names;
    }

    private static void put(ObjectNode view, String name, String value) {
        if (value != null && !value.isEmpty()) {
            view.put(name, value);
        }
    }

    private static void put(ObjectNode view, String name, Long value) {
        if (value != null) {
            view.put(name, value);
        }
    }
}
