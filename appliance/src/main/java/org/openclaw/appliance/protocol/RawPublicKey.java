package org.openclaw.appliance.protocol;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** An Ed25519 public key as the wire writes it: the 32 bytes of RFC 8032 §5.1.5. Immutable. */
public final class RawPublicKey {

    private static final int BYTES = 32;

    private final byte[] raw;

    /** @param raw its bytes, which are copied */
    public RawPublicKey(byte[] raw) {
        this.raw = raw.clone();
    }

    public static RawPublicKey of(PublicKey key) {
        byte[] encoded = key.getEncoded();
        // The X.509 form of an Ed25519 key ends with the raw key (RFC 8410 §4).
        return new RawPublicKey(Arrays.copyOfRange(encoded, encoded.length - BYTES, encoded.length));
    }

    /** The id of whoever has the key: lower-case hex SHA-256. */
    public String id() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(raw));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }

    /** Base64url without padding. */
    public String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(raw);
    }
}
