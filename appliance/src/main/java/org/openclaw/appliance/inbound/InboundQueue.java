package org.openclaw.appliance.inbound;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.store.Store;
import org.openclaw.appliance.store.StoreException;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Messages on their way to an agent. Each is on disk before it is acknowledged and stays there until its answer is in the
 * hands of the channel's outbox, so that neither a crash nor a lack of memory loses it. What fails is tried again with growing
 * pauses; what fails {@value #MOST_FAILURES} times stays as a dead letter until somebody resubmits it. Messages of one
 * conversation begin their turns in the order they came. Thread-safe. Empty, it has no timer.
 */
public final class InboundQueue implements Inbound, AutoCloseable {

    /** Most messages that wait or are being answered. */
    public static final int MOST_WAITING = 500;

    /** Most characters of them, pictures included. */
    public static final long MOST_BYTES = 32L * 1024 * 1024;

    /** How often a message may fail before it is a dead letter. */
    public static final int MOST_FAILURES = 4;

    private static final long[] PAUSE_SECONDS = {10, 60, 300};
    private static final long FULL_RETRY_MILLIS = 30_000;
    private static final long LEAST_HOLD_MILLIS = 500;
    private static final long LONGEST_HOLD_MILLIS = 300_000;
    private static final TaggedLogger LOG = Logger.tag("channels/inbound");

    private final InboundParts parts;
    private final Store store;
    private final Doorkeeper door;
    private final Answers answers;
    private final GroupWindow window = new GroupWindow();
    private final ReentrantLock lock = new ReentrantLock();
    /** Those that have a turn, or pause before the next one. */
    private final Set<Long> taken = new HashSet<>();
    /** Conversations whose next message was refused just now. */
    private final Set<String> held = new HashSet<>();
    /** What is to be done last in each conversation that has turns. */
    private final Map<String, CompletableFuture<Void>> endings = new HashMap<>();
    private boolean pumping;
    private boolean again;
    private boolean closed;

    public InboundQueue(InboundParts parts) {
        this.parts = parts;
        this.store = parts.store();
        this.door = new Doorkeeper(parts);
        this.answers = new Answers(parts, door);
    }

    /** Whether an earlier process left messages without an answer. */
    public static boolean hasWork(Store store) {
        return store.read(InboundTable::load).messages() > 0;
    }

    /** Whether a turn was begun for a message of the queue, which then sees to it that it is answered after a crash. */
    public static boolean isOwnRun(String runId) {
        return Stored.isRun(runId);
    }

    @Override
    public Acceptance accept(InboundMessage message) throws NotAcceptedException {
        try {
            AccessRules rules = door.rules(message);
            return switch (rules.judge(message)) {
                case AccessRules.Verdict.Refuse(String reason) -> {
                    LOG.debug("message from {} over {} dropped: {}", message.sender().id(), message.channel(), reason);
                    yield new Acceptance.Refused(reason);
                }
                case AccessRules.Verdict.Pair() -> door.ask(message);
                case AccessRules.Verdict.Overhear() -> {
                    window.add(Stored.place(message), message, rules.historyLimit(message, GroupWindow.USUAL_LIMIT));
                    yield new Acceptance.Overheard();
                }
                case AccessRules.Verdict.Admit() -> keep(message);
            };
        } catch (StoreException e) {
            LOG.error("a message over {} could not be kept: {}", message.channel(), e.getMessage());
            throw new NotAcceptedException("the gateway can't write to its database now; send it again later", FULL_RETRY_MILLIS);
        }
    }

    private Acceptance keep(InboundMessage message) throws NotAcceptedException {
        String place = Stored.place(message);
        // A command isn't shown to a model, and neither is what would go with it.
        List<GroupWindow.Heard> heard = message.text().startsWith("/") ? List.of() : window.of(place);
        String json = Stored.json(message, heard);
        long now = parts.clock().millis();
        long id = store.write(sql -> {
            if (InboundTable.knows(sql, message)) {
                return 0L;
            }
            InboundTable.Load load = InboundTable.load(sql);
            boolean full = load.messages() >= MOST_WAITING || load.bytes() + json.length() > MOST_BYTES;
            return full ? -1L : InboundTable.insert(sql, message, json, now);
        });
        if (id < 0) {
            throw new NotAcceptedException(
                    "too many messages wait for an answer already; `openclaw message inbound queue` lists them", FULL_RETRY_MILLIS);
        }
        if (id == 0) {
            return new Acceptance.Duplicate();
        }
        window.told(place, heard);
        pump();
        return new Acceptance.Accepted(id);
    }

    /** Takes up what waits. Once at start, and whenever what kept it waiting may be over. Returns at once. */
    public void resume() {
        pump();
    }

    private void pump() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            again = true;
            if (!pumping) {
                pumping = true;
                parts.workers().execute(this::drain);
            }
        } catch (RejectedExecutionException e) {
            // The gateway is closing; what waits, waits for the next one.
            pumping = false;
        } finally {
            lock.unlock();
        }
    }

    private void drain() {
        while (goesOn()) {
            try {
                Set<String> refused = new HashSet<>();
                for (InboundTable.Waiting waiting : store.read(InboundTable::waiting)) {
                    if (!refused.contains(waiting.place()) && take(waiting)) {
                        tryToBegin(waiting).ifPresent(pause -> {
                            refused.add(waiting.place());
                            hold(waiting, pause);
                        });
                    }
                }
            } catch (RuntimeException e) {
                LOG.error(e, "the queue of messages that came in could not be worked off");
                later(this::pump, LONGEST_HOLD_MILLIS);
            }
        }
    }

    private boolean goesOn() {
        lock.lock();
        try {
            pumping = again && !closed;
            again = false;
            return pumping;
        } finally {
            lock.unlock();
        }
    }

    private boolean take(InboundTable.Waiting waiting) {
        lock.lock();
        try {
            return !closed && !held.contains(waiting.place()) && taken.add(waiting.id());
        } finally {
            lock.unlock();
        }
    }

    private Optional<Long> tryToBegin(InboundTable.Waiting waiting) {
        try {
            return begin(waiting);
        } catch (RuntimeException e) {
            LOG.error(e, "message {} could not be given to its agent", waiting.id());
            release(waiting.id());
            return Optional.of(LONGEST_HOLD_MILLIS);
        }
    }

    /** @return how long to wait, in milliseconds, where its turn can't begin now */
    private Optional<Long> begin(InboundTable.Waiting waiting) {
        Stored stored = store.read(sql -> InboundTable.queued(sql, waiting.id())).orElse(null);
        if (stored == null) {
            release(waiting.id());
            return Optional.empty();
        }
        return switch (answers.begin(stored)) {
            case Answers.Begun.Refused(long retryAfterMillis) -> {
                release(waiting.id());
                yield Optional.of(retryAfterMillis);
            }
            case Answers.Begun.Turn(CompletableFuture<Ended> ended) -> {
                ended.whenComplete((how, trouble) -> {
                    Ended end = how != null ? how : new Ended(Ended.Kind.AGAIN, "", "the turn could not be followed");
                    inOrder(waiting.place(), () -> conclude(stored, end));
                });
                yield Optional.empty();
            }
        };
    }

    private void hold(InboundTable.Waiting waiting, long pauseMillis) {
        lock.lock();
        try {
            held.add(waiting.place());
        } finally {
            lock.unlock();
        }
        later(
                () -> {
                    lock.lock();
                    try {
                        held.remove(waiting.place());
                    } finally {
                        lock.unlock();
                    }
                    pump();
                },
                Math.clamp(pauseMillis, LEAST_HOLD_MILLIS, LONGEST_HOLD_MILLIS));
    }

    /** Answers reach a conversation in the order of their turns, and no slow channel keeps a turn's thread. */
    private void inOrder(String place, Runnable ending) {
        lock.lock();
        try {
            CompletableFuture<Void> before = endings.getOrDefault(place, CompletableFuture.completedFuture(null));
            CompletableFuture<Void> mine = before.handleAsync(
                    (nothing, trouble) -> {
                        ending.run();
                        return null;
                    },
                    parts.workers());
            endings.put(place, mine);
            mine.whenComplete((nothing, trouble) -> forget(place, mine));
        } catch (RejectedExecutionException e) {
            // The gateway is closing. The turn's end is on disk, and the next start takes it up from there.
            LOG.debug("the end of a turn for {} is left to the next start", place);
        } finally {
            lock.unlock();
        }
    }

    private void forget(String place, CompletableFuture<Void> ending) {
        lock.lock();
        try {
            endings.remove(place, ending);
        } finally {
            lock.unlock();
        }
    }

    private void conclude(Stored stored, Ended ended) {
        try {
            switch (answers.conclude(stored, ended)) {
                case DONE -> release(stored.id());
                case RETRY -> pause(stored);
                case GO_ON -> {
                    release(stored.id());
                    pump();
                }
                case LEAVE -> LOG.debug("message {} is left to the next start", stored.id());
            }
        } catch (RuntimeException e) {
            LOG.error(e, "message {} could not be concluded", stored.id());
            pause(stored);
        }
    }

    private void pause(Stored stored) {
        long seconds = PAUSE_SECONDS[Math.min(stored.failures(), PAUSE_SECONDS.length - 1)];
        later(() -> {
            release(stored.id());
            pump();
        }, seconds * 1_000);
    }

    private void release(long id) {
        lock.lock();
        try {
            taken.remove(id);
        } finally {
            lock.unlock();
        }
    }

    private void later(Runnable action, long millis) {
        try {
            parts.scheduler().schedule(() -> parts.workers().execute(action), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the gateway is closing");
        }
    }

    /** What waits ({@code queued}), never got an answer ({@code dead}) or got one ({@code done}), the newest first. */
    List<ObjectNode> list(String state, int most) {
        return store.read(sql -> InboundTable.list(sql, state, most));
    }

    /** Tries a dead message again. @return false where there is no such */
    boolean resubmit(long id) {
        boolean dead = store.write(sql -> InboundTable.resubmit(sql, id, parts.clock().millis()));
        if (dead) {
            pump();
        }
        return dead;
    }

    /** How the configuration of the moment treats strangers of an account. */
    public boolean pairs(Config config, String channel, String accountId) {
        return door.pairs(config, channel, accountId);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }
}
