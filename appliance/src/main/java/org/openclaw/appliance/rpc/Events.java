package org.openclaw.appliance.rpc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.StateVersion;

/**
 * The event bus: a feature publishes, every connection entitled to the event gets it. Thread-safe; publishing never blocks
 * on a connection.
 */
public final class Events {

    private static final Predicate<Caller> ALL = caller -> true;

    private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();

    /** A connection's end of the bus. */
    public interface Subscriber {

        Caller caller();

        /** Numbers and queues the event. Must not block. */
        void deliver(Broadcast broadcast);
    }

    public void join(Subscriber subscriber) {
        subscribers.add(subscriber);
    }

    public void leave(Subscriber subscriber) {
        subscribers.remove(subscriber);
    }

    /** How many connections listen. */
    public int audience() {
        return subscribers.size();
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
        for (Subscriber subscriber : subscribers) {
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
