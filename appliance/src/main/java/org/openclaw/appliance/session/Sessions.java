package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.provider.Image;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.store.Sql;
import org.openclaw.appliance.store.Store;

/**
 * The conversations: their keys, settings, messages, runs and counters. Everything is on disk when a method returns, and
 * followers have been told. Nothing is cached here beyond the database's own pages. Thread-safe; methods block on the disk
 * and throw {@link org.openclaw.appliance.store.StoreException} when it refuses.
 */
public final class Sessions {

    /** The setting that names the newest record of a compaction. */
    private static final String COMPACTION = "compactionEntryId";

    private final Store store;
    private final Clock clock;
    private final SessionKeys keys;
    private final SessionView view;
    private final SessionEvents events;
    private final SessionChanges changes;
    private final List<Run> interrupted;
    private final RunLedger ledger;

    /** When each running run started. In memory only: a run that a crash cuts short needs no start time. */
    private final Map<String, Long> startedAt = new ConcurrentHashMap<>();
    private volatile int mostInPage = HistoryQuery.MOST;

    /** Ends the runs that the gateway's previous life left unfinished. */
    public Sessions(Store store, Events events, AgentDirectory agents, Clock clock) {
        this(store, events, agents, RunLedger.NONE, clock);
    }

    /** As the other, with somebody who keeps account of runs. */
    public Sessions(Store store, Events events, AgentDirectory agents, RunLedger ledger, Clock clock) {
        this.store = store;
        this.ledger = ledger;
        this.clock = clock;
        this.keys = new SessionKeys(agents);
        this.view = new SessionView(agents::defaults);
        this.events = new SessionEvents(events, view, clock);
        this.changes = new SessionChanges(store, this.events, this::live, clock);
        this.interrupted = store.read(RunTable::unfinished);
        if (!interrupted.isEmpty()) {
            store.write(sql -> {
                interrupted.forEach(run -> SessionTable.find(sql, run.key())
                        .ifPresent(stored -> keepInput(sql, stored, run.id(), clock.millis())));
                RunTable.interruptAll(sql, clock.millis());
                return null;
            });
        }
    }

    private static void keepInput(Sql sql, Stored stored, String runId, long now) {
        List<NewEntry> input = input(sql, runId);
        if (!input.isEmpty()) {
            EntryTable.append(sql, stored, input, now);
        }
    }

    /**
     * The session a caller means. {@code main}, blank and null name the agent's main session; a bare word belongs to the
     * agent; {@code agent:<id>:<rest>} is taken as it is. Case is folded.
     *
     * @param agentId the agent a bare key belongs to, or null for the default agent
     * @throws ProtocolException for a malformed key or an agent that isn't configured
     */
    public SessionKey resolve(String key, String agentId) throws ProtocolException {
        return keys.resolve(key, agentId);
    }

    /** As {@link #resolve}, and refuses the name spaces the gateway keeps for itself: for keys that callers make up. */
    public SessionKey resolveForCaller(String key, String agentId) throws ProtocolException {
        return keys.resolveForCaller(key, agentId);
    }

    /** As {@link #resolve}, for looking up sessions of agents that may be gone. */
    public SessionKey locate(String key, String agentId) throws ProtocolException {
        return keys.locate(key, agentId);
    }

    public Optional<Session> find(SessionKey key) {
        return store.read(sql -> SessionTable.find(sql, key)).map(stored -> live(stored.session()));
    }

    /** The session, made when missing. @param createdVia {@code operator}, {@code channel}, {@code cron}, {@code run}, … */
    public Session ensure(SessionKey key, String createdVia) {
        return ensure(key, createdVia, null);
    }

    /** @param parent the session this one came out of, or null */
    public Session ensure(SessionKey key, String createdVia, SessionKey parent) {
        return find(key).orElseGet(() -> {
            SessionChanges.Changed<Void> made = changes.apply(key, createdVia, parent, (sql, stored) -> null);
            return made.session();
        });
    }

    /** Records messages and tells followers. Makes the session when missing. @return the entries, numbered */
    public List<Entry> append(SessionKey key, List<NewEntry> entries) {
        long now = clock.millis();
        SessionChanges.Changed<List<Entry>> appended =
                changes.apply(key, "run", null, (sql, stored) -> EntryTable.append(sql, stored, entries, now));
        events.messages(appended.session(), appended.result());
        return appended.result();
    }

    public Entry append(SessionKey key, NewEntry entry) {
        return append(key, List.of(entry)).getFirst();
    }

    /** The newest messages, oldest first: a model's window. Empty for an unknown session. */
    public List<Entry> recent(SessionKey key, int limit) {
        return changes.read(key, List.of(), (sql, stored) -> EntryTable.newest(sql, stored, limit));
    }

