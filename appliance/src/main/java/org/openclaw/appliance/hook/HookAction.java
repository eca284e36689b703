package org.openclaw.appliance.hook;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.openclaw.appliance.agent.RunRequest;

/** What a call asks for. */
sealed interface HookAction {

    /**
     * A note for an agent.
     *
     * @param now whether a heartbeat is wanted at once
     * @param agentId the agent, or null for the default one
     * @param sessionKey the conversation, or null for the main one
     */
    record Wake(String text, boolean now, String agentId, String sessionKey) implements HookAction {}

    /**
     * A turn of an agent.
     *
     * @param name who calls, for people
     * @param sessionKey the conversation, or null
     * @param fixedKey whether the configuration chose that key, rather than the caller
     * @param persistent whether it continues that conversation, rather than begin one of its own
     * @param wakeNow whether what comes of it is told in a heartbeat at once
     * @param deliver whether it is told at all where all goes well
     * @param channel where it is told, or null
     * @param thinking how long to think, or null
     * @param trusted whether the text is given to the agent as it is
     */
    record Agent(
            String message,
            String name,
            String agentId,
            String sessionKey,
            boolean fixedKey,
            boolean persistent,
            boolean wakeNow,
            boolean deliver,
            String channel,
            String to,
            String accountId,
            String model,
            String thinking,
            Duration timeout,
            boolean trusted) implements HookAction {}

    /** A call that can't be obeyed. The message is the answer's {@code error}. */
    final class Refused extends Exception {
        private final int status;

        Refused(int status, String message) {
            super(message, null, false, false);
            this.status = status;
        }

        static Refused bad(String message) {
            return new Refused(400, message);
        }

        int status() {
            return status;
        }
    }

    /** Reads what a caller of {@code /wake} wants. */
    static Wake wake(JsonNode payload) throws Refused {
        String text = text(payload, "text");
        if (text == null) {
            throw Refused.bad("text required");
        }
        return new Wake(
                text, !payload.path("mode").asText().equals("next-heartbeat"), text(payload, "agentId"), text(payload, "sessionKey"));
    }

    /** Reads what a caller of {@code /agent} wants. */
    static Agent agent(JsonNode payload) throws Refused {
        String message = text(payload, "message");
        if (message == null) {
            throw Refused.bad("message required");
        }
        String mode = payload.path("sessionMode").asText("isolated");
        if (!mode.equals("isolated") && !mode.equals("persistent")) {
            throw Refused.bad("sessionMode must be isolated or persistent");
        }
        String key = text(payload, "sessionKey");
        if (mode.equals("persistent") && key == null) {
            throw Refused.bad("sessionKey is required when sessionMode is persistent");
        }
        String name = text(payload, "name");
        return new Agent(
                message, name == null ? "Hook" : name, text(payload, "agentId"), key, false, mode.equals("persistent"),
                !payload.path("wakeMode").asText().equals("next-heartbeat"), payload.path("deliver").asBoolean(true),
                text(payload, "channel"), text(payload, "to"), text(payload, "accountId"), text(payload, "model"),
                thinking(payload), seconds(payload.path("timeoutSeconds")), false);
    }

    /** How long to think; null where nothing is said. Refuses what would be without effect. */
    static String thinking(JsonNode fields) throws Refused {
        if (!fields.path("fallbacks").isEmpty()) {
            throw Refused.bad("fallbacks of a single hook are not supported; set agents.entries.<id>.model.fallbacks");
        }
        String level = text(fields, "thinking");
        if (level != null && !RunRequest.isThinkingLevel(level)) {
            throw Refused.bad("thinking must be off, minimal, low, medium, high, xhigh or max");
        }
        return level;
    }

    /** The stripped text of a field; null where there is none. */
    static String text(JsonNode payload, String name) {
        JsonNode value = payload.path(name);
        return value.isTextual() && !value.textValue().isBlank() ? value.textValue().strip() : null;
    }

    static Duration seconds(JsonNode value) {
        long seconds = value.isNumber() ? (long) Math.floor(Math.min(value.doubleValue(), 86_400)) : 0;
        return seconds > 0 ? Duration.ofSeconds(seconds) : null;
    }
}
