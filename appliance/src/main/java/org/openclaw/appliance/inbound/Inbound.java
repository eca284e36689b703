package org.openclaw.appliance.inbound;

/** Messages that people write over channels. Thread-safe. */
public interface Inbound {

    /**
     * Takes a message. Returns once that is on disk; idempotent by channel, account and message id. Blocks on the disk, never
     * on the network or a model.
     *
     * @throws NotAcceptedException when it can't be taken now: the disk refuses, or too many wait
     */
    Acceptance accept(InboundMessage message) throws NotAcceptedException;
}
