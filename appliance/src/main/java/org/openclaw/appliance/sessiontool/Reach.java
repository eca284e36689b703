package org.openclaw.appliance.sessiontool;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Supplier;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.session.Session;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.tool.ToolCall;
import org.openclaw.appliance.tool.ToolException;

/**
 * Which sessions a call may reach: {@code tools.sessions.visibility} and {@code tools.agentToAgent}. Whoever isn't the owner
 * reaches only the session that is spoken in: the others may be other people's.
 */
final class Reach {

    private final Supplier<Config> config;
    private final Sessions sessions;

    Reach(Supplier<Config> config, Sessions sessions) {
        this.config = config;
        this.sessions = sessions;
    }

    /** The session a key means, if the call may reach it. */
    SessionKey session(ToolCall call, String key) throws ToolException {
        SessionKey found;
        try {
            found = sessions.locate(key, call.agentId());
        } catch (ProtocolException e) {
            throw new ToolException("There is no session " + key + ".");
        }
        if (!reaches(call, found)) {
            throw new ToolException("Session " + key + " can't be reached from here.");
        }
        return found;
    }

    boolean reaches(ToolCall call, SessionKey other) {
        boolean self = other.toString().equals(call.sessionKey());
        if (self || !call.owner()) {
            return self;
        }
        boolean sameAgent = other.agentId().equals(call.agentId());
        return switch (visibility()) {
            case "self" -> false;
            case "tree" -> sameAgent && (isMain(call) || isChild(call, other));
            case "agent" -> sameAgent;
            default -> sameAgent || agentsMayMeet(call.agentId(), other.agentId());
        };
    }

    String visibility() {
        return config.get().text("tools.sessions.visibility").orElse("all");
    }

    private static boolean isMain(ToolCall call) {
        return SessionKey.parse(call.sessionKey()).filter(SessionKey::isMain).isPresent();
    }

    private boolean isChild(ToolCall call, SessionKey other) {
        return sessions.find(other).map(Session::parentSessionKey).filter(call.sessionKey()::equals).isPresent();
    }

    private boolean agentsMayMeet(String one, String other) {
        JsonNode rule = config.get().at("tools.agentToAgent");
        JsonNode allow = rule.path("allow");
        return rule.path("enabled").asBoolean(true) && (allow.isEmpty() || (names(allow, one) && names(allow, other)));
    }

    private static boolean names(JsonNode list, String agentId) {
        for (JsonNode entry : list) {
            String pattern = entry.asText().strip();
            if (pattern.equals("*") || pattern.equals(agentId)
                    || (pattern.endsWith("*") && agentId.startsWith(pattern.substring(0, pattern.length() - 1)))) {
                return true;
            }
        }
        return false;
    }
}
