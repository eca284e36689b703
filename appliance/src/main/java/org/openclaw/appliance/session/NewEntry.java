package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;

/**
 * A message about to be recorded.
 *
 * @param id unique, a UUID
 * @param runId the run it belongs to, or null
 * @param idempotencyKey {@code <runId>:user} for what a user sent, or null
 * @param message {@code role}, {@code content} and what else {@code chat.history} shows, without {@code __openclaw};
 *     {@code timestamp} is added when missing
 */
public record NewEntry(String id, String runId, String idempotencyKey, ObjectNode message) {

    public static NewEntry of(String runId, ObjectNode message) {
        return new NewEntry(UUID.randomUUID().toString(), runId, null, message);
    }

    /** What a user sent to start the run. */
    public static NewEntry ofUser(String runId, ObjectNode message) {
        return new NewEntry(UUID.randomUUID().toString(), runId, runId + ":user", message);
    }
}
