package org.openclaw.appliance.protocol;

/**
 * Payload of the {@code agent} event.
 *
 * @param stream which part of the run it is about: {@code lifecycle}, {@code assistant}, {@code usage}, {@code run_status},
 *     {@code tool}, {@code item}
 * @param data depends on the stream
 * @param seq counts the run's own events, from 1
 * @param ts milliseconds since 1970
 */
public record AgentEvent(
        String runId, String sessionKey, String sessionId, String agentId, String stream, Object data, long seq, long ts) {

    /** {@code stream:"run_status"}. */
    public record RunStatus(String phase) {}

    /**
     * {@code stream:"assistant"}.
     *
     * @param text the message so far
     * @param delta what is new
     * @param replace true where a new message begins instead of the one told before, else null
     */
    public record Assistant(String text, String delta, String itemId, Boolean replace) {}

    /** {@code stream:"usage"}. */
    public record Usage(long outputTokens) {}
}
