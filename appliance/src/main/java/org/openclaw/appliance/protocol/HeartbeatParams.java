package org.openclaw.appliance.protocol;

/** Parameters of the heartbeat's methods. */
public final class HeartbeatParams {

    private HeartbeatParams() {}

    /** Of {@code last-heartbeat}. */
    @Open
    public record Last() {}

    /** Of {@code set-heartbeats}. */
    @Open
    public record Enable(Boolean enabled) {}

    /** Of {@code wake}. */
    @Open
    public record Wake(
            @Required @OneOf({"now", "next-heartbeat"}) String mode,
            @Required @Length(min = 1, max = 8_192) String text,
            @Length(min = 1, max = 512) String sessionKey,
            @Length(min = 1, max = 64) String agentId) {}
}
