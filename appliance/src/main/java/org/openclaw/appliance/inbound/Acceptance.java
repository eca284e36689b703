package org.openclaw.appliance.inbound;

/** What became of a message that came in. Whichever it is, the channel must not hand it over again. */
public sealed interface Acceptance {

    /** It is on disk and will be answered. @param id names it in the queue */
    record Accepted(long id) implements Acceptance {}

    /** It was accepted before. */
    record Duplicate() implements Acceptance {}

    /** It was said in a group, not to the agent, which may be told of it with the next message that is. */
    record Overheard() implements Acceptance {}

    /** A stranger wrote it and was asked to have himself let in, now or before. */
    record Pairing() implements Acceptance {}

    /** Its sender or its group may not talk to the agent. @param reason a sentence for the operator */
    record Refused(String reason) implements Acceptance {}
}
