package org.openclaw.appliance.access;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Devices that wait for approval, one request each. In memory only: whoever may knock must not wear out the board's storage,
 * and a device that still wants in knocks again after a restart. Bounded; thread-safe.
 */
final class PairingRequests {

    /** How long a request outlives its device's latest attempt, in milliseconds. */
    static final long TTL_MILLIS = 300_000;

    /** Most requests in all, and from one address: a crowd behind one address pushes out its own. */
    static final int MOST = 64;

    static final int MOST_PER_ADDRESS = 16;

    private record Waiting(PairingRequest request, String address, long expiresAt) {}

    /**
     * What came of asking.
     *
     * @param fresh whether the request is new
     * @param gone requests that ended by it
     */
    record Asked(PairingRequest request, boolean fresh, List<PairingRequest> gone) {}

    private final LongSupplier monotonicMillis;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Waiting> byDevice = new LinkedHashMap<>();

    PairingRequests(LongSupplier monotonicMillis) {
        this.monotonicMillis = monotonicMillis;
    }

    /** Asks for the candidate, on top of what its device asked for before. */
    Asked ask(Candidate candidate, boolean repair, long now) {
        lock.lock();
        try {
            expire();
            Waiting before = byDevice.get(candidate.deviceId());
            PairingRequest wanted = merged(candidate, before == null ? null : before.request(), repair, now);
            List<PairingRequest> gone = new ArrayList<>();
            boolean same = before != null && wanted.id().equals(before.request().id());
            if (before != null && !same) {
                gone.add(before.request());
            }
            byDevice.remove(candidate.deviceId());
            makeRoom(candidate.peer().address(), gone);
            byDevice.put(
                    candidate.deviceId(),
                    new Waiting(wanted, candidate.peer().address(), monotonicMillis.getAsLong() + TTL_MILLIS));
            return new Asked(wanted, !same, gone);
        } finally {
            lock.unlock();
        }
    }

    // A device that connects in two roles by turns must converge on one request, or nobody could ever approve it in time.
    private static PairingRequest merged(Candidate candidate, PairingRequest before, boolean repair, long now) {
        Set<Role> roles = new LinkedHashSet<>(List.of(candidate.role()));
        Set<String> scopes = new LinkedHashSet<>();
        if (before != null) {
            roles.addAll(before.roles());
            scopes.addAll(before.scopes());
            boolean covered = before.roles().contains(candidate.role())
                    && before.scopes().containsAll(candidate.scopes())
                    && !candidate.claims().contradicts(before.claims())
                    && before.repair() == repair;
            if (covered) {
                return before;
            }
        }
        scopes.addAll(candidate.scopes());
        return new PairingRequest(
                UUID.randomUUID().toString(), candidate.deviceId(), candidate.key().text(), candidate.claims(),
                List.copyOf(roles), List.copyOf(scopes), repair, now);
    }

    private void makeRoom(String address, List<PairingRequest> gone) {
        List<String> neighbours = byDevice.entrySet().stream()
                .filter(entry -> entry.getValue().address().equals(address))
                .map(Map.Entry::getKey)
                .toList();
        if (neighbours.size() >= MOST_PER_ADDRESS) {
            gone.add(byDevice.remove(neighbours.getFirst()).request());
        } else if (byDevice.size() >= MOST) {
            gone.add(byDevice.remove(byDevice.keySet().iterator().next()).request());
        }
    }

    private void expire() {
        long now = monotonicMillis.getAsLong();
        byDevice.values().removeIf(waiting -> waiting.expiresAt() <= now);
    }

    /** All that wait, the newest first. */
    List<PairingRequest> list() {
        lock.lock();
        try {
            expire();
            List<PairingRequest> requests = new ArrayList<>();
            byDevice.values().forEach(waiting -> requests.add(waiting.request()));
            requests.sort(Comparator.comparingLong(PairingRequest::at).reversed());
            return requests;
        } finally {
            lock.unlock();
        }
    }

    Optional<PairingRequest> find(String requestId) {
        return list().stream().filter(request -> request.id().equals(requestId)).findFirst();
    }

    /** Ends the request if it still waits. */
    Optional<PairingRequest> take(String requestId) {
        lock.lock();
        try {
            Optional<PairingRequest> found = find(requestId);
            found.ifPresent(request -> byDevice.remove(request.deviceId()));
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** Ends whatever the device asked for. */
    Optional<PairingRequest> drop(String deviceId) {
        lock.lock();
        try {
            return Optional.ofNullable(byDevice.remove(deviceId)).map(Waiting::request);
        } finally {
            lock.unlock();
        }
    }
}
