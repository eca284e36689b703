package org.openclaw.appliance.cron;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalLong;

/** How a job stands after a run: what is remembered, when it runs next, whether it goes on at all. Pure. */
final class Aftermath {

    /** A recurring job that failed so often in a row is switched off. */
    static final int MOST_ERRORS = 10;

    /** A job that runs once is tried again so often. */
    static final int MOST_RETRIES = 3;

    private static final long[] PAUSE_SECONDS = {30, 60, 300, 900, 3_600};

    private Aftermath() {}

    /**
     * @param job as it is stored now; it may have been changed while it ran
     * @param manual whether somebody asked for the run, which leaves the plan alone
     */
    static Job of(Job job, RunResult result, long begunAt, long now, boolean manual) {
        ObjectNode state = remembered(job, result, begunAt, now);
        int errors = state.path("consecutiveErrors").asInt();
        if (manual) {
            return job.with(job.enabled(), state, job.nextRunAt(), 0);
        }
        if (job.schedule().once()) {
            // Somebody gave it a new time while it ran.
            if (job.nextRunAt() > 0) {
                return job.with(job.enabled(), state, job.nextRunAt(), 0);
            }
            boolean again = result.failed() && errors <= MOST_RETRIES && job.enabled();
            return job.with(again, state, again ? now + pause(errors) : 0, 0);
        }
        if (result.failed() && errors >= MOST_ERRORS) {
            state.putObject("autoDisabled").put("reason", "consecutive-failures").put("atMs", now).put("consecutiveErrors", errors);
            return job.with(false, state, 0, 0);
        }
        return job.with(job.enabled(), state, job.enabled() ? next(job, result, errors, now) : 0, 0);
    }

    private static long next(Job job, RunResult result, int errors, long now) {
        long planned = job.nextRunAt() > now ? job.nextRunAt() : orZero(job.schedule().next(now));
        return planned > 0 && result.failed() ? Math.max(planned, now + pause(errors)) : planned;
    }

    static long pause(int errors) {
        return PAUSE_SECONDS[Math.clamp(errors, 1, PAUSE_SECONDS.length) - 1] * 1000;
    }

    static long orZero(OptionalLong time) {
        return time.orElse(0);
    }

    private static ObjectNode remembered(Job job, RunResult result, long begunAt, long now) {
        ObjectNode state = job.state().deepCopy();
        state.put("lastRunAtMs", begunAt)
                .put("lastRunStatus", result.status())
                .put("lastStatus", result.status())
                .put("lastDurationMs", Math.max(0, now - begunAt))
                .put("consecutiveErrors", result.failed() ? job.consecutiveErrors() + 1 : result.ok() ? 0 : job.consecutiveErrors())
                .put("consecutiveSkipped", result.status().equals("skipped") ? state.path("consecutiveSkipped").asInt() + 1 : 0)
                .put("lastDeliveryStatus", result.delivery().status());
        put(state, "lastError", result.error());
        put(state, "lastDeliveryError", result.delivery().error());
        put(state, "deliverySuppressionReason", result.delivery().suppressed());
        state.remove("lastDelivered");
        if (!result.delivery().status().equals("not-requested")) {
            state.put("lastDelivered", result.delivery().status().equals("delivered"));
        }
        state.remove(List.of("_interruptions", "_runId"));
        return state;
    }

    private static void put(ObjectNode state, String name, String value) {
        if (value == null) {
            state.remove(name);
        } else {
            state.put(name, value);
        }
    }
}
