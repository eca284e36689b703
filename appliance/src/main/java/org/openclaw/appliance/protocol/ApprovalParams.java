package org.openclaw.appliance.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** Parameters of the {@code exec.approval.*}, {@code exec.approvals.*} and {@code approval.*} methods. */
public final class ApprovalParams {

    private static final String ANY_ID = "^(?!\\.{1,2}$)(?:[^\\uD800-\\uDFFF]|[\\uD800-\\uDBFF][\\uDC00-\\uDFFF])+$";

    private ApprovalParams() {}

    /** Of {@code exec.approval.request}. What may be null on the wire is a {@link JsonNode} here. */
    public record Request(
            @Length(min = 1) String id,
            @Length(min = 1) String command,
            List<String> commandArgv,
            ObjectNode systemRunPlan,
            Map<String, String> env,
            JsonNode cwd,
            JsonNode nodeId,
            JsonNode host,
            JsonNode security,
            JsonNode ask,
            JsonNode warningText,
            JsonNode scope,
            @OneOf("allow-always") @Items(min = 1, max = 1) List<String> unavailableDecisions,
            List<JsonNode> commandSpans,
            JsonNode agentId,
            JsonNode resolvedPath,
            JsonNode sessionKey,
            JsonNode sessionId,
            JsonNode runId,
            JsonNode toolCallId,
            JsonNode turnSourceChannel,
            JsonNode turnSourceTo,
            JsonNode turnSourceAccountId,
            JsonNode turnSourceThreadId,
            @Length(min = 1) List<String> approvalReviewerDeviceIds,
            Boolean requireDeliveryRoute,
            Boolean suppressDelivery,
            Boolean deliverToApprovalClientsOnly,
            @Range(min = 1) Long timeoutMs,
            Boolean twoPhase) {}

    /** Of {@code exec.approval.get}. */
    public record One(@Required @Length(min = 1) String id) {}

    /** Of {@code approval.get}. */
    public record OneOfAnyKind(@Required @Length(min = 1, max = 512) @Matches(ANY_ID) String id) {}

    /** Of {@code exec.approval.waitDecision}. */
    @Open
    public record Wait(@Required @Length(min = 1) String id) {}

    /** Of {@code exec.approval.resolve}. */
    public record Resolve(
            @Required @Length(min = 1) String id,
            @Required @Length(min = 1) String decision,
            Reviewer reviewer,
            @Range(min = 1, max = 3650) Integer grantExpiresInDays) {}

    /** Who decided, where a channel passes it on. */
    public record Reviewer(
            @Required @Length(min = 1) String channel,
            @Required @Length(min = 1) String accountId,
            @Required @Length(min = 1) String senderId) {}

    /** Of {@code approval.resolve}. */
    public record ResolveAny(
            @Required @Length(min = 1, max = 512) @Matches(ANY_ID) String id,
            @Required @OneOf({"exec", "plugin", "system-agent"}) String kind,
            @Required @OneOf({"allow-once", "allow-always", "deny"}) String decision,
            Reviewer reviewer,
            @Range(min = 1, max = 3650) Integer grantExpiresInDays) {}

    /** Of {@code approval.history}. */
    public record History(
            @Length(min = 1, max = 512) String cursor,
            @Range(min = 1, max = 100) Integer limit,
            @OneOf({"exec", "plugin", "system-agent"}) String kind) {}

    /** Of {@code exec.approvals.set}. */
    public record SetFile(@Required ObjectNode file, @Length(min = 1) String baseHash) {}

    /** {@code exec.approval.grants.list}. */
    public record ListGrants(@Range(min = 1, max = 500) Integer limit) {}
}
