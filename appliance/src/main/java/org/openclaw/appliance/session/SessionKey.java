package org.openclaw.appliance.session;

import java.util.Optional;

/**
 * A session's name: {@code agent:<agentId>:<rest>}.
 *
 * @param agentId the agent it belongs to, lower case
 * @param rest what tells it from the agent's other sessions, such as {@code main}
 */
public record SessionKey(String agentId, String rest) {

    /** Longest key accepted, in characters. */
    public static final int MAX_LENGTH = 512;

    private static final String PREFIX = "agent:";

    /** The agent's main session. */
    public static SessionKey main(String agentId) {
        return new SessionKey(agentId, "main");
    }

    /** Reads a canonical key; empty for anything else. */
    public static Optional<SessionKey> parse(String text) {
        if (text == null || !text.startsWith(PREFIX) || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        int colon = text.indexOf(':', PREFIX.length());
        return colon > PREFIX.length() && colon < text.length() - 1
                ? Optional.of(new SessionKey(text.substring(PREFIX.length(), colon), text.substring(colon + 1)))
                : Optional.empty();
    }

    public boolean isMain() {
        return rest.equals("main");
    }

    @Override
    public String toString() {
        return PREFIX + agentId + ":" + rest;
    }
}
