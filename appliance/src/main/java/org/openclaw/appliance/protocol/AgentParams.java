package org.openclaw.appliance.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Parameters of the methods that start agent turns and describe agents. */
public final class AgentParams {

    private AgentParams() {}

    /** Of {@code agent}. Names beginning with {@code internal} belong to the original's own processes. */
    public record Start(
            @Required @Length(min = 1) String message,
            @Length(min = 1) String agentId,
            String provider,
            String model,
            String to,
            String replyTo,
            String sessionId,
            String sessionKey,
            @Length(min = 1) String expectedExistingSessionId,
            String thinking,
            Boolean deliver,
            List<JsonNode> attachments,
            String channel,
            String replyChannel,
            String accountId,
            String replyAccountId,
            String threadId,
            String groupId,
            String groupChannel,
            String groupSpace,
            @Range(min = 0) Integer timeout,
            Boolean bestEffortDeliver,
            String lane,
            @Length(min = 1) String cwd,
            Boolean cleanupBundleMcpOnRunEnd,
            Boolean modelRun,
            @OneOf({"full", "minimal", "none"}) String promptMode,
            String extraSystemPrompt,
            @OneOf({"full", "lightweight"}) String bootstrapContextMode,
            @OneOf({"default", "heartbeat", "cron"}) String bootstrapContextRunKind,
            @OneOf("manual_spawn") String acpTurnSource,
            @Length(min = 1) String internalRuntimeHandoffId,
            Boolean internalExecutionIdentityRetry,
            @Range(min = 1) Integer internalExecutionIdentityRecoveryAttempt,
            @Length(min = 1) String execApprovalFollowupExpectedSessionId,
            List<JsonNode> internalEvents,
            ObjectNode inputProvenance,
            Boolean suppressPromptPersistence,
            @OneOf({"visible", "internal"}) String sessionEffects,
            @OneOf({"automatic", "message_tool_only"}) String sourceReplyDeliveryMode,
            Boolean disableMessageTool,
            Boolean swarmCollector,
            ObjectNode swarmOutputSchema,
            Boolean forceRestartSafeTools,
            Boolean forceCodeModeTools,
            String voiceWakeTrigger,
            @Required @Length(min = 1, max = 256) String idempotencyKey,
            @Length(min = 1, max = 512) String label) {}

    /** Of {@code agent.wait}. */
    public record Wait(@Required @Length(min = 1) String runId, @Range(min = 0) Integer timeoutMs) {}

    /** Of {@code agent.identity.get}. */
    public record Identity(@Length(min = 1) String agentId, String sessionKey) {}

    /** Of {@code agents.list}. */
    public record ListAgents() {}

    /** Of {@code commands.list}. */
    public record ListCommands(
            @Length(min = 1) String sessionKey,
            @Length(min = 1) String agentId,
            @Length(min = 1) String provider,
            @OneOf({"text", "native", "both"}) String scope,
            Boolean includeArgs) {}
}
