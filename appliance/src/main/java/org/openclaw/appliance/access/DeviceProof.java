package org.openclaw.appliance.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.InvalidKeyException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.openclaw.appliance.protocol.ConnectChallenge;
import org.openclaw.appliance.protocol.ConnectParams;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.SignedClaims;

/** Whether a device really holds the key it claims: it signs what it asks for together with this socket's challenge. */
final class DeviceProof {

    /** How far a device's clock may be off by default, in milliseconds. */
    static final long DEFAULT_SKEW_MILLIS = 120_000;

    private final Clock clock;
    private final LongSupplier skewMillis;

    /** @param skewMillis how far a device's clock may be off; asked each time */
    DeviceProof(Clock clock, LongSupplier skewMillis) {
        this.clock = clock;
        this.skewMillis = skewMillis;
    }

    /** What is wrong with the proof, or empty. @param params with a device block */
    Optional<ErrorShape> fault(ConnectChallenge challenge, ConnectParams params) {
        ConnectParams.Device device = params.device();
        Optional<DeviceKey> key = DeviceKey.read(device.publicKey());
        if (key.isEmpty() || !key.get().id().equals(device.id())) {
            return fault("device identity mismatch", "DEVICE_ID_MISMATCH", "device-id-mismatch");
        }
        if (stale(challenge, device.signedAt())) {
            return Optional.of(expired(challenge, device.signedAt()));
        }
        if (device.nonce().isBlank()) {
            return fault("device nonce required", "NONCE_REQUIRED", "device-nonce-missing");
        }
        if (!device.nonce().equals(challenge.nonce())) {
            return fault("device nonce mismatch", "NONCE_MISMATCH", "device-nonce-mismatch");
        }
        try {
            SignedClaims claims = SignedClaims.of(params);
            boolean signed = key.get().verifies(claims.v3(), device.signature())
                    || key.get().verifies(claims.v2(), device.signature());
            return signed
                    ? Optional.empty()
                    : fault("device signature invalid", "SIGNATURE_INVALID", "device-signature");
        } catch (InvalidKeyException e) {
            return fault("device public key invalid", "PUBLIC_KEY_INVALID", "device-public-key");
        }
    }

    // Devices sign the challenge's own time, so a board whose clock is set between challenge and answer, or that
    // believes it is 1970, still lets its owner in: the nonce alone keeps a signature from being used twice.
    private boolean stale(ConnectChallenge challenge, long signedAt) {
        long skew = skewMillis.getAsLong();
        return apart(signedAt, clock.millis()) > skew && apart(signedAt, challenge.ts()) > skew;
    }

    // Both sides may be any long; the distance must not wrap round.
    private static long apart(long a, long b) {
        return a >= 0 && b >= 0 ? Math.abs(a - b) : Long.MAX_VALUE;
    }

    private ErrorShape expired(ConnectChallenge challenge, long signedAt) {
        ObjectNode details = details("SIGNATURE_EXPIRED", "device-signature-stale")
                .put("signedAtMs", signedAt)
                .put("serverTimeMs", clock.millis())
                .put("challengeTsMs", challenge.ts())
                .put("allowedSkewMs", skewMillis.getAsLong())
                .put("remediationHint", "Set the device's clock or the gateway's, or sign the challenge's ts.");
        return ErrorShape.invalid("device signature expired").withDetails(details);
    }

    private static Optional<ErrorShape> fault(String message, String code, String reason) {
        return Optional.of(ErrorShape.invalid(message).withDetails(details(code, reason)));
    }

    private static ObjectNode details(String code, String reason) {
        return Json.object().put("code", "DEVICE_AUTH_" + code).put("reason", reason);
    }
}
