package org.openclaw.appliance.agent;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.openclaw.appliance.presence.SystemEvents;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.session.RunStatus;
import org.openclaw.appliance.session.Sessions;

/** What becomes of messages that come while their session is busy. Thread-safe; blocks on the disk. */
final class SessionQueue {

    private static final int SUMMARY_CHARS = 160;
    private static final long RETRY_MILLIS = 2_000;

    private final ActiveRuns active;
    private final Sessions sessions;
    private final RunEndings endings;
    private final QueueRules rules;
    private final SystemEvents notes;
    private final Clock clock;

    /** @param notes are told to the agent with its next turn */
    SessionQueue(
            ActiveRuns active, Sessions sessions, RunEndings endings, QueueRules rules, SystemEvents notes, Clock clock) {
        this.active = active;
        this.sessions = sessions;
        this.endings = endings;
        this.rules = rules;
        this.notes = notes;
        this.clock = clock;
    }

    /**
     * Settles how the run waits, and makes room for it.
     *
     * @throws ProtocolException when there is no room and the newest is to go
     */
    QueueMode enter(ActiveRun run) throws ProtocolException {
        QueueRules.Rule rule = rules.of(run.request());
        run.queued(rule.mode());
        if (rule.mode() != QueueMode.LANE) {
            makeRoom(run, rule);
        }
        return rule.mode();
    }

    private void makeRoom(ActiveRun run, QueueRules.Rule rule) throws ProtocolException {
        List<ActiveRun> waiting = new ArrayList<>(waiting(run));
        while (waiting.size() >= rule.cap()) {
            if (rule.drop() == QueueRules.Drop.NEW) {
                throw new ProtocolException(ErrorShape.of(
                                ErrorCode.UNAVAILABLE,
                                rule.cap() + " messages wait in this conversation already; send this one again later")
                        .retryAfter(RETRY_MILLIS));
            }
            drop(waiting.removeFirst(), rule.drop());
        }
    }

    /** The session's other runs whose turn has not come, oldest first. */
    private List<ActiveRun> waiting(ActiveRun run) {
        return active.of(run.request().session()).stream()
                .filter(other -> other != run && other.startedAt() == 0 && !other.settled() && other.recorded().isDone())
                .sorted(Comparator.comparingLong(ActiveRun::acceptedAt))
                .toList();
    }

    private void drop(ActiveRun oldest, QueueRules.Drop how) {
        // It was acknowledged, so it joins the conversation as the run ends; only its turn is gone.
        endings.settle(oldest, ended(oldest, RunStatus.KILLED, "queue-overflow"));
        if (how == QueueRules.Drop.SUMMARIZE) {
            String said = oldest.request().text().strip().replaceAll("\\s+", " ");
            notes.add(
                    oldest.request().session().toString(),
                    "The user also said, before the queue was full: "
                            + (said.length() > SUMMARY_CHARS ? said.substring(0, SUMMARY_CHARS) + "…" : said));
        }
    }

    /** Hands the run's message to the turn that goes on, if it takes such; the run keeps its place in the queue until then. */
    void steer(ActiveRun run) {
        active.of(run.request().session()).stream()
                .filter(host -> host != run && host.startedAt() > 0 && !host.settled() && compatible(host, run))
                .findFirst()
                .ifPresent(host -> host.steer(run));
    }

    /** The messages handed to a turn since the last time, oldest first: in the transcript now, their own runs over. */
    List<String> takeSteered(ActiveRun host) {
        return host.takeSteering().stream()
                .filter(run -> !run.settled())
                .map(run -> join(run, "steered"))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Lets a turn that begins take over those that wait behind it, when they are to be collected. */
    void collect(ActiveRun run) {
        if (run.queued() != QueueMode.COLLECT) {
            return;
        }
        sessions.takeUp(run.id());
        waiting(run).stream()
                .filter(other -> other.queued() == QueueMode.COLLECT && compatible(run, other))
                .forEach(other -> join(other, "collected"));
    }

    private String join(ActiveRun run, String by) {
        sessions.takeUp(run.id());
        endings.settle(run, ended(run, RunStatus.DONE, by));
        return run.request().text();
    }

    // Nobody's message borrows another's permissions, tools, model or prompt, and everybody gets the answer where he asked.
    private static boolean compatible(ActiveRun host, ActiveRun guest) {
        RunRequest one = host.request();
        RunRequest other = guest.request();
        return one.owner() == other.owner()
                && plain(one)
                && plain(other)
                && Objects.equals(one.model(), other.model())
                && Objects.equals(one.via(), other.via())
                && Objects.equals(one.extraSystem(), other.extraSystem());
    }

    private static boolean plain(RunRequest request) {
        return request.conversation() == null && request.listener() == null && request.offer().tools().isEmpty();
    }

    private RunOutcome ended(ActiveRun run, RunStatus status, String reason) {
        return RunOutcome.silent(status, reason, run.acceptedAt(), clock.millis());
    }
}
