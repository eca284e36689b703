package org.openclaw.appliance.agent;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.openclaw.appliance.session.SessionKey;

/** The turns that haven't ended, by their id. Thread-safe; how many there may be is asked with {@link #tooMany}. */
final class ActiveRuns {

    private final int most;
    private final int mostPerSession;
    private final ConcurrentMap<String, ActiveRun> byId = new ConcurrentHashMap<>();

    /** @param most over all sessions */
    ActiveRuns(int most, int mostPerSession) {
        this.most = most;
        this.mostPerSession = mostPerSession;
    }

    /** Takes the run in, unless one of that id is there. @return that one */
    Optional<ActiveRun> add(ActiveRun run) {
        return Optional.ofNullable(byId.putIfAbsent(run.id(), run));
    }

    void remove(ActiveRun run) {
        byId.remove(run.id(), run);
    }

    /** Whether there are more than may be, in all or in that session; the one that wants in counts too. */
    boolean tooMany(SessionKey session) {
        return byId.size() > most || of(session).size() > mostPerSession;
    }

    Optional<ActiveRun> find(String runId) {
        return Optional.ofNullable(byId.get(runId));
    }

    /** A session's runs, in no particular order. */
    List<ActiveRun> of(SessionKey session) {
        return byId.values().stream().filter(run -> run.request().session().equals(session)).toList();
    }

    List<ActiveRun> all() {
        return List.copyOf(byId.values());
    }

    int count() {
        return byId.size();
    }

    /** Whether the run is accepted and its turn has not come yet. */
    boolean waits(String runId) {
        ActiveRun run = byId.get(runId);
        return run != null && run.startedAt() == 0;
    }
}
