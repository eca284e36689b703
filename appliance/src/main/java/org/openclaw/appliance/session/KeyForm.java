package org.openclaw.appliance.session;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a key's rest tells: {@code <channel>:<direct|dm|group|channel>:…} for conversations that came through a channel. */
final class KeyForm {

    private static final List<String> DIRECT = List.of("direct", "dm");
    private static final List<String> GROUP = List.of("group", "channel");

    private KeyForm() {}

    /** {@code group} or {@code direct}. */
    static String kind(SessionKey key) {
        return Arrays.stream(parts(key)).limit(2).anyMatch(GROUP::contains) ? "group" : "direct";
    }

    static Optional<String> channel(SessionKey key) {
        String[] parts = parts(key);
        return parts.length == 3 && (DIRECT.contains(parts[1]) || GROUP.contains(parts[1]))
                ? Optional.of(parts[0])
                : Optional.empty();
    }

    private static String[] parts(SessionKey key) {
        return key.rest().split(":", 3);
    }
}
