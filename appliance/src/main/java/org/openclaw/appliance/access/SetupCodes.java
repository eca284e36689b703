package org.openclaw.appliance.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * One-time codes that let one new device in without the gateway's secret. Only their SHA-256 is kept, in memory, and for
 * {@value #TTL_MILLIS} ms by the monotonic clock: a code dies with the process, and no step of the wall clock prolongs it.
 * Bounded; thread-safe.
 */
public final class SetupCodes {

    /** How long a code is good, in milliseconds. */
    public static final long TTL_MILLIS = 600_000;

    private static final int MOST = 32;

    /** A new code. Never prints its token. @param expiresAtMs by the wall clock, for people */
    public record Issued(String setupId, String token, SetupAccess access, long expiresAtMs) {
        @Override
        public String toString() {
            return "Issued[" + setupId + "]";
        }
    }

    /**
     * Who used a code.
     *
     * @param deviceName may be null
     * @param delivered whether the device was sent its tokens; if not, nobody can tell what it got
     */
    public record Completion(String deviceId, String deviceName, SetupAccess access, long at, boolean delivered) {}

    /** A code that is good. */
    record Code(String setupId, SetupAccess access, String hash, long expiresAt, Completion completion) {

        Code completedBy(Completion now) {
            return new Code(setupId, access, hash, expiresAt, now);
        }

        boolean awaitsDeliveryTo(String deviceId) {
            return completion != null && !completion.delivered() && completion.deviceId().equals(deviceId);
        }
    }

    private final Clock clock;
    private final LongSupplier monotonicMillis;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Code> byHash = new LinkedHashMap<>();

    public SetupCodes(Clock clock, LongSupplier monotonicMillis) {
        this.clock = clock;
        this.monotonicMillis = monotonicMillis;
    }

    public Issued issue(SetupAccess access) {
        String token = SharedSecret.newToken();
        Code code = new Code(
                UUID.randomUUID().toString(), access, hash(token), monotonicMillis.getAsLong() + TTL_MILLIS, null);
        lock.lock();
        try {
            expire();
            if (byHash.size() >= MOST) {
                byHash.remove(byHash.keySet().iterator().next());
            }
            byHash.put(code.hash(), code);
        } finally {
            lock.unlock();
        }
        return new Issued(code.setupId(), token, access, clock.millis() + TTL_MILLIS);
    }

    /** Who used the code; empty when nobody has, or it is no longer known. */
    public Optional<Completion> completion(String setupId) {
        lock.lock();
        try {
            expire();
            return byHash.values().stream()
                    .filter(code -> code.setupId().equals(setupId) && code.completion() != null)
                    .map(Code::completion)
                    .findFirst();
        } finally {
            lock.unlock();
        }
    }

    /** The code, if it is good for this device. Its owner may come again: the answer to its first try may be lost. */
    Optional<Code> find(String token, String deviceId) {
        lock.lock();
        try {
            expire();
            return Optional.ofNullable(byHash.get(hash(token))).filter(code -> isFor(code, deviceId));
        } finally {
            lock.unlock();
        }
    }

    /** Uses the code up. @return false when another device was faster */
    boolean claim(Code found, String deviceId, String deviceName) {
        lock.lock();
        try {
            expire();
            Code code = byHash.get(found.hash());
            if (code == null || !isFor(code, deviceId)) {
                return false;
            }
            Completion completion = new Completion(deviceId, deviceName, code.access(), clock.millis(), false);
            byHash.put(code.hash(), code.completedBy(completion));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What has become of handing tokens over to the device.
     *
     * @return the code it used for them; empty when there is none, or it is known already that they were sent
     */
    Optional<Code> handedOver(String deviceId, boolean delivered) {
        lock.lock();
        try {
            expire();
            Optional<Code> found =
                    byHash.values().stream().filter(code -> code.awaitsDeliveryTo(deviceId)).findFirst();
            if (found.isPresent() && delivered) {
                Completion was = found.get().completion();
                Code confirmed = found.get()
                        .completedBy(new Completion(deviceId, was.deviceName(), was.access(), was.at(), true));
                byHash.put(confirmed.hash(), confirmed);
                return Optional.of(confirmed);
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    private static boolean isFor(Code code, String deviceId) {
        return code.completion() == null || code.completion().deviceId().equals(deviceId);
    }

    private void expire() {
        long now = monotonicMillis.getAsLong();
        byHash.values().removeIf(code -> code.expiresAt() <= now);
    }

    private static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }
}
