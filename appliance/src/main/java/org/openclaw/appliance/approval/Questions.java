package org.openclaw.appliance.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.store.Store;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Questions to the owner: on disk before anybody is told, answered once, over in the end whatever happens. Nothing is read or
 * kept before the first one. Thread-safe; blocks on the disk.
 */
public final class Questions {

    /** How long an answer is waited for unless the one who asks says otherwise. */
    public static final Duration PATIENCE = Duration.ofMinutes(30);

    private static final int MOST_OPEN = 64;
    private static final int SHORTEST_PREFIX = 4;
    private static final TaggedLogger LOG = Logger.tag("approvals");

    private final Store store;
    private final Events events;
    private final ScheduledExecutorService scheduler;
    private final Executor workers;
    private final Clock clock;
    private final Map<String, Open> open = new ConcurrentHashMap<>();
    private final List<Consumer<Approval>> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock first = new ReentrantLock();
    private volatile boolean swept;

    private record Open(CompletableFuture<Approval> answer, ScheduledFuture<?> expiry) {}

    /** @param scheduler ends what nobody answers @param workers starts a virtual thread per task */
    public Questions(Store store, Events events, ScheduledExecutorService scheduler, Executor workers, Clock clock) {
        this.store = store;
        this.events = events;
        this.scheduler = scheduler;
        this.workers = workers;
        this.clock = clock;
    }

    /** Hears of each new question and, once it is over, of it again: for channels that can ask the owner elsewhere. */
    public void listen(Consumer<Approval> listener) {
        listeners.add(listener);
    }

    /**
     * Asks.
     *
     * @param id a name chosen by the one who asks, or null
     * @param request as clients are shown it; must name {@code command} and {@code allowedDecisions}
     * @throws ProtocolException when the id is taken or too many questions are open
     */
    public Approval ask(String id, ObjectNode request, Duration patience) throws ProtocolException {
        sweep();
        if (open.size() >= MOST_OPEN) {
            throw ProtocolException.invalid("too many approvals wait for an answer; `openclaw approvals pending` shows them");
        }
        long now = clock.millis();
        Approval asked = new Approval(
                id == null ? UUID.randomUUID().toString() : id, request, now, now + patience.toMillis(),
                Approval.Status.PENDING, null, null, 0, null);
        ScheduledFuture<?> expiry = scheduler.schedule(
                () -> workers.execute(() -> end(asked.id(), Approval.Status.EXPIRED, "timeout")),
                patience.toMillis(), TimeUnit.MILLISECONDS);
        if (open.putIfAbsent(asked.id(), new Open(new CompletableFuture<>(), expiry)) != null) {
            expiry.cancel(false);
            throw ProtocolException.invalid("approval id already pending");
        }
        try {
            if (store.read(sql -> ApprovalTable.find(sql, asked.id())).isPresent()) {
                throw ProtocolException.invalid("approval id already used");
            }
            store.write(sql -> {
                ApprovalTable.insert(sql, asked);
                return null;
            });
        } catch (ProtocolException | RuntimeException e) {
            open.remove(asked.id());
            expiry.cancel(false);
            throw e;
        }
        LOG.warn("a command of agent {} waits for approval: `openclaw approvals pending` shows it, "
                + "`openclaw approvals approve {}` allows it", request.path("agentId").asText("-"), asked.id());
        events.publish(Event.EXEC_APPROVAL_REQUESTED, view(asked));
        tellListeners(asked);
        return asked;
    }

    /** Completes when the question is over; at once for one that is. */
    public CompletableFuture<Approval> answer(String id) {
        Open waiting = open.get(id);
        return waiting != null
                ? waiting.answer()
                : CompletableFuture.completedFuture(find(id).orElse(null));
    }

    /**
     * Answers.
     *
     * @param by who, for people
     * @throws ProtocolException when there is no such question, it is over, or it doesn't take that answer
     */
    public Approval resolve(String id, Decision decision, String by) throws ProtocolException {
        Approval asked = find(id).orElseThrow(() -> new ProtocolException(
                ErrorShape.invalid("unknown or expired approval id").withDetails(Json.object()
                        .put("reason", "APPROVAL_NOT_FOUND")
                        .put("remediation", "Run `openclaw approvals pending` to see what waits for an answer."))));
        if (!asked.pending()) {
            throw alreadyResolved(asked);
        }
        if (!offers(asked, decision)) {
            throw ProtocolException.invalid(
                    "allow-always is unavailable because this command can't be told from others; allow it once or deny it");
        }
        Approval over = asked.decided(decision, by, clock.millis());
        if (!finish(over)) {
            throw alreadyResolved(find(id).orElse(asked));
        }
        return over;
    }

