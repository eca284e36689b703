package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One agent turn, as recorded.
 *
 * @param id the client's idempotency key, or an id of the gateway's own
 * @param key the session it belongs to
 * @param createdAt when it was acknowledged, milliseconds since 1970
 * @param startedAt when the model was first asked, or 0
 * @param endedAt when it ended, or 0
 * @param error why it failed, a sentence, or null
 * @param result the final payload as given to {@link RunEnd}, or null
 */
public record Run(
        String id,
        SessionKey key,
        RunStatus status,
        long createdAt,
        long startedAt,
        long endedAt,
        String error,
        JsonNode result) {}
