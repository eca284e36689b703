package org.openclaw.appliance.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.openclaw.appliance.file.PrivateFile;

/**
 * Identifies a file's content by HMAC-SHA-256 under a key of this installation, so the value tells nothing about the secrets
 * in the file. HMAC is spelled out (RFC 2104 §2), because {@code javax.crypto} costs a small board tens of milliseconds.
 */
final class Fingerprint {

    private static final String PREFIX = "hmac-sha256:v1:";
    private static final int KEY_BYTES = 32;
    private static final int BLOCK_BYTES = 64;

    private final byte[] key;

    private Fingerprint(byte[] key) {
        this.key = key;
    }

    /** With the key of the state directory, made on first use. One that can't be stored lasts as long as this process. */
    static Fingerprint in(Path stateDir) {
        Path file = stateDir.resolve("config-journal-fingerprint.key");
        try {
            if (Files.size(file) == KEY_BYTES) {
                return new Fingerprint(Files.readAllBytes(file));
            }
        } catch (IOException e) {
            // There is none yet.
        }
        byte[] fresh = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(fresh);
        try {
            PrivateFile.write(file, fresh);
        } catch (IOException e) {
            // A read-only state directory: hashes then differ between processes, which callers meet as a stale hash.
        }
        return new Fingerprint(fresh);
    }

    String of(byte[] content) {
        byte[] inner = digest(padded(0x36), content);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(digest(padded(0x5C), inner));
    }

    private byte[] padded(int pad) {
        byte[] block = Arrays.copyOf(key, BLOCK_BYTES);
        for (int i = 0; i < block.length; i++) {
            block[i] ^= (byte) pad;
        }
        return block;
    }

    private static byte[] digest(byte[] first, byte[] second) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(first);
            return digest.digest(second);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }
}
