package org.openclaw.appliance.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openclaw.appliance.store.Store;

/**
 * Device tokens: HMAC-SHA256 (RFC 2104) under this installation's key over device, role and generation. So the same token can
 * be given at every connect, while the database holds a hash to recognise it by and nothing to make it from; the key lies in a
 * file of its own. A new generation is a new token, and no generation ever comes back. Thread-safe.
 */
public final class DeviceTokens {

    private static final int GENERATION_BYTES = 16;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    DeviceTokens(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /**
     * What the database knows of a token.
     *
     * @param generation what makes it differ from the one before
     * @param hash lower-case hex SHA-256 of its text
     */
    public record Secret(String generation, String hash) {

        /** Whether the candidate is the token. Constant time in the candidate's content. */
        boolean matches(String candidate) {
            return MessageDigest.isEqual(
                    hash.getBytes(StandardCharsets.UTF_8), DeviceTokens.hash(candidate).getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Reads the key, making it on the first start. Blocks on the disk.
     *
     * @param keyFile readable by its owner alone
     * @throws IOException when the file can't be read or written
     */
    public static DeviceTokens load(Store store, Path keyFile) throws IOException {
        return new DeviceTokens(new TokenKeyFile(keyFile).open(store));
    }

    /** What a new token is to be made from and recognised by. */
    Secret fresh(String deviceId, Role role) {
        byte[] bytes = new byte[GENERATION_BYTES];
        random.nextBytes(bytes);
        String generation = HexFormat.of().formatHex(bytes);
        return new Secret(generation, hash(derived(deviceId, role, generation)));
    }

    /** The token: 32 bytes, base64url without padding, 43 characters. Empty when it was made with a key that is lost. */
    Optional<String> token(String deviceId, TokenGrant grant) {
        return Optional.of(derived(deviceId, grant.role(), grant.secret().generation())).filter(grant.secret()::matches);
    }

    String derived(String deviceId, Role role, String generation) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] bytes = mac.doFinal(("device-token|" + deviceId + "|" + role.wireName() + "|" + generation)
                    .getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no " + ALGORITHM, e);
        }
    }

    static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }
}
