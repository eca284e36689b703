package org.openclaw.appliance.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.SignedClaims;

/** The parameters of {@code connect}. */
final class ConnectRequest {

    static final String ROLE = "operator";

    private static final int PROTOCOL = 4;
    private static final String CLIENT_ID = "cli";

    private ConnectRequest() {}

    /**
     * @param challenge the payload of {@code connect.challenge}
     * @param device who signs it, or null to come without a device
     */
    static ObjectNode of(Introduction us, Proof proof, DeviceIdentity device, JsonNode challenge) {
        ObjectNode params = Json.object();
        params.put("minProtocol", us.leastProtocol()).put("maxProtocol", PROTOCOL);
        params.putObject("client")
                .put("id", CLIENT_ID)
                .put("version", us.version())
                .put("platform", us.platform())
                .put("mode", us.mode())
                .put("instanceId", UUID.randomUUID().toString());
        params.putArray("caps");
        params.put("role", ROLE);
        ArrayNode scopes = params.putArray("scopes");
        us.scopes().forEach(scopes::add);
        ObjectNode auth = auth(proof);
        if (!auth.isEmpty()) {
            params.set("auth", auth);
        }
        if (device != null) {
            params.set("device", device(us, proof, device, challenge));
        }
        return params;
    }

    private static ObjectNode auth(Proof proof) {
        ObjectNode auth = Json.object();
        put(auth, "token", proof.credentials().token());
        put(auth, "password", proof.credentials().password());
        put(auth, "deviceToken", deviceToken(proof));
        return auth;
    }

    private static void put(ObjectNode auth, String name, String value) {
        if (value != null) {
            auth.put(name, value);
        }
    }

    // The challenge's own time is signed, so a machine without a clock gets in, too.
    private static ObjectNode device(Introduction us, Proof proof, DeviceIdentity device, JsonNode challenge) {
        long signedAt = challenge.path("ts").asLong();
        String nonce = challenge.path("nonce").asText();
        String token = SignedClaims.token(proof.credentials().token(), deviceToken(proof), null);
        SignedClaims claims = new SignedClaims(
                device.id(), CLIENT_ID, us.mode(), ROLE, us.scopes(), signedAt, token, nonce, us.platform(), null);
        return Json.object()
                .put("id", device.id())
                .put("publicKey", device.publicKey())
                .put("signature", device.sign(claims.v3()))
                .put("signedAt", signedAt)
                .put("nonce", nonce);
    }

    private static String deviceToken(Proof proof) {
        return proof.deviceToken() == null ? null : proof.deviceToken().token();
    }
}
