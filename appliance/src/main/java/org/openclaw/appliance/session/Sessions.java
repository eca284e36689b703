package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.store.Store;

/**
 * The conversations: their keys, settings, messages, runs and counters. Everything is on disk when a method returns, and
 * followers have been told. Nothing is cached here beyond the database's own pages. Thread-safe; methods block on the disk.
 */
public final class Sessions {

    public Sessions(Store store, Events events, AgentDirectory agents, Clock clock) {}

    /**
     * The session a caller means. {@code main}, blank and null name the agent's main session; a bare word belongs to the
     * agent; {@code agent:<id>:<rest>} is taken as it is. Case is folded.
     *
     * @param agentId the agent a bare key belongs to, or null for the default agent
     * @throws ProtocolException for a malformed key or an agent that isn't configured
     */
    public SessionKey resolve(String key, String agentId) throws ProtocolException {
        throw new UnsupportedOperationException();
    }

    /** As {@link #resolve}, and refuses the name spaces the gateway keeps for itself: for keys from HTTP callers. */
    public SessionKey resolveForCaller(String key, String agentId) throws ProtocolException {
        throw new UnsupportedOperationException();
    }

    public Optional<Session> find(SessionKey key) {
        throw new UnsupportedOperationException();
    }

    /** The session, made when missing. @param createdVia {@code operator}, {@code channel}, {@code cron}, {@code run}, … */
    public Session ensure(SessionKey key, String createdVia) {
        throw new UnsupportedOperationException();
    }

    /** Records messages and tells followers. Makes the session when missing. @return the entries, numbered */
    public List<Entry> append(SessionKey key, List<NewEntry> entries) {
        throw new UnsupportedOperationException();
    }

    public Entry append(SessionKey key, NewEntry entry) {
        return append(key, List.of(entry)).getFirst();
    }

    /** The newest messages, oldest first: a model's window. Empty for an unknown session. */
    public List<Entry> recent(SessionKey key, int limit) {
        throw new UnsupportedOperationException();
    }

    public HistoryPage history(SessionKey key, HistoryQuery query) {
        throw new UnsupportedOperationException();
    }

    /** One message by its id. */
    public Optional<Entry> entry(SessionKey key, String id) {
        throw new UnsupportedOperationException();
    }

    /** A message as {@code chat.history} shows it, with {@code __openclaw}. */
    public ObjectNode messageView(Entry entry) {
        throw new UnsupportedOperationException();
    }

    /**
     * Records a run and the user's message together, so that neither a crash nor a repeated request loses or doubles them.
     * Makes the session when missing.
     */
    public RunAdmission beginRun(String runId, SessionKey key, NewEntry user) {
        throw new UnsupportedOperationException();
    }

    /** The run leaves the queue. */
    public void runStarted(String runId) {
        throw new UnsupportedOperationException();
    }

    /** The run is over. Does nothing for a run that ended before. @return the messages recorded with it */
    public List<Entry> finishRun(String runId, RunEnd end) {
        throw new UnsupportedOperationException();
    }

    public Optional<Run> run(String runId) {
        throw new UnsupportedOperationException();
    }

    /** Runs that the gateway's previous life left unfinished; they count as ended. */
    public List<Run> interruptedRuns() {
        throw new UnsupportedOperationException();
    }

    /** Applies settings by their wire name; a JSON null clears one. Makes the session when missing. */
    public Session patch(SessionKey key, ObjectNode changes) {
        throw new UnsupportedOperationException();
    }

    /** Starts the conversation afresh: same session, no messages, counters at zero. Old messages stay on disk. */
    public Session reset(SessionKey key, String reason) {
        throw new UnsupportedOperationException();
    }

    /** @return false when there was none */
    public boolean delete(SessionKey key) {
        throw new UnsupportedOperationException();
    }

    /** The session as {@code sessions.list} shows it. */
    public ObjectNode row(Session session) {
        throw new UnsupportedOperationException();
    }

    /** How many sessions there are, archived ones included. */
    public long count() {
        throw new UnsupportedOperationException();
    }

    /** The most recently used sessions, newest first. */
    public List<Session> newest(int limit) {
        throw new UnsupportedOperationException();
    }
}
