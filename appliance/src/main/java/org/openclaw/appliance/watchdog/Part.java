package org.openclaw.appliance.watchdog;

/**
 * A part of the gateway that has to make progress.
 *
 * @param name what people call it, without an article: {@code io thread}
 * @param proof makes the part show that it does
 */
public record Part(String name, Proof proof) {

    /** Hands the part something to do. */
    @FunctionalInterface
    public interface Proof {

        /** Must return at once. @param done to be run by the part itself, or never when it can't */
        void demand(Runnable done);
    }
}
