package org.openclaw.appliance.session;

import org.openclaw.appliance.store.Sql;

/** Keeps account of runs. Called inside the transaction that ends the run, so that both are on disk or neither is. */
@FunctionalInterface
public interface RunLedger {

    /** Keeps no account. */
    RunLedger NONE = (sql, run) -> 0;

    /**
     * A run that ends.
     *
     * @param startedAt when the model was first asked, milliseconds since 1970; 0 when it wasn't
     */
    record Ended(
            SessionKey key, String sessionId, RunStatus status, TokenUsage usage, long startedAt, long endedAt) {}

    /** @return what it cost in US dollars; 0 where nobody knows */
    double book(Sql sql, Ended run);
}