    /**
     * As {@link #recent}, without what the caller has from an earlier look.
     *
     * @param from where that ended, or null
     */
    public Tail tail(SessionKey key, Tail.End from, int limit) {
        return changes.read(key, Tail.NONE, (sql, stored) -> {
            Tail.End end = Tail.End.of(stored);
            boolean follows = from != null && from.isBefore(end) && end.seq() - from.seq() <= limit;
            long first = follows ? from.seq() + 1 : end.seq() - limit + 1;
            return new Tail(end, follows, first > end.seq() ? List.of() : EntryTable.range(sql, stored, first, end.seq()));
        });
    }

    /** Bounds every page of history from now on, whatever is asked for. @param messages at least 1 */
    public void pageAtMost(int messages) {
        mostInPage = Math.clamp(messages, 1, HistoryQuery.MOST);
    }

    public HistoryPage history(SessionKey key, HistoryQuery wanted) {
        HistoryQuery query = wanted.atMost(mostInPage);
        return changes.read(key, HistoryPage.EMPTY, (sql, stored) -> History.page(sql, stored, query));
    }

    /** As {@link #history}, with a message in the middle instead of the newest at the end. Empty for an unknown message. */
    public HistoryPage historyAround(SessionKey key, String entryId, HistoryQuery wanted) {
        HistoryQuery query = wanted.atMost(mostInPage);
        return changes.read(key, HistoryPage.EMPTY, (sql, stored) -> History.around(sql, stored, entryId, query));
    }

    /** What was added since a page was read, or empty when the cursor is stale and the client has to read a page again. */
    public Optional<HistoryDelta> historySince(SessionKey key, String cursor) {
        return DeltaCursor.parse(cursor).flatMap(from -> changes.read(key, Optional.empty(), (sql, stored) -> {
            Session session = live(stored.session());
            return History.since(sql, stored, from).map(entries -> new HistoryDelta(
                    entries.stream().map(entry -> events.message(session, entry)).toList(),
                    DeltaCursor.at(stored).toString()));
        }));
    }

    /** One message as {@code chat.history} shows it, its texts cut to that many characters; empty for an unknown one. */
    public Optional<ObjectNode> message(SessionKey key, String entryId, int maxChars) {
        return entry(key, entryId).map(entry -> MessageView.cut(entry, maxChars));
    }

    /**
     * Shortens the conversation to its newest messages. Older ones stay on disk, outside of it.
     *
     * @return how many messages it has now, or empty for an unknown session
     */
    public OptionalLong keepNewest(SessionKey key, long messages) {
        if (find(key).isEmpty()) {
            return OptionalLong.empty();
        }
        long now = clock.millis();
        SessionChanges.Changed<Boolean> kept = changes.apply(key, "operator", null, (sql, stored) -> {
            boolean longer = stored.session().messages() > messages;
            if (longer) {
                SessionTable.keepNewest(sql, stored, messages, now);
            }
            return longer;
        });
        if (kept.result()) {
            events.changed(kept.session(), "compact");
        }
        return OptionalLong.of(kept.session().messages());
    }

    /**
     * Records that models are shown a summary in place of the conversation's older part.
     *
     * @param marker a message with a {@code compaction} object: {@code summary}, {@code firstKeptEntryId}, …
     */
    public void compacted(SessionKey key, NewEntry marker) {
        long now = clock.millis();
        SessionChanges.Changed<List<Entry>> compacted = changes.apply(key, "run", null, (sql, stored) -> {
            List<Entry> entries = EntryTable.append(sql, stored, List.of(marker), now);
            ObjectNode settings = stored.session().settings();
            settings.put(COMPACTION, marker.id());
            settings.put("compactionCount", settings.path("compactionCount").asInt() + 1);
            SessionTable.settings(sql, stored.id(), settings, now);
            return entries;
        });
        events.messages(compacted.session(), compacted.result());
        events.changed(compacted.session(), "compact");
    }

    /** The newest record of that in the current conversation. */
    public Optional<Entry> compaction(SessionKey key) {
        return changes.read(key, Optional.empty(), (sql, stored) -> {
            String id = stored.session().settings().path(COMPACTION).textValue();
            return id == null ? Optional.empty() : EntryTable.byId(sql, stored, id);
        });
    }

    /** What was said in an agent's conversations, best match first, as {@code sessions.search} gives it. */
    public List<JsonNode> search(String agentId, String query, int limit) {
        return new SessionSearch(this).search(query, agentId, null, limit).path("results").valueStream().toList();
    }

