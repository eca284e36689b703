package org.openclaw.appliance.channel;

/**
 * Whether a channel can send.
 *
 * @param kind what it comes to
 * @param detail a sentence for the operator: why not, and what to do; empty when all is well
 */
public record ChannelState(Kind kind, String detail) {

    /** What it comes to. */
    public enum Kind {
        /** Nothing is configured; the channel counts as absent. */
        ABSENT,
        /** Configured, but its account isn't linked yet. */
        NOT_LINKED,
        /** Configured and switched off, or can't work as it is configured. */
        OFF,
        READY
    }

    public static final ChannelState READY = new ChannelState(Kind.READY, "");
    public static final ChannelState ABSENT = new ChannelState(Kind.ABSENT, "");

    public boolean configured() {
        return kind != Kind.ABSENT;
    }
}
