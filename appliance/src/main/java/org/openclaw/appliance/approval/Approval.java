package org.openclaw.appliance.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One question to the owner, and what became of it. Times are milliseconds since 1970.
 *
 * @param request what is asked for, as {@code exec.approval.requested} shows it
 * @param status where it stands
 * @param decision what was said, or null
 * @param reason why it is over, in the protocol's words: {@code user}, {@code timeout}, {@code no-route},
 *     {@code run-aborted}, {@code gateway-restart}; null while it isn't
 * @param resolvedAt when it was over; 0 while it isn't
 * @param resolver who said it, for people; or null
 */
public record Approval(
        String id,
        ObjectNode request,
        long createdAt,
        long expiresAt,
        Status status,
        Decision decision,
        String reason,
        long resolvedAt,
        String resolver) {

    /** Where a question stands. */
    public enum Status {
        PENDING("pending"),
        ALLOWED("allowed"),
        DENIED("denied"),
        EXPIRED("expired"),
        CANCELLED("cancelled");

        private final String wireName;

        Status(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    public boolean pending() {
        return status == Status.PENDING;
    }

    /** A sentence about why it is over, for people and models. */
    public String sentence() {
        String because = reason == null ? "" : reason;
        return switch (status) {
            case PENDING -> "It waits for the owner's decision.";
            case ALLOWED -> "The owner allowed it.";
            case DENIED -> because.equals("no-route") ? "Nobody who could approve it was there." : "The owner denied it.";
            case EXPIRED -> "Nobody answered in time.";
            case CANCELLED -> because.equals("gateway-restart")
                    ? "The gateway was restarted before anybody answered; the command was not run."
                    : "The turn that asked for it was stopped; the command was not run.";
        };
    }

    Approval decided(Decision said, String by, long now) {
        return new Approval(
                id, request, createdAt, expiresAt, said.allows() ? Status.ALLOWED : Status.DENIED, said, "user", now, by);
    }

    Approval over(Status how, String why, long now) {
        return new Approval(
                id, request, createdAt, expiresAt, how, how == Status.DENIED ? Decision.DENY : null, why, now, null);
    }
}