    /** One message by its id. */
    public Optional<Entry> entry(SessionKey key, String id) {
        return changes.read(key, Optional.empty(), (sql, stored) -> EntryTable.byId(sql, stored, id));
    }

    /** A message as {@code chat.history} shows it, with {@code __openclaw}. */
    public ObjectNode messageView(Entry entry) {
        return MessageView.of(entry);
    }

    /**
     * Records a run and the user's message together, so that neither a crash nor a repeated request loses or doubles them.
     * Makes the session when missing.
     */
    public RunAdmission beginRun(String runId, SessionKey key, NewEntry user) {
        return beginRun(runId, key, user, false);
    }

    /** @param waits whether the message joins the transcript only with {@link #takeUp} or the run's end */
    public RunAdmission beginRun(String runId, SessionKey key, NewEntry user, boolean waits) {
        long now = clock.millis();
        SessionChanges.Changed<RunAdmission> begun = store.write(sql -> {
            Optional<Run> known = RunTable.find(sql, runId);
            if (known.isPresent()) {
                return new SessionChanges.Changed<>(null, false, new RunAdmission.Duplicate(known.get()));
            }
            return changes.applyIn(sql, key, "run", null, (in, stored) -> {
                Entry entry = waits ? null : EntryTable.append(in, stored, List.of(user), now).getFirst();
                RunTable.insert(in, runId, stored, waits ? user : null, now);
                return new RunAdmission.Started(SessionTable.byId(in, stored.id()).session(), entry);
            });
        });
        if (begun.result() instanceof RunAdmission.Started started) {
            if (begun.created()) {
                events.changed(started.session(), "create");
            }
            events.changed(started.session(), "send");
            if (!waits) {
                events.messages(started.session(), List.of(started.user()));
            }
        }
        return begun.result();
    }

    /** Moves the message that waits for the run's turn into the transcript. Does nothing when none waits. */
    public void takeUp(String runId) {
        if (store.read(sql -> RunTable.input(sql, runId)).isEmpty()) {
            return;
        }
        long now = clock.millis();
        SessionChanges.Changed<List<Entry>> taken = store.write(sql -> {
            Run run = RunTable.find(sql, runId).orElse(null);
            List<NewEntry> input = run == null ? List.of() : input(sql, runId);
            return input.isEmpty()
                    ? new SessionChanges.Changed<>(null, false, List.of())
                    : changes.applyIn(sql, run.key(), "run", null, (in, stored) -> EntryTable.append(in, stored, input, now));
        });
        if (taken.session() != null) {
            events.messages(taken.session(), taken.result());
        }
    }

    private static List<NewEntry> input(Sql sql, String runId) {
        List<NewEntry> input = RunTable.input(sql, runId).map(QueuedInput::entry).stream().toList();
        if (!input.isEmpty()) {
            RunTable.forgetInput(sql, runId);
        }
        return input;
    }

    /** The messages that wait for their turns, oldest first. */
    public List<QueuedInput> queuedInputs(SessionKey key, int limit) {
        return changes.read(key, List.of(), (sql, stored) -> RunTable.inputs(sql, stored.id(), limit));
    }

    /** The run leaves the queue. Does nothing for a run that isn't waiting. */
    public void runStarted(String runId) {
        takeUp(runId);
        Run run = run(runId).orElse(null);
        if (run != null && !run.status().ended() && startedAt.putIfAbsent(runId, clock.millis()) == null) {
            find(run.key()).ifPresent(session -> events.phase(session, "start", runId));
        }
    }

    /** The run is over. Does nothing for a run that ended before or whose session is gone. @return the recorded messages */
    public List<Entry> finishRun(String runId, RunEnd end) {
        return finishRun(runId, end, () -> {});
    }

    /** @param announce tells of the end in the run's own events: after its messages, before the session's new state */
    public List<Entry> finishRun(String runId, RunEnd end, Runnable announce) {
        long now = clock.millis();
        long started = Optional.ofNullable(startedAt.get(runId)).orElse(0L);
        SessionChanges.Changed<List<Entry>> finished = store.write(sql -> {
            Run run = RunTable.find(sql, runId).orElse(null);
            if (run == null || run.status().ended()) {
                return new SessionChanges.Changed<>(null, false, List.of());
            }
            return changes.applyIn(sql, run.key(), "run", null, (in, stored) -> {
                // Aborted before its turn came: what the user said is kept all the same.
                List<NewEntry> added = new ArrayList<>(input(in, runId));
                added.addAll(end.entries());
                List<Entry> entries = added.isEmpty() ? List.of() : EntryTable.append(in, stored, added, now);
                double cost = ledger.book(in, new RunLedger.Ended(
                        run.key(), stored.session().sessionId(), end.status(), end.usage(), started, now));
                RunTable.end(in, runId, stored.id(), end, cost, started, now);
                return entries;
            });
        });
        startedAt.remove(runId);
        if (finished.session() != null) {
            events.messages(finished.session(), finished.result());
            announce.run();
            events.phase(finished.session(), end.status() == RunStatus.FAILED ? "error" : "end", runId);
        }
        return finished.result();
    }

