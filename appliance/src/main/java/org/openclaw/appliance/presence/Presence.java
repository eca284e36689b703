package org.openclaw.appliance.presence;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.PresenceEntry;
import org.openclaw.appliance.protocol.StateVersion;
import org.openclaw.appliance.protocol.SystemParams;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Events;

/**
 * Who is around: the gateway, its connections, and whoever reports through {@code system-event}. In memory, bounded,
 * thread-safe; changes are published with the whole list.
 */
public final class Presence {

    /** Entries given at most, the gateway's own included. */
    public static final int MOST_ENTRIES = 200;

    /** How long an entry outlives its last sign, in milliseconds; connected ones don't age. */
    public static final long TTL_MILLIS = 300_000;

    /** Clients that come for one question and go. */
    private static final Set<String> UNTRACKED_MODES = Set.of("cli", "backend", "probe");

    private final Self self;
    private final Events events;
    private final LongSupplier healthVersion;
    private final Executor soon;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Seen> byKey = new LinkedHashMap<>();
    private long version = 1;
    private boolean publishing;

    /**
     * An entry with the connections that hold it; none for one that has left or never was a connection.
     *
     * @param connections by their ids, with the keys of the sessions each has in view
     */
    private record Seen(PresenceEntry entry, Map<String, List<String>> connections) {

        /** All that its connections have in view is what the entry has in view. */
        static Seen of(PresenceEntry entry, Map<String, List<String>> connections) {
            List<String> watched = connections.values().stream().flatMap(List::stream).distinct().sorted().toList();
            return new Seen(Entries.watching(entry, watched), connections);
        }
    }

    /**
     * @param healthVersion the health summary's counter, which travels with every presence event
     * @param soon runs a publication a moment later, so that a crowd that reconnects causes one event and not one each: the
     *     list goes to everybody, and a hundred lists of a hundred entries are a hundred times too many
     */
    public Presence(Self self, Events events, LongSupplier healthVersion, Executor soon, Clock clock) {
        this.self = self;
        this.events = events;
        this.healthVersion = healthVersion;
        this.soon = soon;
        this.clock = clock;
    }

    /** Everybody, newest sign first. */
    public List<PresenceEntry> list() {
        lock.lock();
        try {
            long now = clock.millis();
            byKey.values().removeIf(
                    seen -> seen.connections().isEmpty() && now - seen.entry().ts() > TTL_MILLIS);
            List<PresenceEntry> entries = new ArrayList<>(byKey.size() + 1);
            entries.add(self.entry(now));
            byKey.values().stream()
                    .map(Seen::entry)
                    .sorted(Comparator.comparingLong(PresenceEntry::ts).reversed())
                    .limit(MOST_ENTRIES - 1)
                    .forEach(entries::add);
            entries.sort(Comparator.comparingLong(PresenceEntry::ts).reversed());
            return entries;
        } finally {
            lock.unlock();
        }
    }

    /** Grows by one with every change. */
    public long version() {
        lock.lock();
        try {
            return version;
        } finally {
            lock.unlock();
        }
    }

    /** A connection was let in. */
    public void joined(Caller caller) {
        if (tracked(caller)) {
            change(key(caller), seen -> {
                Map<String, List<String>> connections = new HashMap<>(seen == null ? Map.of() : seen.connections());
                connections.put(caller.connectionId(), List.of());
                Long since = seen == null || seen.connections().isEmpty() ? null : seen.entry().onlineSince();
                return Seen.of(Entries.connected(caller, since, clock.millis()), connections);
            });
        }
    }

    /** A connection has ended. Its entry stays for a while, unless another connection of the same instance holds it. */
    public void left(Caller caller) {
        if (tracked(caller)) {
            change(key(caller), seen -> {
                if (!holds(seen, caller)) {
                    return seen;
                }
                Map<String, List<String>> connections = new HashMap<>(seen.connections());
                connections.remove(caller.connectionId());
                return connections.isEmpty()
                        ? new Seen(Entries.disconnected(seen.entry(), clock.millis()), connections)
                        : Seen.of(seen.entry(), connections);
            });
        }
    }

    /** A connection has these sessions in view now, and no others. @param sessions canonical keys */
    void watches(Caller caller, List<String> sessions) {
        if (tracked(caller)) {
            change(key(caller), seen -> {
                if (!holds(seen, caller)) {
                    return seen;
                }
                Map<String, List<String>> connections = new HashMap<>(seen.connections());
                connections.put(caller.connectionId(), List.copyOf(sessions));
                return Seen.of(seen.entry(), connections);
            });
        }
    }

    private static boolean holds(Seen seen, Caller caller) {
        return seen != null && seen.connections().containsKey(caller.connectionId());
    }

    /** Somebody reports through {@code system-event}. */
    void reported(SystemParams.Event report) {
        PresenceEntry told = Entries.reported(report, clock.millis());
        change(key(told), seen -> seen == null
                ? new Seen(told, Map.of())
                : new Seen(Entries.merged(seen.entry(), told), seen.connections()));
    }

    @FunctionalInterface
    private interface Change {
        Seen apply(Seen seen);
    }

    private void change(String key, Change change) {
        lock.lock();
        try {
            Seen before = byKey.get(key);
            Seen after = change.apply(before);
            if (Objects.equals(before, after)) {
                return;
            }
            byKey.put(key, after);
            makeRoom();
            version++;
            if (publishing) {
                return;
            }
            publishing = true;
        } finally {
            lock.unlock();
        }
        soon.execute(this::publish);
    }

    private void publish() {
        lock.lock();
        try {
            publishing = false;
            // Inside the lock, so that lists go out in the order of their numbers; publishing waits for nobody.
            events.publish(
                    Event.PRESENCE,
                    Map.of("presence", list()),
                    new StateVersion(version, healthVersion.getAsLong()));
        } finally {
            lock.unlock();
        }
    }

    private void makeRoom() {
        if (byKey.size() >= MOST_ENTRIES) {
            byKey.entrySet().stream()
                    .filter(entry -> entry.getValue().connections().isEmpty())
                    .min(Comparator.comparingLong(entry -> entry.getValue().entry().ts()))
                    .map(Map.Entry::getKey)
                    .ifPresent(byKey::remove);
        }
    }

    private static boolean tracked(Caller caller) {
        return !UNTRACKED_MODES.contains(caller.client().mode());
    }

    private static String key(Caller caller) {
        String instance = Entries.instance(caller);
        return instance == null ? "conn:" + caller.connectionId() : folded(instance);
    }

    private static String key(PresenceEntry told) {
        for (String name : new String[] {told.deviceId(), told.instanceId(), told.host(), told.ip()}) {
            if (name != null) {
                return folded(name);
            }
        }
        return folded(told.text().substring(0, Math.min(64, told.text().length())));
    }

    private static String folded(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }
}
