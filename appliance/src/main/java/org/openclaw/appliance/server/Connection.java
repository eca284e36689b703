package org.openclaw.appliance.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.access.Peer;
import org.openclaw.appliance.protocol.ConnectChallenge;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ResponseFrame;
import org.openclaw.appliance.rpc.Broadcast;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.websocket.CloseCode;
import org.openclaw.appliance.websocket.Utf8;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * One client of the gateway, from the challenge to the end: challenged, then joining once let in, then open.
 *
 * <p>Phases change on the I/O thread only. Joining asks the features for their part on a virtual thread; meanwhile a few of
 * the client's frames, and events, wait their turn behind the hello.
 */
final class Connection implements WebSocketChannel.Owner, Events.Subscriber {

    /** Most frames a client may send ahead of its hello. */
    static final int MOST_PENDING_FRAMES = 16;

    private static final int MOST_EARLY_EVENTS = 256;
    private static final int LONGEST_REASON = 120;
    private static final TaggedLogger LOG = Logger.tag("gateway/ws");

    private enum Phase {
        CHALLENGED,
        REFUSING,
        JOINING,
        OPEN,
        ENDED
    }

    private final String id = UUID.randomUUID().toString();
    private final long openedNanos = System.nanoTime();
    private final Peer peer;
    private final WebSocketChannel channel;
    private final Connections connections;
    private final ReentrantLock eventOrder = new ReentrantLock();
    private Phase phase = Phase.CHALLENGED;
    private ArrayDeque<String> pendingFrames;
    private int pendingCount;
    private List<Broadcast> earlyEvents;
    private Requests requests;
    private volatile Caller caller;
    private ConnectChallenge challenge;

    Connection(Peer peer, WebSocketChannel channel, Connections connections) {
        this.peer = peer;
        this.channel = channel;
        this.connections = connections;
    }

    String id() {
        return id;
    }

    Peer peer() {
        return peer;
    }

    WebSocketChannel channel() {
        return channel;
    }

    @Override
    public Caller caller() {
        return caller;
    }

    /** Sends the challenge. On the I/O thread. */
    void begin() {
        LOG.debug("websocket open connId={} from={}", id, peer.address());
        challenge = new ConnectChallenge(
                UUID.randomUUID().toString(), connections.backend().lifecycle().clock().millis());
        channel.send(Json.bytes(Json.object()
                .put("type", "event")
                .put("event", Event.CONNECT_CHALLENGE)
                .set("payload", Json.tree(challenge))));
    }

    /** Ends a connection that wasn't let in in time. */
    void handshakeExpired() {
        close(CloseCode.NORMAL, "");
    }

    void close(int code, String reason) {
        channel.close(code, Utf8.cut(reason, LONGEST_REASON));
    }

    @Override
    public void message(String text) {
        switch (phase) {
            case CHALLENGED -> apply(connections.handshake().judge(peer, text));
            case OPEN -> requests.take(text);
            case JOINING, REFUSING -> hold(text);
            case ENDED -> {}
        }
    }

    private void hold(String text) {
        if (++pendingCount > MOST_PENDING_FRAMES) {
            phase = Phase.REFUSING;
            pendingFrames = null;
            close(CloseCode.POLICY, "too many pending handshake frames");
        } else if (pendingFrames != null) {
            pendingFrames.add(text);
        }
    }

    private void apply(Handshake.Verdict verdict) {
        switch (verdict) {
            case Handshake.Verdict.Hang(int code, String reason) -> {
                phase = Phase.REFUSING;
                close(code, reason);
            }
            case Handshake.Verdict.Refuse refuse -> {
                phase = Phase.REFUSING;
                LOG.info("websocket refused connId={} from={} cause={}", id, peer.address(), printable(refuse.error().message()));
                if (refuse.delayMillis() == 0) {
                    refuse(refuse);
                } else {
                    later(() -> refuse(refuse), refuse.delayMillis());
                }
            }
            case Handshake.Verdict.Ask ask -> authenticate(ask);
            case Handshake.Verdict.Admit admit -> throw new IllegalStateException("admitted without being asked");
        }
    }

    private void refuse(Handshake.Verdict.Refuse refuse) {
        channel.send(Json.bytes(ResponseFrame.failed(refuse.id(), refuse.error())));
        close(refuse.code(), refuse.reason());
    }

    private void later(Runnable task, long millis) {
        try {
            connections.backend().scheduler().schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            close(CloseCode.SERVICE_RESTART, Connections.RESTART);
        }
    }

    private void authenticate(Handshake.Verdict.Ask ask) {
        phase = Phase.JOINING;
        pendingFrames = new ArrayDeque<>();
        earlyEvents = new ArrayList<>();
        try {
            connections.backend().workers().execute(() -> join(ask));
        } catch (RejectedExecutionException e) {
            close(CloseCode.SERVICE_RESTART, Connections.RESTART);
        }
    }

