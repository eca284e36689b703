package org.openclaw.appliance.channel;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.store.Sql;
import org.openclaw.appliance.store.Store;
import org.openclaw.appliance.store.StoreException;

/**
 * Who may write to the agent through a chat channel. A stranger gets a code; when the operator approves it, the sender is
 * let in for good. Codes last one hour, and at most three senders wait for one account, so strangers can't fill the disk.
 *
 * <p>Thread-safe; blocks on the database and throws {@link StoreException} when that refuses.
 */
public final class DirectMessagePairing {

    static final long VALID_MILLIS = Duration.ofHours(1).toMillis();
    static final int MOST_WAITING = 3;

    private final Store store;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public DirectMessagePairing(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * A stranger wrote. One who already waits keeps his code.
     *
     * @return his request; {@link AccessRequest#createdAt()} equals {@link AccessRequest#lastSeenAt()} when it is new and he
     *     should be told the code. Empty when too many wait already
     */
    public Optional<AccessRequest> request(Sender sender) {
        return store.write(sql -> request(sql, sender, clock.millis()));
    }

    private Optional<AccessRequest> request(Sql sql, Sender sender, long now) {
        PairingTable.expire(sql, now - VALID_MILLIS);
        Optional<AccessRequest> known = PairingTable.find(sql, sender);
        if (known.isEmpty() && PairingTable.waiting(sql, sender.channel(), sender.accountId()) >= MOST_WAITING) {
            return Optional.empty();
        }
        // A sender who asks twice within a millisecond must not look new twice.
        AccessRequest request = known.map(old ->
                        new AccessRequest(sender, old.code(), old.createdAt(), Math.max(now, old.createdAt() + 1)))
                .orElseGet(() -> new AccessRequest(sender, freeCode(sql), now, now));
        PairingTable.put(sql, request);
        return Optional.of(request);
    }

    private String freeCode(Sql sql) {
        String code = PairingCode.next(random);
        while (PairingTable.codeIsTaken(sql, code)) {
            code = PairingCode.next(random);
        }
        return code;
    }

    /** Who waits, the longest first. */
    public List<AccessRequest> waiting() {
        return store.read(sql -> PairingTable.waiting(sql, clock.millis() - VALID_MILLIS));
    }

    /** Lets the sender in. @return what he asked, or empty when no such code waits for this account */
    public Optional<AccessRequest> approve(String channel, String accountId, String code) {
        return store.write(sql -> {
            Optional<AccessRequest> taken = take(sql, channel, accountId, code);
            taken.ifPresent(request -> PairingTable.allow(sql, request.sender(), clock.millis()));
            return taken;
        });
    }

    /** Turns the sender away; he may ask again. @return what he asked, or empty when no such code waits for this account */
    public Optional<AccessRequest> dismiss(String channel, String accountId, String code) {
        return store.write(sql -> take(sql, channel, accountId, code));
    }

    private Optional<AccessRequest> take(Sql sql, String channel, String accountId, String code) {
        PairingTable.expire(sql, clock.millis() - VALID_MILLIS);
        Optional<AccessRequest> request = PairingTable.find(sql, channel, accountId, PairingCode.typed(code));
        request.ifPresent(found -> PairingTable.remove(sql, found));
        return request;
    }

    /** True for a sender who was approved. */
    public boolean allows(String channel, String accountId, String senderId) {
        return store.read(sql -> PairingTable.allows(sql, channel, accountId, senderId));
    }
}
