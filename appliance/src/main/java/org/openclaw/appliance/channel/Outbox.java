package org.openclaw.appliance.channel;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.store.Store;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Sends messages so that none gets lost: each is on disk before it is first tried, what fails for now is tried again with
 * growing pauses, and what fails for good stays as a dead letter until somebody resubmits it. A message that was being sent
 * when the process ended is sent again under the same id. Thread-safe. Without queued messages it has no timer.
 */
final class Outbox implements AutoCloseable {

    /** How long a repetition of a key gets the first one's answer. */
    static final long REMEMBERED_MILLIS = 300_000;

    /** Most answers remembered. */
    static final int MOST_REMEMBERED = 1_000;

    static final int MOST_QUEUED = 1_000;
    static final int MOST_DEAD = 200;
    static final int MOST_ATTEMPTS = 12;

    private static final long[] PAUSE_SECONDS = {5, 30, 120, 600, 1_800, 3_600};
    private static final long LONGEST_PAUSE_MILLIS = 6 * 3_600_000L;
    private static final int BATCH = 16;
    private static final TaggedLogger LOG = Logger.tag("channels/outbound");

    private final Store store;
    private final Function<String, Optional<Channel>> channels;
    private final BooleanSupplier open;
    private final ScheduledExecutorService scheduler;
    private final Executor workers;
    private final Clock clock;
    private final Map<String, CompletableFuture<Delivery>> inFlight = new ConcurrentHashMap<>();
    private final ReentrantLock flushing = new ReentrantLock();
    private final ReentrantLock arming = new ReentrantLock();
    private Future<?> timer;
    private boolean closed;

    /**
     * @param channels by id
     * @param open whether queued messages may be sent now
     */
    Outbox(
            Store store,
            Function<String, Optional<Channel>> channels,
            BooleanSupplier open,
            ScheduledExecutorService scheduler,
            Executor workers,
            Clock clock) {
        this.store = store;
        this.channels = channels;
        this.open = open;
        this.scheduler = scheduler;
        this.workers = workers;
        this.clock = clock;
    }

    /** Whether an earlier process left something to be sent. */
    static boolean hasWork(Store store) {
        return store.read(sql -> OutboundTable.count(sql, OutboundTable.QUEUED) + OutboundTable.count(sql, OutboundTable.SENDING)) > 0;
    }

    /** Takes up what an earlier process left. Once, at start. */
    void resume() {
        store.write(sql -> OutboundTable.recover(sql, clock.millis()));
        arm();
    }

    /** What became of an earlier message under the key; empty where none is remembered. */
    Optional<Delivery> remembered(String key) throws ProtocolException {
        CompletableFuture<Delivery> now = inFlight.get(key);
        return now != null
                ? Optional.of(await(now))
                : store.read(sql -> OutboundTable.byKey(sql, key)).filter(this::isRecent).map(OutboundTable.Stored::delivery);
    }

    /**
     * Sends a message, or queues it where that fails for now. Blocks for one try.
     *
     * @param key by which a repetition is told, or null
     */
    Delivery send(Outbound message, String key) throws ProtocolException {
        if (key == null) {
            return begin(message, null);
        }
        CompletableFuture<Delivery> mine = new CompletableFuture<>();
        CompletableFuture<Delivery> theirs = inFlight.putIfAbsent(key, mine);
        if (theirs != null) {
            return await(theirs);
        }
        try {
            Optional<OutboundTable.Stored> before = store.read(sql -> OutboundTable.byKey(sql, key)).filter(this::isRecent);
            Delivery delivery = before.isPresent() ? before.get().delivery() : begin(message, key);
            mine.complete(delivery);
            return delivery;
        } finally {
            mine.completeExceptionally(new IllegalStateException("not sent"));
            inFlight.remove(key);
        }
    }

    private static Delivery await(CompletableFuture<Delivery> other) throws ProtocolException {
        try {
            return other.join();
        } catch (RuntimeException e) {
            throw ProtocolException.unavailable("the same message was being sent and that failed; retry");
        }
    }

    // A clock that went back makes the past look like the future; then the bound on their number is what forgets them.
    private boolean isRecent(OutboundTable.Stored stored) {
        boolean open = stored.state().equals(OutboundTable.QUEUED) || stored.state().equals(OutboundTable.SENDING);
        return open || clock.millis() - stored.updatedAt() < REMEMBERED_MILLIS;
    }

    /** Keeps a message to be sent at once by somebody else's thread. Blocks on the disk only. */
    void enqueue(Outbound message, String key) throws ProtocolException {
        insert(parts(message), key, OutboundTable.QUEUED);
        arm();
    }

    /** Whether a message under the key was ever handed over, as far as that is remembered. */
    boolean knows(String key) {
        return store.read(sql -> OutboundTable.byKey(sql, key)).isPresent();
    }

    private Delivery begin(Outbound message, String key) throws ProtocolException {
        List<Outbound> parts = parts(message);
        insert(parts, key, OutboundTable.SENDING);
        Delivery delivery = attempt(parts.getFirst(), 0);
        for (Outbound part : parts.subList(1, parts.size())) {
            if (!(delivery instanceof Delivery.Sent) || !mine(part)) {
                break;
            }
            Delivery next = attempt(part, 0);
            delivery = next instanceof Delivery.Sent ? delivery : next;
        }
        if (delivery instanceof Delivery.Queued) {
            arm();
        }
        return delivery;
    }

    private boolean mine(Outbound part) {
        return store.write(sql -> OutboundTable.trying(sql, part.id(), clock.millis())) == 1;
    }

