package org.openclaw.appliance.restart;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.protocol.Json;

/**
 * What a restart would interrupt.
 *
 * @param queued turns that wait for their session
 * @param running turns that run
 * @param requests calls in progress
 */
public record ActiveWork(int queued, int running, int requests) {

    public int total() {
        return queued + running + requests;
    }

    /** As {@code gateway.restart.preflight} answers it; kinds of work that this gateway doesn't do count as none. */
    ObjectNode preflight() {
        ObjectNode answer = Json.object().put("safe", total() == 0);
        answer.putObject("counts")
                .put("queueSize", queued)
                .put("pendingReplies", 0)
                .put("embeddedRuns", running)
                .put("cronRuns", 0)
                .put("backgroundExecSessions", 0)
                .put("rootRequests", requests)
                .put("activeTasks", 0)
                .put("totalActive", total());
        ArrayNode blockers = answer.putArray("blockers");
        List<String> messages = new ArrayList<>();
        block(blockers, messages, "queue", queued, " queued turn(s)");
        block(blockers, messages, "embedded-run", running, " active run(s)");
        block(blockers, messages, "root-request", requests, " active gateway request(s)");
        return answer.put(
                "summary", messages.isEmpty() ? "safe to restart now" : "restart deferred: " + String.join("; ", messages));
    }

    private static void block(ArrayNode blockers, List<String> messages, String kind, int count, String what) {
        if (count > 0) {
            blockers.addObject().put("kind", kind).put("count", count).put("message", count + what);
            messages.add(count + what);
        }
    }
}
