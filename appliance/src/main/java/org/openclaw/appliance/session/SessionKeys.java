package org.openclaw.appliance.session;

import java.util.List;
import java.util.Locale;
import org.openclaw.appliance.protocol.ProtocolException;

/** From what a caller writes to a canonical key. */
final class SessionKeys {

    private static final String MAIN = "main";
    private static final String PREFIX = "agent:";
    private static final List<String> RESERVED = List.of("subagent:", "acp:", "cron:");

    private final AgentDirectory agents;

    SessionKeys(AgentDirectory agents) {
        this.agents = agents;
    }

    /** The key meant, whether or not its agent is still configured. */
    SessionKey locate(String text, String agentId) throws ProtocolException {
        String key = text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
        String agent = agentId == null || agentId.isBlank() ? null : agentId.strip().toLowerCase(Locale.ROOT);
        if (agent != null && agent.indexOf(':') >= 0) {
            throw ProtocolException.invalid("agentId must not contain ':'");
        }
        if (key.length() > SessionKey.MAX_LENGTH || key.chars().anyMatch(Character::isISOControl)) {
            throw ProtocolException.invalid(
                    "session key must have at most " + SessionKey.MAX_LENGTH + " characters and no control characters");
        }
        if (!key.startsWith(PREFIX)) {
            return new SessionKey(agent == null ? agents.defaultAgentId() : agent, key.isEmpty() ? MAIN : key);
        }
        SessionKey canonical = SessionKey.parse(key)
                .orElseThrow(() -> ProtocolException.invalid("malformed session key; use agent:<id>:<name>"));
        if (agent != null && !agent.equals(canonical.agentId())) {
            throw ProtocolException.invalid("agentId \"" + agent + "\" does not match session key agent \""
                    + canonical.agentId() + "\"");
        }
        return canonical;
    }

    SessionKey resolve(String text, String agentId) throws ProtocolException {
        SessionKey key = locate(text, agentId);
        if (!agents.knows(key.agentId())) {
            throw ProtocolException.invalid("Agent \"" + key.agentId() + "\" no longer exists in configuration");
        }
        return key;
    }

    SessionKey resolveForCaller(String text, String agentId) throws ProtocolException {
        SessionKey key = resolve(text, agentId);
        for (String reserved : RESERVED) {
            if (key.rest().startsWith(reserved)) {
                throw ProtocolException.invalid("session keys that begin with " + reserved + " are reserved");
            }
        }
        return key;
    }
}
