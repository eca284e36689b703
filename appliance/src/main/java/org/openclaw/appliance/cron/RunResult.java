package org.openclaw.appliance.cron;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.openclaw.appliance.protocol.Json;

/**
 * What became of a run.
 *
 * @param status {@code ok}, {@code error} or {@code skipped}
 * @param error a sentence, or null
 * @param text what it said; may be empty
 * @param details what the run log tells besides: session, model, usage
 * @param delivery what became of what it said
 */
record RunResult(String status, String error, String text, ObjectNode details, Delivered delivery) {

    private static final int MOST_SUMMARY = 2_000;
    private static final int MOST_ERROR = 1_000;

    /**
     * What became of what a run said.
     *
     * @param status {@code delivered}, {@code not-delivered}, {@code unknown} or {@code not-requested}
     * @param error why not, or null
     * @param suppressed why there was nothing to deliver: {@code empty} or {@code silent}; or null
     * @param required whether the run counts as failed where it didn't arrive
     */
    record Delivered(String status, String error, String suppressed, boolean required) {

        static final Delivered NOT_REQUESTED = new Delivered("not-requested", null, null, false);

        static Delivered arrived() {
            return new Delivered("delivered", null, null, false);
        }

        static Delivered suppressed(String why) {
            return new Delivered("not-delivered", null, why, false);
        }

        static Delivered failed(String error, boolean required) {
            return new Delivered("not-delivered", error, null, required);
        }
    }

    RunResult {
        error = error == null || error.length() <= MOST_ERROR ? error : error.substring(0, MOST_ERROR) + "…";
    }

    static RunResult ok(String text, ObjectNode details) {
        return new RunResult("ok", null, text, details, Delivered.NOT_REQUESTED);
    }

    static RunResult error(String sentence, ObjectNode details) {
        return new RunResult("error", sentence, "", details, Delivered.NOT_REQUESTED);
    }

    static RunResult skipped(String reason) {
        return new RunResult("skipped", reason, "", Json.object(), Delivered.NOT_REQUESTED);
    }

    RunResult with(Delivered what) {
        return new RunResult(status, error, text, details, what);
    }

    boolean ok() {
        return status.equals("ok");
    }

    boolean failed() {
        return status.equals("error");
    }

    /** {@code succeeded} only where what had to arrive did. */
    String completion() {
        return ok() && !delivery.required() ? "succeeded" : "failed";
    }

    /** The entry of the run log, which is also what webhooks get. */
    ObjectNode entry(Job job, String runId, long begunAt, long now) {
        ObjectNode entry = Json.object()
                .put("ts", now)
                .put("jobId", job.id())
                .put("action", "finished")
                .put("status", status)
                .put("completionStatus", completion());
        if (error != null) {
            entry.put("error", error);
        }
        if (!text.isBlank()) {
            entry.put("summary", text.length() <= MOST_SUMMARY ? text : text.substring(0, MOST_SUMMARY) + "…");
        }
        entry.put("runId", runId).put("runAtMs", begunAt).put("durationMs", Math.max(0, now - begunAt));
        entry.put("deliveryStatus", delivery.status());
        if (!delivery.status().equals("not-requested")) {
            entry.put("delivered", delivery.status().equals("delivered"));
        }
        if (delivery.error() != null) {
            entry.put("deliveryError", delivery.error());
        }
        if (delivery.suppressed() != null) {
            entry.put("deliverySuppressionReason", delivery.suppressed());
        }
        entry.setAll(details);
        return entry.put("jobName", job.name());
    }
}
