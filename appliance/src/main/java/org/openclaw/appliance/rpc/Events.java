package org.openclaw.appliance.rpc;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.StateVersion;

/**
 * The event bus: a feature publishes, every connection entitled to the event gets it. Thread-safe; publishing never blocks
 * on a connection.
 */
public final class Events {

    private static final Predicate<Caller> ALL = caller -> true;

    // With the order in which they came.
    private final Map<Subscriber, Long> subscribers = new ConcurrentHashMap<>();
    private final AtomicLong joined = new AtomicLong();

    /** A connection's end of the bus. */
    public interface Subscriber {

        Caller caller();

        /** Numbers and queues the event. Must not block. */
        void deliver(Broadcast broadcast);

        /** Queues a frame for this connection alone, without a number. Must not block. */
        default void tell(byte[] frame) {}

        /** Ends the connection. Must not block. @param code of the close frame */
        default void end(int code, String reason) {}
    }

    public void join(Subscriber subscriber) {
        subscribers.put(subscriber, joined.incrementAndGet());
    }

    public void leave(Subscriber subscriber) {
        subscribers.remove(subscriber);
    }

    /** How many connections listen. */
    public int audience() {
        return subscribers.size();
    }

    /** Everybody who listens now, in the order they came. */
    public List<Caller> callers() {
        return subscribers.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(entry -> entry.getKey().caller())
                .toList();
    }

    /** An event for some connections alone: it has no number, and the event's scope rule doesn't apply. */
    public void tell(String event, Object payload, Predicate<Caller> whom) {
        byte[] frame = Json.bytes(Json.object()
                .put("type", "event")
                .put("event", event)
                .set("payload", Json.tree(payload)));
        subscribers.keySet().stream().filter(subscriber -> whom.test(subscriber.caller())).forEach(one -> one.tell(frame));
    }

    /** Ends connections. @param code of the close frame */
    public void end(int code, String reason, Predicate<Caller> which) {
        subscribers.keySet().stream()
                .filter(subscriber -> which.test(subscriber.caller()))
                .forEach(subscriber -> subscriber.end(code, reason));
    }

    public void publish(String event, Object payload) {
        send(event, payload, null, false, ALL);
    }

    /** To those callers only, of the ones whose scopes admit the event. */
    public void publish(String event, Object payload, Predicate<Caller> audience) {
        send(event, payload, null, false, audience);
    }

    /** An event a slow reader may miss. */
    public void publishDroppable(String event, Object payload, Predicate<Caller> audience) {
        send(event, payload, null, true, audience);
    }

    public void publish(String event, Object payload, StateVersion version) {
        send(event, payload, version, true, ALL);
    }

    private void send(
            String event, Object payload, StateVersion version, boolean droppable, Predicate<Caller> audience) {
        String scope = Event.scopeOf(event);
        if (scope == null || subscribers.isEmpty()) {
            return;
        }
        Broadcast encoded = null;
        for (Subscriber subscriber : subscribers.keySet()) {
            Caller caller = subscriber.caller();
            if ((scope.isEmpty() || caller.grant().admits(scope)) && audience.test(caller)) {
                if (encoded == null) {
                    encoded = Broadcast.of(event, payload, version, droppable, audience);
                }
                subscriber.deliver(encoded);
            }
        }
    }
}
