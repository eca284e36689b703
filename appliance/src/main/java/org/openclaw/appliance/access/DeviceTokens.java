package org.openclaw.appliance.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openclaw.appliance.store.Store;

/**
 * Device tokens, derived and never stored: HMAC-SHA256 (RFC 2104) under this installation's key over device, role and
 * generation. So the same token can be given at every connect, while the database holds no token to steal per device; a new
 * generation is a new token, and no generation ever comes back. Thread-safe.
 */
final class DeviceTokens {

    private static final int KEY_BYTES = 32;
    private static final int GENERATION_BYTES = 16;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    private DeviceTokens(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** Reads the key, making it on the first start. Blocks on the disk. */
    static DeviceTokens load(Store store) {
        byte[] fresh = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(fresh);
        return new DeviceTokens(HexFormat.of().parseHex(store.write(sql -> {
            sql.update(
                    "INSERT INTO device_token_key (id, key_hex) VALUES (1, ?) ON CONFLICT DO NOTHING",
                    HexFormat.of().formatHex(fresh));
            return sql.first("SELECT key_hex FROM device_token_key WHERE id = 1", row -> row.text("key_hex"))
                    .orElseThrow();
        })));
    }

    String newGeneration() {
        byte[] bytes = new byte[GENERATION_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The token: 32 bytes, base64url without padding, 43 characters. */
    String token(String deviceId, TokenGrant grant) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] bytes = mac.doFinal(("device-token|" + deviceId + "|" + grant.role().wireName() + "|" + grant.generation())
                    .getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no " + ALGORITHM, e);
        }
    }

    /** Whether the candidate is the token. Constant time in the candidate's content. */
    boolean matches(String deviceId, TokenGrant grant, String candidate) {
        return MessageDigest.isEqual(
                token(deviceId, grant).getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
    }
}
