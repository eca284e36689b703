package org.openclaw.appliance.protocol;

/** Parameters of the methods that search an agent's notes. */
public final class RecallParams {

    private RecallParams() {}

    /** {@code memory.search}. */
    public record Search(
            @Required @Length(min = 1, max = 500) String query,
            @Length(min = 1, max = 64) String agentId,
            @Range(min = 1, max = 50) Integer maxResults) {}

    /** {@code doctor.memory.status}. */
    public record Status(@Length(min = 1, max = 64) String agentId) {}

    /** {@code appliance.recall.index}. @param force whether to make the index anew */
    public record Index(@Length(min = 1, max = 64) String agentId, Boolean force) {}
}
