package org.openclaw.appliance.channel;

/** What became of a message that was handed over to be sent. */
public sealed interface Delivery {

    /** The message's own name. */
    String id();

    /** It arrived. @param messageId what the other side calls it */
    record Sent(String id, String messageId) implements Delivery {}

    /** It didn't arrive yet and is tried again. @param error a sentence: why not */
    record Queued(String id, String error) implements Delivery {}

    /** It didn't arrive and isn't tried again by itself. @param error a sentence: why not */
    record Dead(String id, SendException.Kind kind, String error) implements Delivery {}
}
