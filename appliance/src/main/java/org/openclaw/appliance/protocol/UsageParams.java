package org.openclaw.appliance.protocol;

/** Parameters of {@code usage.*} and {@code sessions.usage*}. */
public final class UsageParams {

    private static final String DAY = "^\\d{4}-\\d{2}-\\d{2}$";
    private static final String OFFSET = "^UTC[+-]\\d{1,2}(?::[0-5]\\d)?$";

    private UsageParams() {}

    /** {@code usage.cost}. Days are those of the named zone; of UTC where none is named. */
    @Open
    public record Cost(
            @Range(min = 1, max = 400) Integer days,
            @Matches(DAY) String startDate,
            @Matches(DAY) String endDate,
            @OneOf({"utc", "gateway", "specific"}) String mode,
            @Length(min = 1) String timeZone,
            String utcOffset,
            @Length(min = 1) String agentId,
            @OneOf("all") String agentScope) {}

    /** {@code sessions.usage}. */
    public record Sessions(
            @Length(min = 1) String key,
            @Length(min = 1) String agentId,
            @OneOf("all") String agentScope,
            @Matches(DAY) String startDate,
            @Matches(DAY) String endDate,
            @OneOf({"utc", "gateway", "specific"}) String mode,
            @OneOf({"7d", "30d", "90d", "1y", "all"}) String range,
            @OneOf({"instance", "family"}) String groupBy,
            Boolean includeHistorical,
            @Matches(OFFSET) String utcOffset,
            @Length(min = 1) String timeZone,
            @Range(min = 1) Integer limit,
            Boolean includeContextWeight) {}

    /** {@code sessions.usage.timeseries}, {@code sessions.usage.logs}. */
    @Open
    public record OfSession(@Required @Length(min = 1, max = 512) String key, String agentId, @Range(min = 1) Integer limit) {}
}
