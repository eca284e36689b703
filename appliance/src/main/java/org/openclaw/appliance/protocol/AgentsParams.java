package org.openclaw.appliance.protocol;

import com.fasterxml.jackson.databind.JsonNode;

/** Parameters of the methods that change agents and their files. */
public final class AgentsParams {

    private AgentsParams() {}

    /** {@code agents.create}. */
    public record Create(
            @Required @Length(min = 1, max = 64) String name,
            @Length(min = 1, max = 1024) String workspace,
            @Length(min = 1, max = 256) String model,
            @Length(max = 64) String emoji,
            @Length(max = 1024) String avatar) {}

    /** {@code agents.update}. A null model clears the agent's own. */
    public record Update(
            @Required @Length(min = 1) String agentId,
            @Length(min = 1, max = 64) String name,
            @Length(min = 1, max = 1024) String workspace,
            JsonNode model,
            @Length(max = 64) String emoji,
            @Length(max = 1024) String avatar) {}

    /** {@code agents.delete}. */
    public record Delete(@Required @Length(min = 1) String agentId, Boolean deleteFiles) {}

    /** {@code agents.files.list}. */
    public record ListFiles(@Required @Length(min = 1) String agentId) {}

    /** {@code agents.files.get}. */
    public record GetFile(@Required @Length(min = 1) String agentId, @Required @Length(min = 1, max = 64) String name) {}

    /** {@code agents.files.set}. */
    public record SetFile(
            @Required @Length(min = 1) String agentId,
            @Required @Length(min = 1, max = 64) String name,
            @Required @Length(max = 262_144) String content,
            @Matches("^[a-fA-F0-9]{64}$") String expectedHash) {}

    /** {@code skills.status}. */
    public record SkillsStatus(@Length(min = 1) String agentId, @Length(min = 1) String sessionKey) {}
}
