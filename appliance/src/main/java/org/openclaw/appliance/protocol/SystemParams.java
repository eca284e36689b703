package org.openclaw.appliance.protocol;

import java.util.List;

/** Parameters of the {@code system-*} methods. */
public final class SystemParams {

    private SystemParams() {}

    /** {@code system-presence}. */
    @Open
    public record Presence() {}

    /** {@code system-event}. */
    @Open
    public record Event(
            @Required @Length(min = 1, max = 8_192) String text,
            @Length(max = 256) String deviceId,
            @Length(max = 256) String instanceId,
            @Length(max = 256) String host,
            @Length(max = 256) String ip,
            @Length(max = 64) String mode,
            @Length(max = 64) String version,
            @Length(max = 128) String platform,
            @Length(max = 128) String deviceFamily,
            @Length(max = 128) String modelIdentifier,
            @Range(min = 0) Long lastInputSeconds,
            @Length(max = 256) String reason,
            @Items(max = 32) @Length(min = 1, max = 128) List<String> roles,
            @Items(max = 64) @Length(min = 1, max = 128) List<String> scopes,
            @Items(max = 32) @Length(min = 1, max = 128) List<String> tags) {}
}
