package org.openclaw.appliance.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Parameters of the {@code sessions.*} methods. Where a property may be null or of several types it is a JSON node. */
public final class SessionsParams {

    private SessionsParams() {}

    /**
     * {@code sessions.list}, {@code sessions.subscribe}.
     *
     * @param includeActivitySummary rows here never have one
     */
    public record Page(
            @Range(min = 1) Integer limit,
            @Range(min = 0) Integer offset,
            @Range(min = 1) Integer activeMinutes,
            Boolean activeOnly,
            Boolean requireLastInteraction,
            @OneOf({"updatedAt", "lastInteractionAt", "activity"}) String sortBy,
            Boolean includeGlobal,
            Boolean includeUnknown,
            Boolean configuredAgentsOnly,
            Boolean includeDerivedTitles,
            Boolean includeLastMessage,
            Boolean includeActivitySummary,
            Boolean excludeSubagents,
            @Length(min = 1, max = 512) String label,
            @OneOf({"chat", "dashboard"}) String boardFace,
            Boolean hasBoard,
            @Length(min = 1) String creatorId,
            @Length(min = 1) String ownerId,
            Boolean ownerFirst,
            Boolean involvingMe,
            @Length(min = 1) String involvingProfileId,
            Boolean includePeople,
            @Length(min = 1) String spawnedBy,
            @Length(min = 1) String agentId,
            @Length(max = 512) String search,
            JsonNode archived) {}

    /** {@code sessions.branches.list}. */
    public record Branches(@Required @Length(min = 1, max = 512) String sessionKey, @Length(min = 1) String agentId) {}

    /** {@code sessions.describe}. */
    public record Describe(
            @Required @Length(min = 1, max = 512) String key,
            String agentId,
            Boolean includeDerivedTitles,
            Boolean includeLastMessage) {}

    /** {@code sessions.get}. */
    @Open
    public record Get(@Required @Length(min = 1, max = 512) String key, String agentId, @Range(min = 1) Integer limit) {}

    /** {@code sessions.preview}. */
    public record Preview(
            @Required @Items(min = 1, max = 200) @Length(min = 1, max = 512) List<String> keys,
            @Range(min = 1) Integer limit,
            @Range(min = 20) Integer maxChars) {}

    /** {@code sessions.resolve}. */
    public record Resolve(
            @Length(min = 1, max = 512) String key,
            @Length(min = 1, max = 512) String sessionId,
            @Length(min = 1, max = 512) String label,
            Reference reference,
            @Length(min = 1, max = 64) String shortId,
            @Length(min = 1) String slugHint,
            @Length(min = 1) String agentId,
            @Length(min = 1) String spawnedBy,
            Boolean includeGlobal,
            Boolean includeUnknown,
            Boolean allowMissing) {

        /** A session by its key, as links carry it. */
        public record Reference(@Required @Length(min = 1, max = 512) String key, String slug) {}
    }

    /** {@code sessions.create}. */
    public record Create(
            @Length(min = 1, max = 512) String key,
            @Length(min = 1, max = 512) String idempotencyKey,
            @Length(min = 1) String agentId,
            @Length(min = 1, max = 512) String label,
            @Length(min = 1, max = 500) String displayName,
            @Length(min = 1, max = 512) String category,
            @Length(min = 1, max = 512) String model,
            @Length(min = 1) String contextWindow,
            @Length(min = 1, max = 64) String thinkingLevel,
            JsonNode fastMode,
            @OneOf({"read-only", "guarded", "workspace", "full"}) String permissionMode,
            ObjectNode toolOverrides,
            Boolean incognito,
            @OneOf({"shared", "read-only", "suggest", "draft"}) String visibility,
            @Length(min = 1) String catalogId,
            @Length(min = 1, max = 512) String parentSessionKey,
            @Range(min = 1) Integer spawnDepth,
            Boolean fork,
            @OneOf("last-completed") String forkFrom,
            Boolean emitCommandHooks,
            Boolean succeedsParent,
            String task,
            String message,
            List<ObjectNode> attachments,
            @Length(min = 1) String projectId,
            @Length(min = 1, max = 2048) String projectGitUrl,
            Boolean worktree,
            @Length(min = 1) String worktreeBaseRef,
            @Matches("^[a-z0-9][a-z0-9-]{0,63}$") String worktreeName,
            @Length(min = 1) String execNode,
            @Length(min = 1) String cwd) {}

