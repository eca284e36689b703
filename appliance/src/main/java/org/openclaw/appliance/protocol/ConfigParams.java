package org.openclaw.appliance.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Parameters of the {@code config.*} methods. */
public final class ConfigParams {

    private static final int LONGEST_TEXT = 2 * 1024 * 1024;

    private ConfigParams() {}

    /** {@code config.schema.lookup}. */
    public record Lookup(@Required @Length(min = 1, max = 1024) @Matches("^[A-Za-z0-9_./\\[\\]\\-*]+$") String path) {}

    /**
     * {@code config.set}.
     *
     * @param raw the whole file as JSON5
     * @param baseHash what {@code config.get} named the text that this one is made from
     */
    public record Set(@Required @Length(min = 1, max = LONGEST_TEXT) String raw, @Length(min = 1, max = 256) String baseHash) {}

    /**
     * {@code config.apply}.
     *
     * @param note for people
     * @param restartDelayMs a restart is wanted after this time, should the change need one
     */
    public record Apply(
            @Required @Length(min = 1, max = LONGEST_TEXT) String raw,
            @Length(min = 1, max = 256) String baseHash,
            @Length(max = 512) String sessionKey,
            Delivery deliveryContext,
            @Length(max = 4096) String note,
            @Range(min = 0) Long restartDelayMs) {}

    /**
     * {@code config.patch}.
     *
     * @param raw a JSON5 object to merge; null removes
     * @param replacePaths dotted paths of lists that may lose members
     */
    public record Patch(
            @Required @Length(min = 1, max = LONGEST_TEXT) String raw,
            @Length(min = 1, max = 256) String baseHash,
            @Length(max = 512) String sessionKey,
            Delivery deliveryContext,
            @Length(max = 4096) String note,
            @Range(min = 0) Long restartDelayMs,
            @Items(max = 256) @Length(min = 1, max = 1024) List<String> replacePaths) {}

    /** Where somebody waits to hear of the change. @param threadId a text or a number */
    public record Delivery(
            @Length(max = 256) String channel,
            @Length(max = 256) String to,
            @Length(max = 256) String accountId,
            JsonNode threadId) {}
}