    /** Keeps the pictures that come with a run's message, for it and the next turns; the newest of all sessions stay. */
    public void keepPictures(SessionKey key, String runId, List<Image> images) {
        if (!images.isEmpty()) {
            store.write(sql -> {
                PictureTable.insert(sql, key, runId, images);
                return null;
            });
        }
    }

    /** The pictures that a model is to see with this session's messages, by run. */
    public Map<String, List<Image>> pictures(SessionKey key) {
        return store.read(sql -> PictureTable.newest(sql, key));
    }

    /** How many messages of each role were recorded in a time, in milliseconds since 1970; the end is not part of it. */
    public Map<String, Long> messages(SessionKey key, long from, long to) {
        return changes.read(key, Map.of(), (sql, stored) -> EntryTable.byRole(sql, stored, from, to));
    }

    public Optional<Run> run(String runId) {
        return store.read(sql -> RunTable.find(sql, runId));
    }

    /** Runs that the gateway's previous life left unfinished, as it left them; they count as ended now. */
    public List<Run> interruptedRuns() {
        return interrupted;
    }

    /** Applies settings by their wire name; a JSON null clears one. Makes the session when missing. */
    public Session patch(SessionKey key, ObjectNode settings) {
        SessionChanges.Changed<Void> patched = changes.apply(key, "operator", null, (sql, stored) -> {
            ObjectNode merged = stored.session().settings();
            merged.setAll(settings);
            merged.removeIf(JsonNode::isNull);
            SessionTable.settings(sql, stored.id(), merged, clock.millis());
            return null;
        });
        events.changed(patched.session(), "patch");
        return patched.session();
    }

    /**
     * Starts the conversation afresh: same session, no messages, counters at zero. Old messages stay on disk.
     *
     * @param reason {@code new} or {@code reset}; null for the latter
     */
    public Session reset(SessionKey key, String reason) {
        SessionChanges.Changed<Void> reset = changes.apply(key, "operator", null, (sql, stored) -> {
            SessionTable.reset(sql, stored.id(), clock.millis());
            return null;
        });
        events.changed(reset.session(), reason == null ? "reset" : reason);
        return reset.session();
    }

    /** Deletes the session, its messages and its runs. @return false when there was none */
    public boolean delete(SessionKey key) {
        Optional<Stored> gone = store.write(sql -> {
            Optional<Stored> found = SessionTable.find(sql, key);
            found.ifPresent(stored -> sql.update("DELETE FROM session WHERE id = ?", stored.id()));
            return found;
        });
        gone.ifPresent(stored -> events.deleted(stored.session()));
        return gone.isPresent();
    }

    /** The session as {@code sessions.list} shows it. */
    public ObjectNode row(Session session) {
        return view.row(session);
    }

    /** How many sessions there are, archived ones included. */
    public long count() {
        return store.read(SessionTable::count);
    }

    /** How many sessions an agent has, archived ones included. */
    public long count(String agentId) {
        return store.read(sql -> SessionTable.count(sql, agentId));
    }

    /** An agent's most recently used sessions, newest first. */
    public List<Session> newest(String agentId, int limit) {
        return store.read(sql -> SessionTable.newest(sql, agentId, limit)).stream().map(this::live).toList();
    }

    /** The most recently used sessions, newest first. */
    public List<Session> newest(int limit) {
        return store.read(sql -> SessionTable.newest(sql, limit)).stream().map(this::live).toList();
    }

    /** What sessions of that agent start with, as clients see it. */
    public ObjectNode defaults(String agentId) {
        return view.defaults(agentId);
    }

    SessionView view() {
        return view;
    }

    /** A read across sessions, for this package's queries. */
    <T> T read(Store.Work<T> work) {
        return store.read(work);
    }

    /** The session with what only memory knows: whether its newest run has left the queue. */
    Session live(Session session) {
        Session.LastRun run = session.run();
        Long started = run.status() == RunStatus.QUEUED ? startedAt.get(run.id()) : null;
        return started == null
                ? session
                : session.withRun(new Session.LastRun(run.id(), RunStatus.RUNNING, null, started, 0));
    }
}
