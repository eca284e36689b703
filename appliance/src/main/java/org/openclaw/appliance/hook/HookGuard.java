package org.openclaw.appliance.hook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.openclaw.appliance.access.FailedAttempts;

/** Who may call hooks: whoever has their token. Twenty wrong ones in a minute and a client has to wait. Thread-safe. */
final class HookGuard {

    private static final FailedAttempts.Policy POLICY = new FailedAttempts.Policy(20, 60_000, 60_000, false);
    private static final String BEARER = "Bearer ";

    /** The judgement. @param retryAfterMillis how long to wait before another try is looked at; 0 for none */
    record Judgement(boolean admitted, long retryAfterMillis) {}

    private final FailedAttempts failures;

    /** @param uptimeMillis a clock that never jumps */
    HookGuard(LongSupplier uptimeMillis) {
        this.failures = new FailedAttempts(POLICY, uptimeMillis);
    }

    /** @param client its address @param authorization the header, or empty @param own the header of hooks' own, or empty */
    Judgement judge(String client, Optional<String> authorization, Optional<String> own, String token) {
        String given = authorization
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(header -> header.substring(BEARER.length()).strip())
                .filter(text -> !text.isEmpty())
                .or(() -> own.map(String::strip))
                .orElse("");
        // Compared in constant time, and a right one is taken even from somebody who guessed wrong before.
        if (MessageDigest.isEqual(bytes(given), bytes(token))) {
            failures.succeeded(client);
            return new Judgement(true, 0);
        }
        long locked = failures.lockedForMillis(client);
        if (locked == 0) {
            failures.failed(client);
        }
        return new Judgement(false, locked);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
