package org.openclaw.appliance.hook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * What came of calls that have a key, so that a repetition begins nothing: while it goes on, and five minutes beyond its end.
 * In memory, bounded, thread-safe.
 */
final class Replays {

    private static final long KEPT_MILLIS = 300_000;
    private static final int MOST_ENDED = 1_000;
    private static final int LONGEST_KEY = 256;

    /** Begins a turn. */
    @FunctionalInterface
    interface Begin {
        HookDesk.Dispatched begin() throws HookAction.Refused;
    }

    private static final class Entry {
        private final CompletableFuture<HookDesk.Dispatched> dispatched = new CompletableFuture<>();
        private volatile long endedAt = Long.MAX_VALUE;
    }

    private final LongSupplier uptimeMillis;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** @param uptimeMillis a clock that never jumps */
    Replays(LongSupplier uptimeMillis) {
        this.uptimeMillis = uptimeMillis;
    }

    /** @param key the caller's, or null @param path where it called @param action what it asked for: another wish under the same key is another call */
    HookDesk.Dispatched once(String key, String path, HookAction.Agent action, Begin begin) throws HookAction.Refused {
        if (key == null || key.isBlank() || key.strip().length() > LONGEST_KEY) {
            return begin.begin();
        }
        String name = digest(key.strip() + "\n" + path + "\n" + action);
        Entry mine = new Entry();
        Entry known;
        lock.lock();
        try {
            forget();
            known = entries.putIfAbsent(name, mine);
        } finally {
            lock.unlock();
        }
        return known == null ? begin(name, mine, begin) : await(known);
    }

    private HookDesk.Dispatched begin(String name, Entry mine, Begin begin) throws HookAction.Refused {
        try {
            HookDesk.Dispatched dispatched = begin.begin();
            dispatched.completion().whenComplete((done, failure) -> mine.endedAt = uptimeMillis.getAsLong());
            mine.dispatched.complete(dispatched);
            return dispatched;
        } catch (HookAction.Refused | RuntimeException e) {
            lock.lock();
            try {
                entries.remove(name);
            } finally {
                lock.unlock();
            }
            mine.dispatched.completeExceptionally(e);
            throw e;
        }
    }

    private static HookDesk.Dispatched await(Entry known) throws HookAction.Refused {
        try {
            return known.dispatched.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof HookAction.Refused refused ? refused : new HookAction.Refused(502, "the same call failed; retry");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HookAction.Refused(503, "the gateway is stopping");
        }
    }

    private void forget() {
        long now = uptimeMillis.getAsLong();
        entries.values().removeIf(entry -> entry.endedAt != Long.MAX_VALUE && now - entry.endedAt > KEPT_MILLIS);
        long ended = entries.values().stream().filter(entry -> entry.endedAt != Long.MAX_VALUE).count();
        for (var each = entries.values().iterator(); ended > MOST_ENDED && each.hasNext(); ) {
            if (each.next().endedAt != Long.MAX_VALUE) {
                each.remove();
                ended--;
            }
        }
    }

    private static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
