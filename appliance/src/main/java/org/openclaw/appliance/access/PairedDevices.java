package org.openclaw.appliance.access;

import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.store.Store;
import org.openclaw.appliance.store.StoreException;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** The devices that were approved, and their tokens. Blocks on the disk. Thread-safe. */
final class PairedDevices {

    /** Most devices of each kind that nobody approved by hand. */
    private static final int MOST_UNASKED = 64;

    /** A card wears out by writes; "last seen" is right to the minute. */
    private static final long SEEN_MILLIS = 60_000;

    private static final TaggedLogger LOG = Logger.tag("gateway/pairing");

    private final Store store;
    private final DeviceTokens tokens;
    private final Clock clock;
    private final ReentrantLock changes = new ReentrantLock();

    PairedDevices(Store store, DeviceTokens tokens, Clock clock) {
        this.store = store;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** The latest approval first. */
    List<PairedDevice> all() {
        return store.read(DeviceTable::all);
    }

    Optional<PairedDevice> find(String deviceId) {
        return store.read(sql -> DeviceTable.find(sql, deviceId));
    }

    DeviceTokens tokens() {
        return tokens;
    }

    /** Makes the request's device a paired one, or adds to what it may. @param seenAt when it connected, or null */
    PairedDevice approve(PairingRequest request, String via, Long seenAt) {
        changes.lock();
        try {
            long now = clock.millis();
            // Made here, not in the transaction, which may run twice.
            Map<Role, DeviceTokens.Secret> fresh = new EnumMap<>(Role.class);
            for (Role role : Role.values()) {
                fresh.put(role, tokens.fresh(request.deviceId(), role));
            }
            return store.writeCredentials(sql -> {
                Optional<PairedDevice> known = DeviceTable.find(sql, request.deviceId());
                List<TokenGrant> grants = new ArrayList<>();
                for (Role role : new LinkedHashSet<>(request.roles())) {
                    grants.add(grant(known, role, request.scopes(), fresh.get(role), now));
                }
                DeviceTable.put(sql, new PairedDevice(
                        request.deviceId(),
                        request.publicKey(),
                        known.map(PairedDevice::label).orElse(null),
                        request.claims(),
                        union(known.map(PairedDevice::scopes).orElse(List.of()), request.scopes()),
                        via,
                        now,
                        now,
                        seenAt,
                        grants));
                if (seenAt != null) {
                    DeviceTable.seen(sql, request.deviceId(), request.role(), false, seenAt);
                }
                if (AutoApproval.WAYS.contains(via)) {
                    // What nobody approved by hand must not fill the board's storage.
                    DeviceTable.prune(sql, via, MOST_UNASKED);
                }
                return DeviceTable.find(sql, request.deviceId()).orElseThrow();
            });
        } finally {
            changes.unlock();
        }
    }

    private static TokenGrant grant(
            Optional<PairedDevice> known, Role role, List<String> scopes, DeviceTokens.Secret fresh, long now) {
        List<String> wanted = role == Role.OPERATOR ? scopes : List.of();
        return known.flatMap(device -> device.token(role))
                .map(grant -> new TokenGrant(
                        role, union(grant.scopes(), wanted), grant.secret(), grant.createdAt(), grant.rotatedAt(),
                        null, grant.lastUsedAt()))
                .orElseGet(() -> new TokenGrant(role, wanted, fresh, now, null, null, null));
    }

    private static List<String> union(List<String> some, List<String> more) {
        Set<String> all = new LinkedHashSet<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    /** The device's token for the role. */
    IssuedToken issued(PairedDevice device, Role role) {
        TokenGrant grant = device.token(role).orElseThrow();
        // Nobody can tell what a token was whose key is lost; the device asks for one, so it gets another.
        return tokens.token(device.id(), grant)
                .map(token -> issued(grant, token))
                .orElseGet(() -> replaced(device, grant));
    }

    static IssuedToken issued(TokenGrant grant, String token) {
        return new IssuedToken(grant.role(), grant.scopes(), token, grant.issuedAt());
    }

    /** Gives the device a token for all that it was approved for, in place of a narrower one. */
    IssuedToken widened(PairedDevice device, TokenGrant grant) {
        return replaced(device, new TokenGrant(
                grant.role(), device.scopes(), grant.secret(), grant.createdAt(), grant.rotatedAt(), null,
                grant.lastUsedAt()));
    }

    /** Gives the device another token for what the grant allows. */
    private IssuedToken replaced(PairedDevice device, TokenGrant grant) {
        long now = clock.millis();
        TokenGrant renewed = grant.renewed(tokens.fresh(device.id(), grant.role()), now);
        store.writeCredentials(sql -> {
            DeviceTable.put(sql, device.id(), renewed);
            DeviceTable.seen(sql, device.id(), grant.role(), false, now);
            return null;
        });
        return issued(renewed, tokens.token(device.id(), renewed).orElseThrow());
    }

    /** Notes that the device was here. @param byToken whether its token alone let it in */
    void note(PairedDevice device, Role role, boolean byToken) {
        long now = clock.millis();
        boolean recent = device.lastSeenAt() != null && Math.abs(now - device.lastSeenAt()) < SEEN_MILLIS;
        if (recent && !(byToken && device.token(role).orElseThrow().lastUsedAt() == null)) {
            return;
        }
        try {
            store.writeCredentials(sql -> {
                DeviceTable.seen(sql, device.id(), role, byToken, now);
                return null;
            });
        } catch (StoreException e) {
            LOG.warn("can't note when device {} was seen: {}", device.id(), e.getMessage());
        }
    }

    /** Changes a device under the lock that orders changes. */
    <T> T change(Store.Work<T> work) {
        changes.lock();
        try {
            return store.writeCredentials(work);
        } finally {
            changes.unlock();
        }
    }
}
