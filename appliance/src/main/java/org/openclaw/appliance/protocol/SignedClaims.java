package org.openclaw.appliance.protocol;

import java.util.List;

/**
 * What a device signs when it connects. Never prints itself.
 *
 * @param role as asked for
 * @param scopes in the order sent
 * @param signedAt milliseconds since 1970
 * @param token the credential sent with it, or empty
 * @param nonce the challenge's
 * @param platform or null
 * @param deviceFamily or null
 */
public record SignedClaims(
        String deviceId,
        String clientId,
        String clientMode,
        String role,
        List<String> scopes,
        long signedAt,
        String token,
        String nonce,
        String platform,
        String deviceFamily) {

    public SignedClaims {
        scopes = List.copyOf(scopes);
    }

    /** @param params with a device block */
    public static SignedClaims of(ConnectParams params) {
        ConnectParams.Client client = params.client();
        ConnectParams.Device device = params.device();
        return new SignedClaims(
                device.id(),
                client.id(),
                client.mode(),
                params.role() == null ? "operator" : params.role(),
                params.scopes() == null ? List.of() : params.scopes(),
                device.signedAt(),
                token(params.auth()),
                device.nonce(),
                client.platform(),
                client.deviceFamily());
    }

    private static String token(ConnectParams.Auth auth) {
        return auth == null ? "" : token(auth.token(), auth.deviceToken(), auth.bootstrapToken());
    }

    /** Which of the credentials sent, all of which may be null, is part of what is signed. A password never is. */
    public static String token(String token, String deviceToken, String bootstrapToken) {
        if (token != null) {
            return token;
        }
        if (deviceToken != null) {
            return deviceToken;
        }
        return bootstrapToken == null ? "" : bootstrapToken;
    }

    /** The form older clients sign. */
    public String v2() {
        return common("v2");
    }

    /** The form that also binds the machine's kind. */
    public String v3() {
        return common("v3") + "|" + folded(platform) + "|" + folded(deviceFamily);
    }

    private String common(String version) {
        return String.join(
                "|", version, deviceId, clientId, clientMode, role, String.join(",", scopes), Long.toString(signedAt), token,
                nonce);
    }

    /** Trimmed, and only A-Z lowered, as the signature has it. @param text or null */
    public static String folded(String text) {
        if (text == null) {
            return "";
        }
        StringBuilder folded = new StringBuilder(text.strip());
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                folded.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return folded.toString();
    }

    @Override
    public String toString() {
        return "SignedClaims[" + deviceId + " " + role + "]";
    }
}
