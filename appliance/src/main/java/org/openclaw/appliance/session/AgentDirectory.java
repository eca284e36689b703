package org.openclaw.appliance.session;

/** Which agents there are, as sessions need to know it. Thread-safe; answers follow the live configuration. */
public interface AgentDirectory {

    /** The agent that bare keys such as {@code main} belong to. */
    String defaultAgentId();

    boolean knows(String agentId);

    /** What the agent runs with unless a session says otherwise. */
    Defaults defaults(String agentId);

    /**
     * @param modelProvider the provider's id, or null when no model is configured
     * @param model the model's id there, or null
     * @param contextTokens the model's context window in tokens, or 0 when unknown
     * @param thinkingLevel the thinking level, or null
     */
    record Defaults(String modelProvider, String model, long contextTokens, String thinkingLevel) {}
}