    // On a virtual thread: paired devices are in the database.
    private void join(Handshake.Verdict.Ask ask) {
        Handshake.Verdict verdict = connections.handshake().authenticate(peer, challenge, ask);
        if (verdict instanceof Handshake.Verdict.Admit admit) {
            caller = Greeting.caller(id, peer, admit);
            greet(admit);
        } else {
            channel.onIoThread(() -> {
                if (phase == Phase.JOINING) {
                    pendingFrames = null;
                    apply(verdict);
                }
            });
        }
    }

    // On a virtual thread: the features may look into the database.
    private void greet(Handshake.Verdict.Admit admit) {
        Hello hello = connections.backend().hello();
        try {
            hello.joined(caller);
            // From here on nothing is missed: the snapshot is taken after the first event that could contradict it.
            connections.backend().events().join(this);
            byte[] answer = Json.bytes(ResponseFrame.ok(
                    admit.id(),
                    connections.greeting().hello(caller, admit.granted().tokens(), hello.snapshot(caller))));
            // Whoever takes a right away ends the connections he can see; this one became visible only now.
            Optional<String> withdrawn = connections.handshake().withdrawn(admit);
            channel.onIoThread(() -> enter(admit, answer, withdrawn));
        } catch (RuntimeException e) {
            LOG.error(e, "hello failed connId={}", id);
            connections.handshake().answered(admit, false);
            connections.backend().events().leave(this);
            leave();
            channel.onIoThread(() -> close(CloseCode.INTERNAL_ERROR, "hello failed inside the gateway"));
        }
    }

    private void enter(Handshake.Verdict.Admit admit, byte[] hello, Optional<String> withdrawn) {
        if (phase != Phase.JOINING || withdrawn.isPresent()) {
            connections.handshake().answered(admit, false);
            connections.backend().events().leave(this);
            leave();
            withdrawn.ifPresent(reason -> {
                phase = Phase.REFUSING;
                close(CloseCode.WITHDRAWN, reason);
            });
            return;
        }
        phase = Phase.OPEN;
        connections.admitted(this);
        channel.maxPayload(connections.limits().maxPayload());
        channel.send(hello);
        releaseEvents();
        connections.handshake().answered(admit, true);
        LOG.info(
                "websocket connected connId={} from={} client={}/{} role={}",
                id, peer.address(), caller.client().id(), caller.client().mode(), caller.grant().role().wireName());
        requests = new Requests(this, connections.backend());
        for (String text : pendingFrames) {
            requests.take(text);
        }
        pendingFrames = null;
    }

    private void releaseEvents() {
        eventOrder.lock();
        try {
            earlyEvents.forEach(channel::send);
            earlyEvents = null;
        } finally {
            eventOrder.unlock();
        }
    }

    @Override
    public void deliver(Broadcast event) {
        eventOrder.lock();
        try {
            if (earlyEvents == null) {
                channel.send(event);
            } else if (earlyEvents.size() < MOST_EARLY_EVENTS) {
                earlyEvents.add(event);
            }
        } finally {
            eventOrder.unlock();
        }
    }

    @Override
    public void tell(byte[] frame) {
        channel.onIoThread(() -> {
            if (phase == Phase.OPEN) {
                channel.send(frame);
            }
        });
    }

    @Override
    public void end(int code, String reason) {
        // In turn behind what was queued before, such as the answer to the request that led to this.
        channel.onIoThread(() -> close(code, reason));
    }

    @Override
    public void tooLarge(LargePayload payload) {
        payload.log(id);
        connections.backend().largePayloads().accept(payload.facts());
    }

    @Override
    public void failed(String cause) {
        if (phase == Phase.OPEN) {
            LOG.info("websocket error connId={} from={} cause={} durationMs={}", id, peer.address(), printable(cause), age());
        } else {
            LOG.debug("websocket error connId={} from={} cause={} durationMs={}", id, peer.address(), printable(cause), age());
        }
    }

    private long age() {
        return (System.nanoTime() - openedNanos) / 1_000_000;
    }

    @Override
    public void ended(int code, String reason) {
        Phase last = phase;
        phase = Phase.ENDED;
        pendingFrames = null;
        if (last == Phase.OPEN) {
            connections.backend().events().leave(this);
            leave();
        }
        connections.ended(this, last == Phase.OPEN);
        String text = "websocket closed connId={} from={} code={} cause={} durationMs={}";
        Object[] facts = {id, peer.address(), code, reason.isEmpty() ? "-" : printable(reason), age()};
        if (last == Phase.OPEN) {
            LOG.info(text, facts);
        } else {
            LOG.debug(text, facts);
        }
    }

    // Part of what is logged was written by the client; it must not begin a line of its own.
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    private void leave() {
        try {
            connections.backend().workers().execute(() -> connections.backend().hello().left(caller));
        } catch (RejectedExecutionException e) {
            LOG.debug("stopping; nobody is told that connId={} left", id);
        }
    }
}
