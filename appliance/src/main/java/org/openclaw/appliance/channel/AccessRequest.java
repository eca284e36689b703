package org.openclaw.appliance.channel;

/**
 * A sender who waits for approval.
 *
 * @param sender who
 * @param code what he was told; unique among those who wait
 * @param createdAt when he first asked, in milliseconds since 1970
 * @param lastSeenAt when he last asked
 */
public record AccessRequest(Sender sender, String code, long createdAt, long lastSeenAt) {

    /** From then on it counts for nothing, in milliseconds since 1970. */
    public long expiresAt() {
        return createdAt + DirectMessagePairing.VALID_MILLIS;
    }
}