    /** {@code sessions.patch}: every property but the key and the expectations is a setting; null clears it. */
    public record Patch(
            @Required @Length(min = 1, max = 512) String key,
            @Length(min = 1) String agentId,
            @Length(min = 1) String expectedSessionId,
            @Length(min = 1) String expectedLifecycleRevision,
            JsonNode expectedPermissionMode,
            JsonNode expectedToolOverrides,
            JsonNode expectedMarkedUnreadAt,
            JsonNode label,
            JsonNode icon,
            JsonNode color,
            JsonNode category,
            JsonNode boardFace,
            JsonNode statusNote,
            JsonNode attention,
            @Range(min = 1, max = 120) Integer ttlMinutes,
            Boolean archived,
            Boolean pinned,
            Boolean unread,
            JsonNode contextWindow,
            JsonNode thinkingLevel,
            JsonNode fastMode,
            JsonNode toolOverrides,
            JsonNode verboseLevel,
            JsonNode traceLevel,
            JsonNode reasoningLevel,
            JsonNode responseUsage,
            JsonNode elevatedLevel,
            JsonNode execHost,
            JsonNode execSecurity,
            JsonNode execAsk,
            JsonNode execNode,
            JsonNode permissionMode,
            JsonNode model,
            JsonNode completionOwnerSessionKey,
            JsonNode inheritedToolPolicyVersion,
            JsonNode inheritedToolAllow,
            JsonNode inheritedToolDeny,
            JsonNode sendPolicy,
            JsonNode groupActivation) {}

    /** {@code sessions.reset}. */
    public record Reset(
            @Required @Length(min = 1, max = 512) String key,
            @Length(min = 1) String agentId,
            @OneOf({"new", "reset"}) String reason,
            @Length(min = 1) String expectedSessionId) {}

    /** {@code sessions.delete}. */
    public record Delete(
            @Required @Length(min = 1, max = 512) String key,
            @Length(min = 1) String agentId,
            Boolean deleteTranscript,
            @Length(min = 1) String expectedSessionId,
            @Length(min = 1) String expectedLifecycleRevision,
            @Range(min = 0) Long expectedSessionUpdatedAt,
            Boolean emitLifecycleHooks,
            Boolean archivedOnly) {}

    /** {@code sessions.search}. */
    public record Search(
            @Length(min = 1) String agentId,
            @Items(min = 1, max = 200) @Length(min = 1, max = 512) List<String> sessionKeys,
            @Required @Length(min = 1, max = 4096) String query,
            @Range(min = 1, max = 25) Integer limit) {}

    /** {@code sessions.messages.subscribe}, {@code sessions.messages.unsubscribe}. */
    public record Follow(
            @Required @Length(min = 1, max = 512) String key, @Length(min = 1) String agentId, Boolean includeApprovals) {}

    /** {@code sessions.groups.put}: every group, in order. */
    public record PutGroups(
            @Required @Items(max = 256) @Length(min = 1, max = 512) List<String> names,
            @Items(max = 512) @Length(min = 1, max = 512) List<String> sectionOrder) {}

    /** {@code sessions.groups.rename}. */
    public record RenameGroup(@Required @Length(min = 1, max = 512) String name, @Required @Length(min = 1, max = 512) String to) {}

    /** {@code sessions.groups.delete}. */
    public record DeleteGroup(@Required @Length(min = 1, max = 512) String name) {}

    /** {@code sessions.viewers.set}: what the caller has in view now. */
    public record Viewed(
            @Length(min = 1) String agentId, @Required @Items(max = 32) @Length(min = 1, max = 512) List<String> sessionKeys) {}

    /** {@code progressCard.get}. */
    public record GetCard(@Required @Length(min = 1, max = 512) String sessionKey, @Length(min = 1) String agentId) {}

    /** {@code progressCard.put}: the whole card; nothing clears it. */
    public record PutCard(
            @Required @Length(min = 1, max = 512) String sessionKey,
            @Length(min = 1) String agentId,
            @Length(max = 8192) String markdown,
            @Items(max = 50) List<Step> plan,
            @Range(min = 1) Long expectedRevision) {

        /** One step of the plan. */
        public record Step(
                @Required @Length(min = 1, max = 512) String step,
                @Required @OneOf({"pending", "in_progress", "completed"}) String status) {}
    }
}
