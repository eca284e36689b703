package org.openclaw.appliance.protocol;

/** Parameters of the {@code gateway.restart.*} methods. */
public final class RestartParams {

    private RestartParams() {}

    /**
     * {@code gateway.restart.request}.
     *
     * @param reason for people; what is longer than 200 characters is cut
     * @param skipDeferral true to interrupt what runs
     * @param safe true to wait for what runs, together with a target
     * @param target the one gateway that is meant
     */
    @Open
    public record Request(
            @Length(max = 8_192) String reason, Boolean skipDeferral, Boolean safe, Target target, Intent restartIntent) {}

    /** A gateway, named by its process, its lock and its port. */
    @Open
    public record Target(
            @Required @Range(min = 1) Long pid,
            @Required @Length(min = 1, max = 256) String ownerId,
            @Required @Range(min = 1, max = 65_535) Long port) {}

    /** @param waitMs how long to wait for what runs; {@code force} doesn't, whatever its drain budget */
    @Open
    public record Intent(
            Boolean force,
            @Range(min = 0, max = 2_147_000_000L) Long waitMs,
            @Range(min = 0, max = 2_147_000_000L) Long drainBudgetMs) {}
}
