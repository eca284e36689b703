package org.openclaw.appliance.cron;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.openclaw.appliance.protocol.CronParams;
import org.openclaw.appliance.protocol.Json;

/** Which jobs a list shows, in which order. */
final class Selection {

    private Selection() {}

    /** @param owner the agent it runs as; null where that one isn't configured any more */
    static boolean admits(CronParams.ListJobs wanted, Job job, String owner) {
        return enabled(wanted, job)
                && is(wanted.scheduleKind(), job.definition().path("schedule").path("kind").asText())
                && is(wanted.lastRunStatus(), job.state().path("lastRunStatus").asText("unknown"))
                && !"conditional".equals(wanted.trigger())
                && (wanted.agentId() == null || wanted.agentId().equals(owner))
                && matches(wanted.query(), job);
    }

    private static boolean enabled(CronParams.ListJobs wanted, Job job) {
        if (wanted.enabled() == null) {
            return job.enabled() || Boolean.TRUE.equals(wanted.includeDisabled());
        }
        return wanted.enabled().equals("all") || wanted.enabled().equals("enabled") == job.enabled();
    }

    private static boolean is(String wanted, String value) {
        return wanted == null || wanted.equals("all") || wanted.equals(value);
    }

    private static boolean matches(String query, Job job) {
        String words = query == null ? "" : query.strip().toLowerCase(Locale.ROOT);
        return words.isEmpty() || Json.text(job.definition()).toLowerCase(Locale.ROOT).contains(words) || job.id().startsWith(words);
    }

    static Comparator<Job> order(CronParams.ListJobs wanted) {
        Comparator<Job> order =
                switch (wanted.sortBy()) {
                    case "name" -> Comparator.comparing(Job::name, String.CASE_INSENSITIVE_ORDER);
                    case "updatedAtMs" -> Comparator.comparingLong(Job::updatedAt);
                    case null, default -> Comparator.comparingLong(job -> job.nextRunAt() == 0 ? Long.MAX_VALUE : job.nextRunAt());
                };
        return ("desc".equals(wanted.sortDir()) ? order.reversed() : order).thenComparing(Job::id);
    }

    /** Changes with every change of any of the jobs. */
    static String revision(List<Job> jobs) {
        long sum = 17;
        for (Job job : jobs) {
            sum = sum * 31 + job.id().hashCode();
            sum = sum * 31 + job.updatedAt() + job.nextRunAt() + job.runningAt();
        }
        return Long.toHexString(sum);
    }

    static ObjectNode compact(Job job, String owner) {
        ObjectNode row = Json.object()
                .put("id", job.id())
                .put("name", job.name())
                .put("enabled", job.enabled())
                .put("effectiveAgentId", owner)
                .put("nextRunAt", time(job.nextRunAt()))
                .put("scheduleKind", job.definition().path("schedule").path("kind").asText())
                .put("lastRunAt", time(job.state().path("lastRunAtMs").asLong()))
                .put("lastRunStatus", job.state().path("lastRunStatus").textValue());
        row.set("schedule", job.definition().path("schedule"));
        return job.nextRunAt() == 0 ? row.putNull("nextRunAtMs") : row.put("nextRunAtMs", job.nextRunAt());
    }

    private static String time(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis).toString();
    }
}
