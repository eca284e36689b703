package org.openclaw.appliance.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.RawPublicKey;

/** The Ed25519 key (RFC 8032) by which gateways know this installation. Immutable; never prints its private half. */
public final class DeviceIdentity {

    private static final int VERSION = 1;
    private static final String ALGORITHM = "Ed25519";

    private final PublicKey publicKey;
    private final PrivateKey privateKey;
    private final RawPublicKey raw;

    private DeviceIdentity(PublicKey publicKey, PrivateKey privateKey) {
        this.publicKey = publicKey;
        this.privateKey = privateKey;
        this.raw = RawPublicKey.of(publicKey);
    }

    static DeviceIdentity generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            return new DeviceIdentity(pair.getPublic(), pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw noEd25519(e);
        }
    }

    /** @throws GeneralSecurityException when the document holds no key pair, or two halves of different ones */
    static DeviceIdentity read(JsonNode document) throws GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
        DeviceIdentity read = new DeviceIdentity(
                factory.generatePublic(new X509EncodedKeySpec(body(document.path("publicKeyPem").asText()))),
                factory.generatePrivate(new PKCS8EncodedKeySpec(body(document.path("privateKeyPem").asText()))));
        if (!read.ownsItself()) {
            throw new GeneralSecurityException("the public key is another pair's");
        }
        return read;
    }

    private boolean ownsItself() throws GeneralSecurityException {
        Signature verifier = Signature.getInstance(ALGORITHM);
        verifier.initVerify(publicKey);
        verifier.update(id().getBytes(StandardCharsets.US_ASCII));
        return verifier.verify(Base64.getUrlDecoder().decode(sign(id())));
    }

    /** As kept in the file. @param createdAtMs milliseconds since 1970 */
    ObjectNode document(long createdAtMs) {
        return Json.object()
                .put("version", VERSION)
                .put("deviceId", id())
                .put("publicKeyPem", pem("PUBLIC KEY", publicKey.getEncoded()))
                .put("privateKeyPem", pem("PRIVATE KEY", privateKey.getEncoded()))
                .put("createdAtMs", createdAtMs);
    }

    /** The device's id: lower-case hex SHA-256 of the raw public key. */
    public String id() {
        return raw.id();
    }

    /** The raw public key, base64url without padding. */
    String publicKey() {
        return raw.text();
    }

    /** The signature over the text's UTF-8 bytes, base64url without padding. */
    String sign(String text) {
        try {
            Signature signer = Signature.getInstance(ALGORITHM);
            signer.initSign(privateKey);
            signer.update(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signer.sign());
        } catch (GeneralSecurityException e) {
            throw noEd25519(e);
        }
    }

    @Override
    public String toString() {
        return "DeviceIdentity[" + id() + "]";
    }

    private static String pem(String label, byte[] body) {
        return "-----BEGIN " + label + "-----\n" + Base64.getEncoder().encodeToString(body) + "\n-----END " + label
                + "-----\n";
    }

    private static byte[] body(String pem) throws GeneralSecurityException {
        try {
            return Base64.getDecoder().decode(pem.replaceAll("-----(BEGIN|END) [A-Z ]+-----|\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("a key isn't PEM", e);
        }
    }

    private static IllegalStateException noEd25519(GeneralSecurityException e) {
        return new IllegalStateException("this Java runtime has no Ed25519", e);
    }
}
