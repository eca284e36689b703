package org.openclaw.appliance.cron;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.store.Sql;

/**
 * What happens to the plan after the gateway was away, or its clock was set: what was missed runs once at the most, one after
 * the other, and nothing waits for a time that a wrong clock once made up.
 */
final class Catchup {

    /** From the start until the first missed job runs: the start itself has enough to do. */
    static final long FIRST_MILLIS = 30_000;

    /** Between two missed jobs. */
    static final long SPACING_MILLIS = 10_000;

    private static final int MOST_INTERRUPTIONS = 2;
    private static final String CUT_OFF = "The gateway stopped before the run was finished.";

    private Catchup() {}

    /**
     * Mends the plan after a start. To be run in one transaction, with no job running.
     *
     * @param skipMissed whether what was missed isn't made up for
     * @param hears the entry of each run that never was finished
     */
    static void afterStart(Sql sql, long now, boolean skipMissed, Consumer<ObjectNode> hears) {
        for (Job job : JobTable.interrupted(sql)) {
            JobTable.update(sql, interrupted(sql, job, now, hears));
        }
        long at = now + FIRST_MILLIS;
        for (Job job : JobTable.planned(sql)) {
            if (job.nextRunAt() > now) {
                sooner(sql, job, now);
            } else if (skipMissed) {
                JobTable.update(sql, skipped(sql, job, now, hears));
            } else {
                JobTable.update(sql, job.with(true, job.state(), at, 0));
                at += SPACING_MILLIS;
            }
        }
    }

    /** Mends the plan after the clock was put back. */
    static void afterClockWentBack(Sql sql, long now) {
        List<Job> planned = JobTable.planned(sql);
        planned.forEach(job -> sooner(sql, job, now));
    }

    private static void sooner(Sql sql, Job job, long now) {
        if (job.schedule().once()) {
            return;
        }
        long natural = Aftermath.orZero(job.schedule().next(now));
        long pause = job.consecutiveErrors() > 0 ? now + Aftermath.pause(job.consecutiveErrors()) : 0;
        long latest = Math.max(natural, pause);
        if (job.nextRunAt() > latest && latest > now) {
            JobTable.update(sql, job.with(true, job.state(), latest, job.runningAt()));
        }
    }

    private static Job interrupted(Sql sql, Job job, long now, Consumer<ObjectNode> hears) {
        RunResult result = RunResult.error(CUT_OFF, Json.object());
        String runId = job.state().path("_runId").asText("interrupted:" + job.id());
        ObjectNode entry = result.entry(job, runId, Math.min(job.runningAt(), now), now);
        RunLog.add(sql, entry);
        hears.accept(entry);
        int times = job.state().path("_interruptions").asInt() + 1;
        Job after = Aftermath.of(job, result, Math.min(job.runningAt(), now), now, true);
        after.state().put("_interruptions", times);
        if (!job.schedule().once() || job.nextRunAt() > 0 || !job.enabled()) {
            return after;
        }
        boolean again = times <= MOST_INTERRUPTIONS;
        return after.with(again, after.state(), again ? now : 0, 0);
    }

    private static Job skipped(Sql sql, Job job, long now, Consumer<ObjectNode> hears) {
        RunResult result = RunResult.skipped("missed while the gateway was off");
        ObjectNode entry = result.entry(job, "missed:" + job.id() + ":" + UUID.randomUUID(), now, now);
        RunLog.add(sql, entry);
        hears.accept(entry);
        return Aftermath.of(job.with(true, job.state(), 0, 0), result, now, now, false);
    }
}
