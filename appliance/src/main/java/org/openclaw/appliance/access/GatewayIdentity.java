package org.openclaw.appliance.access;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.openclaw.appliance.protocol.RawPublicKey;
import org.openclaw.appliance.store.Store;

/**
 * The gateway's own Ed25519 identity, made once and kept in the database.
 *
 * @param deviceId lower-case hex SHA-256 of the raw public key
 * @param publicKey the raw 32 bytes, base64url without padding
 */
public record GatewayIdentity(String deviceId, String publicKey) {

    /** Reads the identity, making it on the first start. Blocks on the disk. */
    public static GatewayIdentity load(Store store) {
        return store.read(sql -> sql.first(
                        "SELECT public_key FROM gateway_identity WHERE id = 1", row -> of(row.text("public_key"))))
                .orElseGet(() -> create(store));
    }

    private static GatewayIdentity create(Store store) {
        KeyPair pair = newKeyPair();
        String publicKey = RawPublicKey.of(pair.getPublic()).text();
        String privateKey = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
        store.writeCredentials(sql -> sql.update(
                "INSERT INTO gateway_identity (id, public_key, private_key_pkcs8) VALUES (1, ?, ?)", publicKey, privateKey));
        return of(publicKey);
    }

    private static KeyPair newKeyPair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no Ed25519", e);
        }
    }

    private static GatewayIdentity of(String publicKey) {
        return new GatewayIdentity(new RawPublicKey(Base64.getUrlDecoder().decode(publicKey)).id(), publicKey);
    }
}
