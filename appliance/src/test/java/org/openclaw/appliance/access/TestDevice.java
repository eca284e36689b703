package org.openclaw.appliance.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A device with an Ed25519 key of its own, as clients have it. */
public final class TestDevice {

    private final KeyPair pair;
    private final byte[] raw;

    public TestDevice() {
        try {
            pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        byte[] encoded = pair.getPublic().getEncoded();
        raw = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    }

    public String id() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(raw));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public String publicKey() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(raw);
    }

    /** The key in its three accepted forms. */
    public String[] publicKeyForms() {
        return new String[] {
            publicKey(),
            Base64.getEncoder().encodeToString(raw),
            "-----BEGIN PUBLIC KEY-----\n" + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded())
                    + "\n-----END PUBLIC KEY-----\n"
        };
    }

    /** Adds the device block that proves this device for these parameters. @param challenge the event's payload */
    public ObjectNode prove(ObjectNode params, JsonNode challenge) {
        return prove(params, challenge, challenge.path("ts").asLong(), "v3");
    }

    public ObjectNode prove(ObjectNode params, JsonNode challenge, long signedAt, String version) {
        String nonce = challenge.path("nonce").asText();
        String payload = payload(params, signedAt, nonce, version);
        params.putObject("device")
                .put("id", id())
                .put("publicKey", publicKey())
                .put("signature", sign(payload))
                .put("signedAt", signedAt)
                .put("nonce", nonce);
        return params;
    }

    private String payload(JsonNode params, long signedAt, String nonce, String version) {
        StringBuilder scopes = new StringBuilder();
        params.path("scopes").forEach(scope -> scopes.append(scopes.isEmpty() ? "" : ",").append(scope.asText()));
        JsonNode client = params.path("client");
        String payload = String.join(
                "|", version, id(), client.path("id").asText(), client.path("mode").asText(),
                params.path("role").asText("operator"), scopes, Long.toString(signedAt), token(params.path("auth")), nonce);
        return version.equals("v3")
                ? payload + "|" + client.path("platform").asText().toLowerCase(java.util.Locale.ROOT) + "|"
                        + client.path("deviceFamily").asText("").toLowerCase(java.util.Locale.ROOT)
                : payload;
    }

    private static String token(JsonNode auth) {
        for (String name : new String[] {"token", "deviceToken", "bootstrapToken"}) {
            if (auth.has(name)) {
                return auth.path(name).asText();
            }
        }
        return "";
    }

    public String sign(String text) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(pair.getPrivate());
            signer.update(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
