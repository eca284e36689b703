package org.openclaw.appliance.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Parameters of the {@code cron.*} methods. What comes in several forms is checked by the feature. */
public final class CronParams {

    private CronParams() {}

    /** Of {@code cron.list}. */
    public record ListJobs(
            Boolean includeDisabled,
            @Range(min = 1, max = 200) Integer limit,
            @Range(min = 0) Integer offset,
            @Length(max = 256) String query,
            @OneOf({"all", "enabled", "disabled"}) String enabled,
            @OneOf({"all", "at", "every", "cron", "on-exit", "stream"}) String scheduleKind,
            @OneOf({"all", "ok", "error", "skipped", "unknown"}) String lastRunStatus,
            @OneOf({"all", "conditional", "unconditional"}) String trigger,
            @OneOf({"nextRunAtMs", "updatedAtMs", "name"}) String sortBy,
            @OneOf({"asc", "desc"}) String sortDir,
            @Length(min = 1, max = 64) String agentId,
            Boolean compact,
            Boolean includeDeliveryPreviews) {}

    /** Of {@code cron.status}. */
    public record Status() {}

    /** Of {@code cron.get} and {@code cron.remove}: one of the two. */
    public record Named(@Length(min = 1, max = 128) String id, @Length(min = 1, max = 128) String jobId) {}

    /** Of {@code cron.add}. */
    public record Add(
            @Required @Length(min = 1, max = 200) String name,
            @Length(min = 1, max = 200) @Matches("\\S") String declarationKey,
            @Length(min = 1, max = 200) @Matches("\\S") String displayName,
            Owner owner,
            JsonNode agentId,
            JsonNode sessionKey,
            @Length(max = 2_000) String description,
            Boolean enabled,
            Boolean deleteAfterRun,
            @Required JsonNode schedule,
            JsonNode pacing,
            JsonNode trigger,
            @Required JsonNode sessionTarget,
            @Required @OneOf({"next-heartbeat", "now"}) String wakeMode,
            @Required JsonNode payload,
            JsonNode delivery,
            JsonNode failureAlert) {}

    /** Who a job belongs to. */
    public record Owner(
            @Length(min = 1, max = 64) String agentId,
            @Length(min = 1, max = 512) String sessionKey,
            @Length(min = 1, max = 128) String accountId) {}

    /** Of {@code cron.update}. */
    public record Update(
            @Length(min = 1, max = 128) String id,
            @Length(min = 1, max = 128) String jobId,
            ObjectNode patch,
            @Length(min = 1, max = 128) String expectedConfigRevision) {}

    /** Of {@code cron.run}. */
    public record Run(
            @Length(min = 1, max = 128) String id,
            @Length(min = 1, max = 128) String jobId,
            @OneOf({"due", "force", "if-enabled"}) String mode,
            @Length(min = 1) String expectedProcessInstanceId) {}

    /** Of {@code cron.runs}. */
    public record Runs(
            @Length(min = 1, max = 64) String agentId,
            @OneOf({"job", "all"}) String scope,
            @Length(min = 1, max = 128) @Matches("^[^/\\\\]+$") String id,
            @Length(min = 1, max = 128) @Matches("^[^/\\\\]+$") String jobId,
            @Length(min = 1, max = 256) String runId,
            @Range(min = 1, max = 200) Integer limit,
            @Range(min = 0) Integer offset,
            @Items(min = 1, max = 3) @OneOf({"ok", "error", "skipped"}) List<String> statuses,
            @OneOf({"all", "ok", "error", "skipped"}) String status,
            @Items(min = 1, max = 4) @OneOf({"delivered", "not-delivered", "unknown", "not-requested"}) List<String> deliveryStatuses,
            @OneOf({"delivered", "not-delivered", "unknown", "not-requested"}) String deliveryStatus,
            @Length(max = 256) String query,
            @OneOf({"asc", "desc"}) String sortDir) {}
}
