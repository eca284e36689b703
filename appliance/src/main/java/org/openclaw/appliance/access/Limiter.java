package org.openclaw.appliance.access;

import java.util.Locale;
import org.openclaw.appliance.protocol.ErrorShape;

/**
 * Slows guessing down: failures count by address, kind of credential and, where the device has proven who it is, device. So
 * one device with a stale token can't lock out its neighbours, nor the owner's secret. Thread-safe.
 */
final class Limiter {

    private static final int LONGEST_KEY = 300;

    private final FailedAttempts failures;

    Limiter(FailedAttempts failures) {
        this.failures = failures;
    }

    /** How long nothing is checked for this peer, in milliseconds; 0 when it is. @param deviceId of a paired device, or empty */
    long lockedMillis(Peer peer, CredentialClass kind, String deviceId) {
        return failures.lockedForMillis(key(peer, kind, deviceId));
    }

    void succeeded(Peer peer, CredentialClass kind, String deviceId) {
        failures.succeeded(key(peer, kind, deviceId));
    }

    /** Counts a failure. @return the answer to it */
    Decision.Refused failed(Peer peer, CredentialClass kind, String deviceId, ErrorShape error) {
        String key = key(peer, kind, deviceId);
        if (failures.policy().exemptLoopback() && peer.ownHost() && peer.origin() == null) {
            return new Decision.Refused(error, false, failures.slowedDown(key));
        }
        failures.failed(key);
        return new Decision.Refused(error, false, 0);
    }

    static Decision.Refused locked(long millis) {
        return new Decision.Refused(Refusals.rateLimited(millis), true, 0);
    }

    // Web pages reach loopback through any browser on it, so each origin is counted as a peer of its own.
    private static String key(Peer peer, CredentialClass kind, String deviceId) {
        String from = peer.ownHost() && peer.origin() != null
                ? "origin " + peer.origin().toLowerCase(Locale.ROOT)
                : peer.address();
        String key = kind.wireName() + " " + deviceId + " " + from;
        return key.length() > LONGEST_KEY ? key.substring(0, LONGEST_KEY) : key;
    }
}
