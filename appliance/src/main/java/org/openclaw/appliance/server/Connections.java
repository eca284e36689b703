package org.openclaw.appliance.server;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.openclaw.appliance.access.Peer;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.ShutdownEvent;
import org.openclaw.appliance.protocol.TickEvent;
import org.openclaw.appliance.websocket.CloseCode;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;
import org.xnio.StreamConnection;

/** All WebSocket connections, and what is shared or done for all at once: buffers, ticks, pings, the farewell. Thread-safe. */
public final class Connections {

    static final String RESTART = "service restart";

    private static final int STAGING_BYTES = 16 * 1024;
    private static final TaggedLogger LOG = Logger.tag("gateway/ws");

    private final Backend backend;
    private final Limits limits;
    private final Thrift thrift = new Thrift();
    private final Handshake handshake;
    private final Greeting greeting;
    private final WebSocketChannel.Shared shared;
    private final Deadlines<Connection> handshakes;
    private final Set<Connection> all = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> preauth = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition emptied = lock.newCondition();
    private final AtomicBoolean announced = new AtomicBoolean();
    private volatile boolean stopping;
    private ScheduledFuture<?> ticks;
    private ScheduledFuture<?> pings;

    public Connections(Backend backend, Limits limits) {
        this.backend = backend;
        this.limits = limits;
        this.handshake = new Handshake(backend.authenticator(), new Origins(backend.allowedOrigins()), backend.lifecycle());
        this.greeting = new Greeting(backend, limits, thrift);
        this.handshakes = new Deadlines<>(backend.scheduler(), limits.handshakeMillis(), Connection::handshakeExpired);
        this.shared = new WebSocketChannel.Shared(
                limits,
                thrift,
                ByteBuffer.allocateDirect(STAGING_BYTES),
                ByteBuffer.allocateDirect(STAGING_BYTES),
                new AtomicLong(),
                new Deadlines<>(
                        backend.scheduler(),
                        limits.closeMillis(),
                        channel -> channel.onIoThread(channel::terminate)));
    }

    /** How many have been let in. */
    public int count() {
        return backend.events().audience();
    }

    /** How sparing they are with memory. */
    public Thrift thrift() {
        return thrift;
    }

    Backend backend() {
        return backend;
    }

    Limits limits() {
        return limits;
    }

    Handshake handshake() {
        return handshake;
    }

    Greeting greeting() {
        return greeting;
    }

    void start() {
        ticks = every(limits.tickMillis(), this::tick);
        pings = every(limits.pingMillis(), () -> all.forEach(connection -> connection.channel().ping()));
    }

    private ScheduledFuture<?> every(long millis, Runnable task) {
        return backend.scheduler().scheduleWithFixedDelay(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                // A periodic task that throws is never run again.
                LOG.error(e, "heartbeat failed");
            }
        }, millis, millis, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        backend.events().publishDroppable(
                Event.TICK, new TickEvent(backend.lifecycle().clock().millis()), caller -> true);
    }

    /** Takes one of the places for connections of this address that haven't been let in. @return false when all are taken */
    boolean reserve(String address) {
        int count = preauth.merge(address, 1, Integer::sum);
        if (count > limits.maxPreauthPerAddress() || stopping) {
            release(address);
            return false;
        }
        return true;
    }

    /** Gives a place back. */
    void release(String address) {
        preauth.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }

    /** Takes over an upgraded connection that holds a reservation. On the I/O thread. @param made told the channel at once */
    void accept(StreamConnection socket, Peer peer, Consumer<WebSocketChannel> made) {
        WebSocketChannel channel = new WebSocketChannel(socket, shared);
        made.accept(channel);
        Connection connection = new Connection(peer, channel, this);
        all.add(connection);
        handshakes.add(connection);
        channel.open(connection);
        if (stopping) {
            connection.close(CloseCode.SERVICE_RESTART, RESTART);
        } else {
            connection.begin();
        }
    }

    void admitted(Connection connection) {
        handshakes.remove(connection);
        release(connection.peer().address());
    }

    void ended(Connection connection, boolean wasAdmitted) {
        if (!wasAdmitted) {
            handshakes.remove(connection);
            release(connection.peer().address());
        }
        lock.lock();
        try {
            all.remove(connection);
            emptied.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tells every client why unless {@link #announce} has, then closes its connection with 1012, and waits until all are closed.
     *
     * @param restartExpectedMs when clients may come back, in milliseconds, or null
     * @param patienceMillis longest wait
     */
    void stop(String reason, Long restartExpectedMs, long patienceMillis) {
        stopping = true;
        if (ticks != null) {
            ticks.cancel(false);
            pings.cancel(false);
        }
        announce(reason, restartExpectedMs);
        all.forEach(connection -> connection.close(CloseCode.SERVICE_RESTART, RESTART));
        if (!awaitEmpty(TimeUnit.MILLISECONDS.toNanos(patienceMillis))) {
            LOG.warn("{} connections didn't close in time", all.size());
        }
        all.forEach(connection -> connection.channel().onIoThread(connection.channel()::terminate));
    }

    /** Tells every client that the gateway ends, once. */
    void announce(String reason, Long restartExpectedMs) {
        if (announced.compareAndSet(false, true)) {
            backend.events().publish(Event.SHUTDOWN, new ShutdownEvent(reason, restartExpectedMs));
        }
    }

    private boolean awaitEmpty(long nanos) {
        long left = nanos;
        lock.lock();
        try {
            while (!all.isEmpty() && left > 0) {
                left = emptied.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return all.isEmpty();
    }
}
