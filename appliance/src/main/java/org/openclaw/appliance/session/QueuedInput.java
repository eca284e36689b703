package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.store.Row;

/**
 * What a user said while another turn of the session went on: on disk, and not in the transcript before its own turn comes,
 * so that a question always stands before its answer.
 *
 * @param runId the run whose turn it waits for
 * @param acceptedAt milliseconds since 1970
 * @param entry the message as it will be recorded
 */
public record QueuedInput(String runId, long acceptedAt, NewEntry entry) {

    static String stored(NewEntry entry) {
        ObjectNode input = Json.object().put("entryId", entry.id());
        input.set("message", entry.message());
        return Json.text(input);
    }

    static QueuedInput of(Row row) {
        JsonNode input = Json.parseOwn(row.text("input"));
        String runId = row.text("run_id");
        return new QueuedInput(
                runId,
                row.number("created_at"),
                new NewEntry(
                        input.path("entryId").asText(), runId, runId + ":user", (ObjectNode) input.path("message")));
    }

    /** As {@code chat.history} shows it among {@code pendingInputs}. */
    public ObjectNode view() {
        ObjectNode view = Json.object().put("id", entry.id()).put("runId", runId);
        view.set("message", entry.message().deepCopy().put("idempotencyKey", entry.idempotencyKey()));
        return view.put("acceptedAt", acceptedAt).put("state", "queued");
    }
}
