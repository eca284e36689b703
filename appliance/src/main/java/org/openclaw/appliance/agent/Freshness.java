package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.function.Supplier;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.session.Session;
import org.openclaw.appliance.session.SessionKey;

/**
 * When a conversation is to start afresh by itself: {@code session.reset}, and {@code resetByType} and {@code resetByChannel}
 * for some. Never, unless configured. Thread-safe.
 */
final class Freshness {

    private static final int USUAL_HOUR = 4;
    private static final long MINUTE_MILLIS = 60_000;

    private final Supplier<Config> config;
    private final Clock clock;

    Freshness(Supplier<Config> config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** Whether what is said next belongs to a new conversation. */
    boolean isOver(Session session) {
        JsonNode rule = rule(session.key());
        String mode = rule.path("mode").asText("none");
        if (mode.equals("none") || session.messages() == 0) {
            return false;
        }
        long idle = rule.path("idleMinutes").asLong() * MINUTE_MILLIS;
        boolean idled = idle > 0 && session.lastInteractionAt() > 0 && clock.millis() - session.lastInteractionAt() > idle;
        return idled || mode.equals("daily") && session.sessionStartedAt() < boundary(rule.path("atHour").asInt(USUAL_HOUR));
    }

    /** The last time the hour struck, milliseconds since 1970. */
    private long boundary(int hour) {
        ZonedDateTime now = Instant.ofEpochMilli(clock.millis()).atZone(ZoneId.systemDefault());
        ZonedDateTime today = now.toLocalDate().atTime(Math.clamp(hour, 0, 23), 0).atZone(now.getZone());
        return (today.isAfter(now) ? today.minusDays(1) : today).toInstant().toEpochMilli();
    }

    private JsonNode rule(SessionKey key) {
        List<String> parts = List.of(key.rest().split(":"));
        JsonNode byChannel = config.get().at("session.resetByChannel").path(parts.getFirst());
        if (byChannel.isObject()) {
            return byChannel;
        }
        boolean group = parts.contains("group") || parts.contains("channel");
        String type = parts.contains("thread") ? "thread" : group ? "group" : "direct";
        JsonNode byType = config.get().at("session.resetByType").path(type);
        return byType.isObject() ? byType : config.get().at("session.reset");
    }
}
