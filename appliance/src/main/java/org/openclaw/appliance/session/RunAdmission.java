package org.openclaw.appliance.session;

/** What became of the wish to begin a run. */
public sealed interface RunAdmission {

    /** The run and the user's message are on disk. @param user the message as recorded, or null while it waits for its turn */
    record Started(Session session, Entry user) implements RunAdmission {}

    /** A run of that id is known already; nothing was recorded. */
    record Duplicate(Run run) implements RunAdmission {}
}