    private static boolean offers(Approval asked, Decision decision) {
        var allowed = asked.request().path("allowedDecisions");
        for (var word : allowed) {
            if (word.asText().equals(decision.wireName())) {
                return true;
            }
        }
        return allowed.isEmpty();
    }

    private static ProtocolException alreadyResolved(Approval over) {
        return new ProtocolException(ErrorShape.invalid("approval already resolved")
                .withDetails(Json.object()
                        .put("reason", "APPROVAL_ALREADY_RESOLVED")
                        .put("status", over.status().wireName())
                        .put("explanation", over.sentence())));
    }

    /** Ends a question nobody answered. Does nothing for one that is over. */
    public void end(String id, Approval.Status how, String reason) {
        find(id).filter(Approval::pending).ifPresent(asked -> finish(asked.over(how, reason, clock.millis())));
    }

    private boolean finish(Approval over) {
        boolean mine = store.write(sql -> ApprovalTable.end(sql, over));
        Open waiting = open.remove(over.id());
        if (mine) {
            events.publish(Event.EXEC_APPROVAL_RESOLVED, resolvedView(over));
            tellListeners(over);
        }
        if (waiting != null) {
            waiting.expiry().cancel(false);
            waiting.answer().complete(mine ? over : find(over.id()).orElse(over));
        }
        return mine;
    }

    public Optional<Approval> find(String id) {
        sweep();
        return store.read(sql -> ApprovalTable.find(sql, id));
    }

    /** The open question of that id, or the only one whose id begins so; for people who type. */
    public Optional<Approval> findOpen(String idOrPrefix) {
        List<Approval> matching = pending().stream()
                .filter(approval -> approval.id().equals(idOrPrefix)
                        || (idOrPrefix.length() >= SHORTEST_PREFIX && approval.id().startsWith(idOrPrefix)))
                .toList();
        return matching.size() == 1 ? Optional.of(matching.getFirst()) : Optional.empty();
    }

    /** The open questions, oldest first. */
    public List<Approval> pending() {
        sweep();
        return store.read(ApprovalTable::pending);
    }

    /** Those that are over, newest first. */
    public List<Approval> history(int limit, int offset) {
        sweep();
        return store.read(sql -> ApprovalTable.history(sql, limit, offset));
    }

    // Whoever asked before the gateway was restarted is gone, and an answer now would run nothing.
    private void sweep() {
        if (swept) {
            return;
        }
        first.lock();
        try {
            if (!swept) {
                int left = store.write(sql -> ApprovalTable.endAllPending(sql, "gateway-restart", clock.millis()));
                if (left > 0) {
                    LOG.info("{} commands that waited for approval when the gateway stopped were not run", left);
                }
                swept = true;
            }
        } finally {
            first.unlock();
        }
    }

    private void tellListeners(Approval approval) {
        for (Consumer<Approval> listener : listeners) {
            try {
                listener.accept(approval);
            } catch (RuntimeException e) {
                LOG.warn("a channel could not be told of approval {}: {}", approval.id(), e.getMessage());
            }
        }
    }

    /** Whether a client that can show questions is connected. */
    public boolean hasRoute() {
        return events.callers().stream().anyMatch(Questions::showsQuestions);
    }

    private static boolean showsQuestions(Caller caller) {
        boolean may = caller.grant().admits(Scope.APPROVALS);
        return may && switch (caller.client().id()) {
            case "openclaw-control-ui", "openclaw-macos", "openclaw-ios", "openclaw-android" -> true;
            default -> caller.caps().contains("approvals") || caller.caps().contains("exec-approvals");
        };
    }

    /** As {@code exec.approval.requested} and {@code exec.approval.list} show it. */
    static ObjectNode view(Approval approval) {
        ObjectNode view = Json.object().put("approvalKind", "exec").put("id", approval.id());
        view.set("request", approval.request());
        return view.put("createdAtMs", approval.createdAt()).put("expiresAtMs", approval.expiresAt());
    }

    private static ObjectNode resolvedView(Approval over) {
        // Clients know these three words only; what nobody answered counts as a denial.
        Decision decision = over.decision() == null ? Decision.DENY : over.decision();
        ObjectNode view = Json.object().put("id", over.id()).put("decision", decision.wireName());
        if (over.resolver() != null) {
            view.put("resolvedBy", over.resolver());
        }
        view.put("ts", over.resolvedAt());
        return view.set("request", over.request());
    }
}
