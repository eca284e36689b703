package org.openclaw.appliance.session;

import java.time.Clock;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.openclaw.appliance.store.Sql;
import org.openclaw.appliance.store.Store;

/** Transactions on one session: find it, or make it, work on it, read it back. */
final class SessionChanges {

    private final Store store;
    private final SessionEvents events;
    private final UnaryOperator<Session> live;
    private final Clock clock;

    /** @param live adds to a session what only memory knows */
    SessionChanges(Store store, SessionEvents events, UnaryOperator<Session> live, Clock clock) {
        this.store = store;
        this.events = events;
        this.live = live;
        this.clock = clock;
    }

    /**
     * A session after a change, and what the change gave.
     *
     * @param session null when nothing changed
     * @param created whether the change made it
     */
    record Changed<T>(Session session, boolean created, T result) {}

    /** Statements about one session. */
    @FunctionalInterface
    interface InSession<T> {
        T run(Sql sql, Stored stored);
    }

    /** @param otherwise the result for an unknown session */
    <T> T read(SessionKey key, T otherwise, InSession<T> work) {
        return store.read(sql ->
                SessionTable.find(sql, key).map(stored -> work.run(sql, stored)).orElse(otherwise));
    }

    /** Changes the session, made when missing, and tells followers if it was. */
    <T> Changed<T> apply(SessionKey key, String createdVia, SessionKey parent, InSession<T> work) {
        Changed<T> changed = store.write(sql -> applyIn(sql, key, createdVia, parent, work));
        if (changed.created()) {
            events.changed(changed.session(), "create");
        }
        return changed;
    }

    /** As {@link #apply}, inside a transaction; the caller tells followers after it. */
    <T> Changed<T> applyIn(Sql sql, SessionKey key, String createdVia, SessionKey parent, InSession<T> work) {
        Optional<Stored> found = SessionTable.find(sql, key);
        Stored stored = found.orElseGet(() -> SessionTable.insert(
                sql, key, createdVia, parent == null ? null : parent.toString(), clock.millis()));
        T result = work.run(sql, stored);
        Session after = live.apply(SessionTable.byId(sql, stored.id()).session());
        return new Changed<>(after, found.isEmpty(), result);
    }
}
