package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * A session as recorded. Times are milliseconds since 1970, 0 where there is none yet.
 *
 * @param sessionId a UUID; survives a reset
 * @param lifecycleRevision a UUID; changes with every reset
 * @param settings what {@code sessions.patch} set, by its wire name; never null; this record's own copy
 * @param run the newest run
 * @param tokens counters since the last reset
 * @param messages how many messages the conversation has since the last reset
 * @param activeRunIds runs acknowledged and not ended, oldest first
 */
public record Session(
        SessionKey key,
        String sessionId,
        String lifecycleRevision,
        String createdVia,
        String parentSessionKey,
        long createdAt,
        long updatedAt,
        long lastInteractionAt,
        long lastActivityAt,
        long sessionStartedAt,
        ObjectNode settings,
        LastRun run,
        Tokens tokens,
        long messages,
        List<String> activeRunIds) {

    /** @param id null when nothing ran yet, and the other components are then empty too */
    public record LastRun(String id, RunStatus status, String error, long startedAt, long endedAt) {}

    /**
     * @param cost what they cost in US dollars, as far as the configuration knows prices
     * @param contextUsed tokens of the model's window in use after the newest run
     */
    public record Tokens(
            long input,
            long output,
            long cacheRead,
            long cacheWrite,
            double cost,
            long contextUsed,
            String provider,
            String model) {}

    Session withRun(LastRun newest) {
        return new Session(
                key,
                sessionId,
                lifecycleRevision,
                createdVia,
                parentSessionKey,
                createdAt,
                updatedAt,
                lastInteractionAt,
                lastActivityAt,
                sessionStartedAt,
                settings,
                newest,
                tokens,
                messages,
                activeRunIds);
    }

    /** A text setting such as {@code label}, {@code thinkingLevel} or {@code model}. */
    public Optional<String> setting(String name) {
        return Optional.ofNullable(settings.path(name).textValue());
    }
}
