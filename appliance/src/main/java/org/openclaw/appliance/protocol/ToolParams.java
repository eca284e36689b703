package org.openclaw.appliance.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Parameters of the {@code tools.*} methods. */
public final class ToolParams {

    private ToolParams() {}

    /** Of {@code tools.catalog}. */
    public record Catalog(@Length(min = 1) String agentId, Boolean includePlugins) {}

    /** Of {@code tools.effective}. */
    public record Effective(@Length(min = 1) String agentId, @Required @Length(min = 1) String sessionKey) {}

    /** Of {@code tools.invoke}. */
    public record Invoke(
            @Required @Length(min = 1) String name,
            ObjectNode args,
            @Length(min = 1) String sessionKey,
            @Length(min = 1) String agentId,
            Boolean confirm,
            @Length(min = 1) String idempotencyKey,
            @OneOf("direct-operator") String conversationReadOrigin) {}
}
