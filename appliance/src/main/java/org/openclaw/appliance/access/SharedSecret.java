package org.openclaw.appliance.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The gateway's own secret and the mode that selects it.
 *
 * <p>Never prints itself. Comparison takes the same time whatever the candidate.
 */
public final class SharedSecret {

    /** How callers prove themselves. */
    public enum Mode {
        NONE("none"),
        TOKEN("token"),
        PASSWORD("password"),
        TRUSTED_PROXY("trusted-proxy");

        private final String wireName;

        Mode(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        public static Mode of(String wireName) {
            for (Mode mode : values()) {
                if (mode.wireName.equals(wireName)) {
                    return mode;
                }
            }
            throw new IllegalArgumentException("auth mode must be one of none, token, password, trusted-proxy");
        }
    }

    private static final int TOKEN_BYTES = 32;

    private final Mode mode;
    private final byte[] digest;

    private SharedSecret(Mode mode, byte[] digest) {
        this.mode = mode;
        this.digest = digest;
    }

    /** @param secret the token or password; ignored for {@link Mode#NONE} */
    public static SharedSecret of(Mode mode, String secret) {
        return new SharedSecret(mode, mode == Mode.NONE ? new byte[0] : sha256(secret));
    }

    /** A fresh token: 32 random bytes, base64url without padding, 43 characters. */
    public static String newToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public Mode mode() {
        return mode;
    }

    /** Whether the candidate is the secret. False for null and the empty text. Constant time in the candidate's content. */
    public boolean matches(String candidate) {
        return mode != Mode.NONE && candidate != null && !candidate.isEmpty() && MessageDigest.isEqual(digest, sha256(candidate));
    }

    boolean sameAs(SharedSecret other) {
        return mode == other.mode && MessageDigest.isEqual(digest, other.digest);
    }

    // Comparing digests hides the length as well, and keeps the plain secret out of this object.
    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "SharedSecret[" + mode.wireName() + "]";
    }
}
