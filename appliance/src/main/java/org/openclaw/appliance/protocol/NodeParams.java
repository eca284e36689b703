package org.openclaw.appliance.protocol;

/** Parameters of the {@code node.*} methods. */
public final class NodeParams {

    private NodeParams() {}

    /** {@code node.pair.approve} and {@code .reject}. */
    public record Request(@Required @Length(min = 1) String requestId) {}

    /** {@code node.describe} and {@code node.pair.remove}. */
    public record Node(@Required @Length(min = 1) String nodeId) {}

    /** {@code node.rename}. */
    public record Rename(
            @Required @Length(min = 1) String nodeId, @Required @Length(min = 1, max = 200) String displayName) {}

    /** {@code node.pair.verify}, as clients of older gateways send it. */
    @Open
    public record Verify(@Length(max = 128) String nodeId, @Length(max = 512) String token) {}
}
