package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * How a run ended; recorded together with its last messages, in one transaction.
 *
 * @param status one that {@link RunStatus#ended()}
 * @param error why it failed, a sentence, or null
 * @param result the final payload, given again to whoever repeats the request, or null
 * @param entries messages to record with it, in order; may be empty
 * @param usage what it cost
 */
public record RunEnd(RunStatus status, String error, JsonNode result, List<NewEntry> entries, TokenUsage usage) {

    public RunEnd {
        if (!status.ended()) {
            throw new IllegalArgumentException("a run can't end as " + status);
        }
        entries = List.copyOf(entries);
    }
}
