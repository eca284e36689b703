package org.openclaw.appliance.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Parameters of the {@code chat.*} methods and of the {@code sessions.*} methods that concern turns. */
public final class ChatParams {

    private ChatParams() {}

    /** Of {@code chat.send}. */
    public record Send(
            @Required @Length(min = 1, max = 512) String sessionKey,
            @Length(min = 1) String agentId,
            @Length(min = 1) String sessionId,
            @Required String message,
            ObjectNode intent,
            String thinking,
            JsonNode fastMode,
            @Range(min = 1) Integer fastAutoOnSeconds,
            @OneOf({"steer", "followup", "collect", "interrupt"}) String queueMode,
            Boolean deliver,
            String originatingChannel,
            String originatingTo,
            String originatingAccountId,
            String originatingThreadId,
            @Length(min = 1) String replyToId,
            List<ObjectNode> attachments,
            List<JsonNode> mentions,
            JsonNode workContext,
            ObjectNode toolBindings,
            @Range(min = 0) Integer timeoutMs,
            ObjectNode systemInputProvenance,
            String systemProvenanceReceipt,
            Boolean suppressCommandInterpretation,
            JsonNode expectedLeafEntryId,
            @Length(min = 1) String expectedSessionRoutingContract,
            JsonNode expectedPermissionMode,
            JsonNode expectedToolOverrides,
            @Required @Length(min = 1, max = 256) String idempotencyKey) {}

    /** Of {@code chat.history} and {@code chat.startup}. */
    public record History(
            @Required @Length(min = 1) String sessionKey,
            @Length(min = 1) String agentId,
            String cursor,
            @Range(min = 1, max = 1000) Integer limit,
            @Range(min = 0) Integer offset,
            @Range(min = 1024) Integer maxBytes,
            @Range(min = 1) Integer pendingBefore,
            @Items(min = 1, max = 50) @Length(min = 1, max = 256) List<String> inputRunIds,
            @Length(min = 1) String messageId,
            @Length(min = 1) String sessionId,
            @Range(min = 1, max = 500_000) Integer maxChars) {}

    /** Of {@code chat.message.get}. */
    public record GetMessage(
            @Required @Length(min = 1) String sessionKey,
            @Length(min = 1) String agentId,
            @Required @Length(min = 1) String messageId,
            @Range(min = 1, max = 2_000_000) Integer maxChars) {}

    /** Of {@code chat.metadata}. */
    public record Metadata(
            @Length(min = 1) String agentId,
            @Length(min = 1, max = 256) String authProfileId,
            @Length(min = 1) String sessionKey) {}

    /** Of {@code chat.abort}. */
    public record Abort(
            @Required @Length(min = 1) String sessionKey,
            @Length(min = 1) String agentId,
            @Length(min = 1) String runId,
            Boolean preserveSideRuns) {}

    /** Of {@code chat.inject}. */
    public record Inject(
            @Required @Length(min = 1) String sessionKey,
            @Length(min = 1) String agentId,
            @Required @Length(min = 1) String message,
            @Length(max = 100) String label) {}

    /** Of {@code sessions.send}. */
    public record SendToSession(
            @Required @Length(min = 1) String key,
            @Length(min = 1) String agentId,
            @Required String message,
            @Items(max = 10) List<JsonNode> mentions,
            String thinking,
            List<ObjectNode> attachments,
            @Range(min = 0) Integer timeoutMs,
            @Length(min = 1, max = 256) String idempotencyKey) {}

    /** Of {@code sessions.abort}. */
    public record AbortSession(
            @Length(min = 1) String key,
            @Length(min = 1) String runId,
            @Length(min = 1) String agentId,
            Boolean clearQueued) {}

    /** Of {@code sessions.compact}. */
    public record Compact(
            @Required @Length(min = 1) String key,
            @Length(min = 1) String agentId,
            @Range(min = 1) Integer maxLines) {}
}
