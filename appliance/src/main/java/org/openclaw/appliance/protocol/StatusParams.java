package org.openclaw.appliance.protocol;

/** Parameters of the methods that tell how the gateway is doing. */
public final class StatusParams {

    private StatusParams() {}

    /** @param probe true for a fresh summary instead of one up to a minute old */
    @Open
    public record Health(Boolean probe) {}

    @Open
    public record Status(Boolean includeChannelSummary, Boolean includeCliProjection) {}

    /** @param refreshCheckout nothing to refresh: this gateway isn't run from a checkout */
    public record UpdateStatus(Boolean refreshCheckout) {}

    /**
     * @param cursor where the previous call ended, in bytes; absent for the end of the log
     * @param limit most lines wanted
     * @param maxBytes most bytes of log wanted
     */
    public record LogsTail(
            @Range(min = 0) Long cursor,
            @Range(min = 1, max = 5_000) Integer limit,
            @Range(min = 1, max = 1_000_000) Integer maxBytes) {}

    /**
     * @param cursor where the previous answer ended, in bytes; absent to search all of the log
     * @param limit most lines wanted
     * @param level least level wanted
     * @param since only lines logged at this moment or later, in milliseconds since 1970
     * @param subsystem only lines of this subsystem, or of one under it
     */
    public record LogsSearch(
            @Range(min = 0) Long cursor,
            @Range(min = 1, max = 5_000) Integer limit,
            @OneOf({"trace", "debug", "info", "warn", "error", "fatal"}) String level,
            @Range(min = 0) Long since,
            @Length(min = 1, max = 120) String subsystem) {}
}