    /** What the channel can take at once, in order. */
    private List<Outbound> parts(Outbound message) {
        int most = channels.apply(message.channel()).map(Channel::textLimit).orElse(Outbound.MOST_CHARS);
        if (message.text().length() <= most) {
            return List.of(message);
        }
        List<Outbound> parts = new ArrayList<>();
        for (String text : TextChunks.of(message.text(), most)) {
            parts.add(message.part(parts.size(), text));
        }
        return parts;
    }

    /** @param state of the first; the others wait for it */
    private void insert(List<Outbound> parts, String key, String state) throws ProtocolException {
        long now = clock.millis();
        boolean taken = store.write(sql -> {
            OutboundTable.forgetSent(sql, now - REMEMBERED_MILLIS, MOST_REMEMBERED - 1);
            if (OutboundTable.count(sql, OutboundTable.QUEUED) >= MOST_QUEUED) {
                return false;
            }
            if (key != null) {
                OutboundTable.freeKey(sql, key);
            }
            String whole = parts.size() == 1 ? null : parts.getFirst().id();
            for (int i = 0; i < parts.size(); i++) {
                OutboundTable.insert(
                        sql, parts.get(i), i == 0 ? key : null, new OutboundTable.Part(whole, i),
                        i == 0 ? state : OutboundTable.QUEUED, now);
            }
            return true;
        });
        if (!taken) {
            throw ProtocolException.unavailable(
                    MOST_QUEUED + " messages wait to be sent already; see `openclaw message queue` and why they fail");
        }
    }

    /** @param before how many tries failed already */
    private Delivery attempt(Outbound message, int before) {
        try {
            Channel channel = channels.apply(message.channel()).orElseThrow(() -> new SendException(
                    SendException.Kind.UNAVAILABLE, "the channel " + message.channel() + " is not configured", 0));
            String messageId = channel.send(message);
            store.write(sql -> {
                OutboundTable.sent(sql, message.id(), messageId, clock.millis());
                return null;
            });
            return new Delivery.Sent(message.id(), messageId);
        } catch (SendException e) {
            return failed(message, before + 1, e);
        } catch (RuntimeException e) {
            LOG.error(e, "channel {} failed", message.channel());
            return failed(message, before + 1, new SendException(
                    SendException.Kind.TEMPORARY, "the channel failed inside the gateway; `openclaw logs` shows why", 0));
        }
    }

    private Delivery failed(Outbound message, int attempts, SendException e) {
        long now = clock.millis();
        if (e.kind() == SendException.Kind.TEMPORARY && attempts < MOST_ATTEMPTS) {
            long pause = Math.clamp(Math.max(pause(attempts), e.retryAfterMillis()), 0, LONGEST_PAUSE_MILLIS);
            store.write(sql -> {
                OutboundTable.queued(sql, message.id(), e.getMessage(), now + pause, now);
                return null;
            });
            LOG.warn("message {} not sent, try {} in {} s: {}", message.id(), attempts + 1, pause / 1000, e.getMessage());
            return new Delivery.Queued(message.id(), e.getMessage());
        }
        store.write(sql -> {
            OutboundTable.dead(sql, message.id(), e.getMessage(), e.kind(), now);
            OutboundTable.abandon(sql, message.id(), now);
            OutboundTable.trim(sql, OutboundTable.DEAD, MOST_DEAD);
            return null;
        });
        LOG.warn("message {} not sent after {} tries, kept as a dead letter: {}", message.id(), attempts, e.getMessage());
        return new Delivery.Dead(message.id(), e.kind(), e.getMessage());
    }

    private static long pause(int attempts) {
        return PAUSE_SECONDS[Math.min(attempts, PAUSE_SECONDS.length) - 1] * 1000;
    }

    /** Tries a dead or queued message again at once. @return what became of it; empty where there is no such message */
    Optional<Delivery> resubmit(String id) {
        Optional<OutboundTable.Stored> found = store.write(sql -> OutboundTable.byId(sql, id)
                .filter(stored -> OutboundTable.trying(sql, id, clock.millis()) == 1));
        return found.map(stored -> {
            Delivery delivery = attempt(stored.message(), 0);
            arm();
            return delivery;
        });
    }

    List<OutboundTable.Stored> list(String state, int most) {
        return store.read(sql -> OutboundTable.inState(sql, state, most));
    }

    private void flush() {
        flushing.lock();
        try {
            if (open.getAsBoolean()) {
                long now = clock.millis();
                for (OutboundTable.Stored stored :
                        store.read(sql -> OutboundTable.due(sql, now, now + LONGEST_PAUSE_MILLIS, BATCH))) {
                    if (store.write(sql -> OutboundTable.trying(sql, stored.message().id(), now)) == 1) {
                        attempt(stored.message(), stored.attempts());
                    }
                }
            }
        } finally {
            flushing.unlock();
        }
        arm();
    }

    private void arm() {
        arming.lock();
        try {
            Optional<Long> next = closed ? Optional.empty() : store.read(OutboundTable::next);
            if (timer != null) {
                timer.cancel(false);
                timer = null;
            }
            if (next.isPresent()) {
                long least = open.getAsBoolean() ? 0 : PAUSE_SECONDS[2] * 1000;
                long delay = Math.clamp(next.get() - clock.millis(), least, PAUSE_SECONDS[5] * 1000);
                timer = scheduler.schedule(() -> workers.execute(this::flush), delay, TimeUnit.MILLISECONDS);
            }
        } finally {
            arming.unlock();
        }
    }

    @Override
    public void close() {
        arming.lock();
        try {
            closed = true;
            if (timer != null) {
                timer.cancel(false);
            }
        } finally {
            arming.unlock();
        }
    }
}
