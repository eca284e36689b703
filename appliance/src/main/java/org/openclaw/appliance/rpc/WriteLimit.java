package org.openclaw.appliance.rpc;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;

/**
 * How often one client may call a method that changes the gateway itself: {@value #MOST} times a minute, each method counted
 * alone. A client is a network address. Remembers the {@value #MOST_KEYS} busiest lately. Thread-safe.
 */
public final class WriteLimit {

    /** Most calls of one method by one client within the window. */
    public static final int MOST = 30;

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int MOST_KEYS = 256;

    private record Key(String method, String client) {}

    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, ArrayDeque<Long>> calls = new LinkedHashMap<>(16, 0.75f, true);

    /** @param nanos a clock that never jumps, such as {@code System::nanoTime} */
    public WriteLimit(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** The same methods, with those named held to the limit. */
    public List<Method<?>> around(List<Method<?>> methods, Set<String> limited) {
        return methods.stream().<Method<?>>map(method -> limited.contains(method.name()) ? around(method) : method).toList();
    }

    /** The same method, held to the limit. */
    public <P extends Record> Method<P> around(Method<P> method) {
        Method.Handler<P> handler = (call, params) -> {
            OptionalLong wait = take(method.name(), call.caller().address());
            if (wait.isPresent()) {
                throw new ProtocolException(refusal(method.name(), wait.getAsLong()));
            }
            method.handler().handle(call, params);
        };
        return new Method<>(method.name(), method.access(), method.advertised(), method.inline(), method.params(), handler);
    }

    /** Counts a call. @return how long to wait instead, in milliseconds; empty when it may go ahead */
    OptionalLong take(String method, String client) {
        lock.lock();
        try {
            long now = nanos.getAsLong();
            ArrayDeque<Long> recent = calls.computeIfAbsent(new Key(method, client), key -> new ArrayDeque<>(4));
            while (!recent.isEmpty() && now - recent.peek() >= WINDOW_NANOS) {
                recent.remove();
            }
            if (recent.size() >= MOST) {
                return OptionalLong.of(TimeUnit.NANOSECONDS.toMillis(WINDOW_NANOS - (now - recent.peek())) + 1);
            }
            recent.add(now);
            if (calls.size() > MOST_KEYS) {
                calls.remove(calls.keySet().iterator().next());
            }
            return OptionalLong.empty();
        } finally {
            lock.unlock();
        }
    }

    private static ErrorShape refusal(String method, long waitMillis) {
        long seconds = (waitMillis + 999) / 1000;
        return ErrorShape.of(
                        ErrorCode.UNAVAILABLE, "rate limit exceeded for " + method + "; retry after " + seconds + "s")
                .withDetails(Json.object().put("method", method).put("limit", MOST + " per 60s"))
                .retryAfter(waitMillis);
    }
}
