package org.openclaw.appliance.protocol;

import com.fasterxml.jackson.databind.JsonNode;

/** Parameters of the methods about work in the background and about the surroundings agents work in. */
public final class TaskParams {

    private TaskParams() {}

    /** {@code tasks.list}. The status is one name or a list of them. */
    public record ListTasks(
            JsonNode status,
            @Length(min = 1) String agentId,
            @Length(min = 1) String sessionKey,
            @Range(min = 1, max = 500) Integer limit,
            @OneOf({"createdAt", "updatedAt", "endedAt"}) String sortBy,
            @Length(max = 512) String cursor) {}

    /** {@code tasks.get}. */
    public record Get(@Required @Length(min = 1) String taskId) {}

    /** {@code tasks.cancel}. */
    public record Cancel(@Required @Length(min = 1) String taskId, @Length(max = 500) String reason) {}

    /** {@code environments.list}. */
    public record ListEnvironments(
            @Length(min = 1, max = 128) String runtimeId, @OneOf("profiles") String projection, Boolean includeDesktopSetup) {}
}
