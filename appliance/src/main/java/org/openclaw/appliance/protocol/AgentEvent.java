package org.openclaw.appliance.protocol;

/**
 * Payload of the {@code agent} event.
 *
 * @param stream which part of the run it is about: {@code lifecycle}, {@code assistant}, {@code usage}, {@code run_status}
 * @param data depends on the stream
 * @param seq counts the run's own events, from 1
 * @param ts milliseconds since 1970
 */
public record AgentEvent(
        String runId, String sessionKey, String sessionId, String agentId, String stream, Object data, long seq, long ts) {

    /** {@code stream:"run_status"}. */
    public record RunStatus(String phase) {}

    /** {@code stream:"assistant"}. @param text everything so far @param delta what is new */
    public record Assistant(String text, String delta, String itemId) {}

    /** {@code stream:"usage"}. */
    public record Usage(long outputTokens) {}
}
