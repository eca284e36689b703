package org.openclaw.appliance.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.openclaw.appliance.protocol.RawPublicKey;

/** A device's Ed25519 public key (RFC 8032). Immutable. */
public final class DeviceKey {

    private static final int RAW_BYTES = 32;
    private static final int LONGEST_TEXT = 512;
    /** What precedes the raw key in its X.509 form (RFC 8410 §4). */
    private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    private final byte[] raw;

    private DeviceKey(byte[] raw) {
        this.raw = raw;
    }

    /** Reads base64url or base64 of the raw 32 bytes, or the PEM of the X.509 form; empty for anything else. */
    public static Optional<DeviceKey> read(String text) {
        if (text.length() > LONGEST_TEXT) {
            return Optional.empty();
        }
        if (!text.startsWith("-----BEGIN PUBLIC KEY-----")) {
            return decoded(text).filter(bytes -> bytes.length == RAW_BYTES).map(DeviceKey::new);
        }
        String body = text.replaceAll("-----(BEGIN|END) PUBLIC KEY-----|\\s", "");
        return decoded(body)
                .filter(bytes -> bytes.length == X509_HEAD.length + RAW_BYTES
                        && Arrays.equals(bytes, 0, X509_HEAD.length, X509_HEAD, 0, X509_HEAD.length))
                .map(bytes -> new DeviceKey(Arrays.copyOfRange(bytes, X509_HEAD.length, bytes.length)));
    }

    /** Lower-case hex SHA-256 of the raw key. */
    public String id() {
        return new RawPublicKey(raw).id();
    }

    /** The raw key, base64url without padding. */
    public String text() {
        return new RawPublicKey(raw).text();
    }

    /**
     * Whether the signature (base64url or base64) is this key's over the text's UTF-8 bytes.
     *
     * @throws InvalidKeyException when the bytes are no point of the curve
     */
    public boolean verifies(String text, String signature) throws InvalidKeyException {
        Optional<byte[]> bytes = signature.length() > LONGEST_TEXT ? Optional.empty() : decoded(signature);
        PublicKey key = publicKey();
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(text.getBytes(StandardCharsets.UTF_8));
            return bytes.isPresent() && verifier.verify(bytes.get());
        } catch (SignatureException e) {
            return false;
        } catch (InvalidKeyException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no Ed25519", e);
        }
    }

    private PublicKey publicKey() throws InvalidKeyException {
        byte[] encoded = Arrays.copyOf(X509_HEAD, X509_HEAD.length + RAW_BYTES);
        System.arraycopy(raw, 0, encoded, X509_HEAD.length, RAW_BYTES);
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (InvalidKeySpecException e) {
            throw new InvalidKeyException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no Ed25519", e);
        }
    }

    private static Optional<byte[]> decoded(String text) {
        try {
            return Optional.of(Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_')));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
