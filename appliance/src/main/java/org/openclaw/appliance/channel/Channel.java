package org.openclaw.appliance.channel;

import java.time.Duration;
import java.util.Optional;

/** A way to people: Telegram, SMS, a webhook. Implementations are thread-safe and make no connection before their first use. */
public interface Channel {

    /** Its name in the configuration and on the wire, such as {@code telegram}. */
    String id();

    /** Its name for people. */
    String label();

    /** Whether it can send now. Never blocks. */
    ChannelState state();

    /**
     * Tries once to send. Blocks; must give up within a minute. What goes out must carry {@link Outbound#id} where the other
     * side can tell a repetition by it.
     *
     * @return the message's name on the other side, or its own id where the channel has none
     * @throws SendException when it wasn't sent, or nobody can tell
     */
    String send(Outbound message) throws SendException;

    /**
     * Looks whether the other side can be reached, without sending anything. Blocks no longer than it is told to.
     *
     * @return what is wrong, for the operator; empty when all is well
     */
    Optional<String> probe(Duration patience);

    /** Most characters of one message; longer ones are sent as several. Never blocks. */
    default int textLimit() {
        return Outbound.MOST_CHARS;
    }

    /** Where the configuration says who may write to it: {@code dmPolicy}, {@code allowFrom}, {@code groups} and so on. */
    default String inboundSection() {
        return "channels." + id();
    }

    /** Shows for a few seconds that an answer is being written. Blocks for one try; whether it works doesn't matter. */
    default void typing(Place place) {}

    /** A preview of an answer that is being written; empty where there is none or it is switched off. Never blocks. */
    default Optional<Preview> preview(Place place) {
        return Optional.empty();
    }
}
