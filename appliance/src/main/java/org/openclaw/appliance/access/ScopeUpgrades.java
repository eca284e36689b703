package org.openclaw.appliance.access;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Devices that ask for more scopes while they are connected, and what becomes of it. In memory, like the requests they wait
 * for. Bounded; thread-safe.
 */
public final class ScopeUpgrades {

    /** How long an outcome can still be asked for, in milliseconds: the connection may have been lost meanwhile. */
    private static final long GRACE_MILLIS = 15_000;

    private static final int MOST_WAITERS = 4;

    /** What became of a request. */
    public sealed interface Outcome {

        /** @param token the device's, for what it may do now */
        record Approved(IssuedToken token) implements Outcome {}

        record Rejected() implements Outcome {}

        /** Nobody decided in time. */
        record Expired() implements Outcome {}
    }

    private static final class Upgrade {
        private final String deviceId;
        private final List<String> scopes;
        private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        private long expiresAt;

        Upgrade(String deviceId, List<String> scopes, long expiresAt) {
            this.deviceId = deviceId;
            this.scopes = scopes;
            this.expiresAt = expiresAt;
        }
    }

    private final Pairing pairing;
    private final LongSupplier monotonicMillis;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Upgrade> byRequest = new LinkedHashMap<>();

    ScopeUpgrades(Pairing pairing, LongSupplier monotonicMillis) {
        this.pairing = pairing;
        this.monotonicMillis = monotonicMillis;
    }

    /** Asks the owner. Blocks on the disk. @return empty when the device isn't paired */
    public Optional<PairingRequest> request(String deviceId, List<String> scopes, String address) {
        Optional<PairedDevice> device = pairing.find(deviceId).filter(known -> known.token(Role.OPERATOR).isPresent());
        if (device.isEmpty()) {
            return Optional.empty();
        }
        DeviceKey key = DeviceKey.read(device.get().publicKey()).orElseThrow();
        Peer peer = new Peer(address, false, null, null, false, null);
        PairingRequest request = pairing.ask(
                new Candidate(key, deviceId, Role.OPERATOR, scopes, device.get().claims(), peer), true, Obstacle.SCOPE_UPGRADE);
        long expiresAt = monotonicMillis.getAsLong() + PairingRequests.TTL_MILLIS;
        lock.lock();
        try {
            byRequest.computeIfAbsent(request.id(), id -> new Upgrade(deviceId, List.copyOf(scopes), expiresAt))
                    .expiresAt = expiresAt;
        } finally {
            lock.unlock();
        }
        expire();
        if (pairing.requests().find(request.id()).isEmpty()) {
            // Somebody decided before this one was on the list; what the device may do now tells how.
            resolved(request.id(), true);
        }
        return Optional.of(request);
    }

    /** Comes true when the owner has decided, or nobody did in time. Empty for requests of other devices and unknown ones. */
    public Optional<CompletionStage<Outcome>> outcome(String requestId, String deviceId) {
        expire();
        lock.lock();
        try {
            return Optional.ofNullable(byRequest.get(requestId))
                    .filter(upgrade -> upgrade.deviceId.equals(deviceId))
                    .filter(upgrade -> upgrade.outcome.getNumberOfDependents() < MOST_WAITERS)
                    .map(upgrade -> upgrade.outcome);
        } finally {
            lock.unlock();
        }
    }

    /** Tells those who wait for requests that nobody decided. Something must call it now and then. */
    public void expire() {
        List<Upgrade> late = new ArrayList<>();
        lock.lock();
        try {
            long now = monotonicMillis.getAsLong();
            byRequest.values().removeIf(upgrade -> now > upgrade.expiresAt + GRACE_MILLIS);
            byRequest.values().stream().filter(upgrade -> now >= upgrade.expiresAt).forEach(late::add);
        } finally {
            lock.unlock();
        }
        late.forEach(upgrade -> upgrade.outcome.complete(new Outcome.Expired()));
    }

    /** A request has ended. Blocks on the disk where it was for an upgrade. */
    void resolved(String requestId, boolean approved) {
        Upgrade upgrade;
        lock.lock();
        try {
            upgrade = byRequest.get(requestId);
            if (upgrade != null) {
                upgrade.expiresAt = Math.min(upgrade.expiresAt, monotonicMillis.getAsLong());
            }
        } finally {
            lock.unlock();
        }
        if (upgrade != null) {
            upgrade.outcome.complete(approved ? approved(upgrade) : new Outcome.Rejected());
        }
    }

    private Outcome approved(Upgrade upgrade) {
        return pairing.find(upgrade.deviceId)
                .flatMap(device -> device.token(Role.OPERATOR)
                        .filter(grant -> upgrade.scopes.stream().allMatch(scope -> Scope.admits(grant.scopes(), scope)))
                        .map(grant -> pairing.devices().issued(device, Role.OPERATOR)))
                .<Outcome>map(Outcome.Approved::new)
                .orElseGet(Outcome.Rejected::new);
    }
}
