package org.openclaw.appliance.pairing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.openclaw.appliance.access.DeviceAdmin;
import org.openclaw.appliance.access.PairedDevice;
import org.openclaw.appliance.access.PairingRequest;
import org.openclaw.appliance.access.Pairing;
import org.openclaw.appliance.access.Role;
import org.openclaw.appliance.protocol.DeviceParams;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.NoParams;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Call;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.rpc.Method;

/** Devices and their tokens: {@code device.pair.*} and {@code device.token.*}. */
public final class DeviceMethods {

    private final Pairing pairing;
    private final DeviceAdmin admin;
    private final SetupLinks setup;
    private final Events events;

    public DeviceMethods(Pairing pairing, SetupLinks setup, Events events) {
        this.pairing = pairing;
        this.admin = new DeviceAdmin(pairing);
        this.setup = setup;
        this.events = events;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.of("device.pair.list", Access.PAIRING, NoParams.class, (caller, params) -> list()),
                Method.of("device.pair.approve", Access.PAIRING, DeviceParams.Request.class, this::approve),
                Method.of("device.pair.reject", Access.PAIRING, DeviceParams.Request.class, this::reject),
                Method.staged("device.pair.remove", Access.PAIRING, DeviceParams.Device.class, this::remove),
                Method.of("device.pair.rename", Access.PAIRING, DeviceParams.Rename.class, this::rename),
                Method.of("device.pair.setupCode", Access.ADMIN, DeviceParams.SetupCode.class, (caller, params) ->
                                setup.make(params))
                        .unadvertised(),
                Method.of("device.pair.setupStatus", Access.ADMIN, DeviceParams.SetupStatus.class, (caller, params) ->
                                setup.status(params.setupId()))
                        .unadvertised(),
                Method.staged("device.token.rotate", Access.PAIRING, DeviceParams.Rotate.class, this::rotate),
                Method.staged("device.token.revoke", Access.PAIRING, DeviceParams.Revoke.class, this::revoke));
    }

    private ObjectNode list() {
        Set<String> connected = new HashSet<>();
        events.callers().forEach(caller -> connected.add(caller.grant().deviceId()));
        ArrayNode pending = Json.array();
        pairing.waiting().forEach(request -> pending.add(DeviceViews.request(request)));
        ArrayNode paired = Json.array();
        pairing.paired()
                .forEach(device -> paired.add(DeviceViews.paired(device).put("connected", connected.contains(device.id()))));
        ObjectNode lists = Json.object();
        lists.set("pending", pending);
        lists.set("paired", paired);
        return lists;
    }

    private ObjectNode approve(Caller caller, DeviceParams.Request params) throws ProtocolException {
        PairedDevice device = admin.approve(params.requestId(), caller.grant());
        ObjectNode answer = Json.object().put("requestId", params.requestId());
        answer.set("device", DeviceViews.paired(device));
        return answer;
    }

    private ObjectNode reject(Caller caller, DeviceParams.Request params) throws ProtocolException {
        PairingRequest request = admin.reject(params.requestId());
        return Json.object().put("requestId", request.id()).put("deviceId", request.deviceId());
    }

    private void remove(Call call, DeviceParams.Device params) throws ProtocolException {
        admin.remove(params.deviceId(), call.caller().grant());
        call.reply(Json.object().put("deviceId", params.deviceId()));
        for (Role role : Role.values()) {
            admin.withdraw(params.deviceId(), role);
        }
    }

    private ObjectNode rename(Caller caller, DeviceParams.Rename params) throws ProtocolException {
        String label = admin.rename(params.deviceId(), params.label(), caller.grant());
        return Json.object().put("deviceId", params.deviceId()).put("label", label);
    }

    private void rotate(Call call, DeviceParams.Rotate params) throws ProtocolException {
        Role role = role(params.role(), "rotation");
        DeviceAdmin.Rotation rotation =
                admin.rotate(params.deviceId(), role, params.scopes(), call.caller().grant());
        ObjectNode answer = Json.object().put("deviceId", params.deviceId()).put("role", role.wireName());
        if (rotation.token() != null) {
            answer.put("token", rotation.token());
        }
        answer.set("scopes", Json.tree(rotation.scopes()));
        call.reply(answer.put("rotatedAtMs", rotation.rotatedAtMs())
                .put("tokenDelivery", rotation.token() == null ? "withheld-cross-device" : "in-band"));
        admin.withdraw(params.deviceId(), role);
    }

    private void revoke(Call call, DeviceParams.Revoke params) throws ProtocolException {
        Role role = role(params.role(), "revocation");
        long at = admin.revoke(params.deviceId(), role, call.caller().grant());
        call.reply(Json.object()
                .put("deviceId", params.deviceId())
                .put("role", role.wireName())
                .put("revokedAtMs", at));
        admin.withdraw(params.deviceId(), role);
    }

    private static Role role(String name, String what) throws ProtocolException {
        Optional<Role> role = Role.of(name);
        return role.orElseThrow(() -> ProtocolException.invalid("device token " + what + " denied"));
    }
}
