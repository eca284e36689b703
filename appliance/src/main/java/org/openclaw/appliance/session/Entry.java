package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One entry of a transcript.
 *
 * @param id unique, a UUID
 * @param seq its place among the session's visible messages, from 1
 * @param runId the run it belongs to, or null
 * @param idempotencyKey {@code <runId>:user} for what a user sent, or null
 * @param timestamp when it was recorded, milliseconds since 1970
 * @param message the message as {@code chat.history} gives it, without its {@code __openclaw} block: {@code role},
 *     {@code content}, and for an assistant {@code api, provider, model, usage, stopReason}
 */
public record Entry(String id, long seq, String runId, String idempotencyKey, long timestamp, JsonNode message) {}
