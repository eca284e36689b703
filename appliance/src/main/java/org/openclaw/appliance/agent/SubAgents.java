package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.tool.ToolResult;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Turns that an agent starts beside its own conversation, one level deep: each has a session of its own and brings its result
 * back as a message. Thread-safe. What is remembered of them is in memory and bounded.
 */
public final class SubAgents {

    static final String SESSIONS = "subagent:";

    private static final int MOST_REMEMBERED = 50;
    private static final int MOST_AT_ONCE = 8;
    private static final int MOST_RESULT = 8_000;
    private static final String PROMPT = """
            You are a sub-agent: another agent gave you the task below and waits for your result. Do only that task. Nobody
            answers questions. End with the result itself, complete and short; it is all the other agent sees of your work.
            """;
    private static final TaggedLogger LOG = Logger.tag("agent/subagent");

    private final Agents agents;
    private final Sessions sessions;
    private final AgentRuns runs;
    private final boolean lean;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Task> tasks = new ArrayDeque<>();

    /** @param lean whether one at a time is enough unless configured otherwise */
    public SubAgents(Agents agents, Sessions sessions, AgentRuns runs, boolean lean, Clock clock) {
        this.agents = agents;
        this.sessions = sessions;
        this.runs = runs;
        this.lean = lean;
        this.clock = clock;
    }

    /** One of them. @param outcome null while it goes on @param endedAt 0 while it goes on */
    record Task(
            String runId, SessionKey owner, SessionKey session, String label, long startedAt, long endedAt, RunOutcome outcome) {

        Task ended(RunOutcome result, long now) {
            return new Task(runId, owner, session, label, startedAt, now, result);
        }
    }

    /**
     * What is wanted.
     *
     * @param from the session that wants it
     * @param agentId whose turn it is to be, or null for the same agent
     * @param label a short name, or null
     * @param model an explicit choice of model, or null
     * @param timeout how long it may take, or null
     * @param owner whether the one who speaks in that session owns the gateway
     */
    record Wish(SessionKey from, String task, String agentId, String label, String model, Duration timeout, boolean owner) {}

    /** Starts it. @throws ProtocolException with a sentence for the model when it may not be */
    Task spawn(Wish wish) throws ProtocolException {
        if (wish.from().rest().startsWith(SESSIONS)) {
            throw ProtocolException.invalid("a sub-agent can't start another one; do the task yourself");
        }
        String agent = wish.agentId() == null ? wish.from().agentId() : wish.agentId();
        if (!agents.knows(agent) || !allowed(wish.from().agentId(), agent)) {
            throw ProtocolException.invalid("agent \"" + agent + "\" is not one you may start; see agents_list");
        }
        String id = UUID.randomUUID().toString();
        String label = wish.label() == null ? "task" : wish.label();
        Task task = new Task(id, wish.from(), new SessionKey(agent, SESSIONS + id), label, clock.millis(), 0, null);
        enter(task);
        try {
            sessions.ensure(task.session(), "agent", wish.from());
            sessions.patch(task.session(), Json.object().put("label", label + " " + id.substring(0, 4)));
            RunRequest request = RunRequest.message(id, task.session(), wish.task(), wish.owner())
                    .withoutCommands()
                    .withQueue(QueueMode.LANE)
                    .withModel(wish.model())
                    .within(wish.timeout())
                    .withPrompt(RunRequest.PromptMode.MINIMAL, PROMPT);
            if (runs.start(request) instanceof Admission.Accepted(ActiveRun run)) {
                run.outcome().thenAccept(outcome -> finish(task, outcome, wish.owner()));
            }
        } catch (ProtocolException | RuntimeException e) {
            forget(task);
            throw e;
        }
        return task;
    }

    private boolean allowed(String from, String agent) {
        if (from.equals(agent)) {
            return true;
        }
        var names = agents.setting(from, "subagents").path("allowAgents");
        return names.valueStream().anyMatch(name -> name.asText().equals("*") || name.asText().equalsIgnoreCase(agent));
    }

    private void enter(Task task) throws ProtocolException {
        int most = agents.setting(task.owner().agentId(), "subagents").path("maxConcurrent").asInt(lean ? 1 : MOST_AT_ONCE);
        lock.lock();
        try {
            long active = tasks.stream().filter(other -> other.outcome() == null).count();
            if (active >= Math.max(1, most)) {
                throw ProtocolException.unavailable(
                        active + " sub-agents are at work already, and no more may be; wait for one to end");
            }
            tasks.addFirst(task);
            while (tasks.size() > MOST_REMEMBERED) {
                tasks.removeLast();
            }
        } finally {
            lock.unlock();
        }
    }

    private void forget(Task task) {
        lock.lock();
        try {
            tasks.removeIf(other -> other.runId().equals(task.runId()));
        } finally {
            lock.unlock();
        }
    }

    private void finish(Task task, RunOutcome outcome, boolean owner) {
        lock.lock();
        try {
            tasks.removeIf(other -> other.runId().equals(task.runId()));
            tasks.addFirst(task.ended(outcome, clock.millis()));
        } finally {
            lock.unlock();
        }
        announce(task, outcome, owner);
    }

    private void announce(Task task, RunOutcome outcome, boolean owner) {
        String result = outcome.ok()
                ? outcome.reply().isEmpty() ? "It ended without a word." : outcome.reply()
                : "It did not finish: " + (outcome.error() == null ? "it was stopped" : outcome.error());
        String text = "[Sub-agent \"" + task.label() + "\" has ended. This is its result, not the user's words. Tell the user "
                + "what matters of it, or say NO_REPLY if nothing does.]\n\n" + ToolResult.shortened(result, MOST_RESULT);
        try {
            runs.start(RunRequest.message(task.runId() + ":announce", task.owner(), text, owner)
                    .withoutCommands()
                    .withQueue(QueueMode.LANE));
        } catch (ProtocolException | RuntimeException e) {
            LOG.warn("the result of sub-agent {} could not be brought to {}: {}", task.runId(), task.owner(), e.toString());
        }
    }

    /** Those remembered, newest first. */
    List<Task> tasks() {
        lock.lock();
        try {
            return List.copyOf(tasks);
        } finally {
            lock.unlock();
        }
    }

    /** As {@code tasks.list} shows it. */
    static ObjectNode view(Task task) {
        RunOutcome outcome = task.outcome();
        String status = outcome == null ? "running" : outcome.ok() ? "completed" : switch (outcome.status()) {
            case TIMEOUT -> "timed_out";
            case KILLED -> "cancelled";
            default -> "failed";
        };
        ObjectNode view = Json.object()
                .put("id", task.runId())
                .put("taskId", task.runId())
                .put("kind", "subagent")
                .put("runtime", "subagent")
                .put("status", status)
                .put("title", task.label())
                .put("agentId", task.session().agentId())
                .put("sessionKey", task.owner().toString())
                .put("childSessionKey", task.session().toString())
                .put("ownerKey", task.owner().toString())
                .put("runId", task.runId())
                .put("createdAt", task.startedAt())
                .put("startedAt", task.startedAt())
                .put("updatedAt", task.endedAt() == 0 ? task.startedAt() : task.endedAt());
        if (outcome != null) {
            view.put("endedAt", task.endedAt());
            if (outcome.error() != null) {
                view.put("error", outcome.error());
            } else {
                view.put("terminalSummary", ToolResult.shortened(outcome.reply(), 500));
            }
        }
        return view;
    }
}
