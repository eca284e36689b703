package org.openclaw.appliance.agent;

import org.openclaw.appliance.session.Run;

/** What became of the wish for a turn. */
public sealed interface Admission {

    /** The message is on disk; the turn runs now or when its session's earlier ones have ended. */
    record Accepted(ActiveRun run) implements Admission {}

    /** A turn of that id goes on already. */
    record InFlight(ActiveRun run) implements Admission {}

    /** A turn of that id ended before. */
    record Finished(Run run) implements Admission {}
}
