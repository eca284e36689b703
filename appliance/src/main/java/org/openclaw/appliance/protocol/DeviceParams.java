package org.openclaw.appliance.protocol;

import java.util.List;

/** Parameters of the {@code device.*} methods. */
public final class DeviceParams {

    private DeviceParams() {}

    /** {@code device.pair.approve} and {@code .reject}. */
    public record Request(@Required @Length(min = 1) String requestId) {}

    /** {@code device.pair.remove}. */
    public record Device(@Required @Length(min = 1) String deviceId) {}

    /** {@code device.pair.rename}. */
    public record Rename(
            @Required @Length(min = 1) String deviceId, @Required @Length(min = 1, max = 64) String label) {}

    /** {@code device.scopes.requestUpgrade}. @param scopes all of those wanted, the present ones included */
    public record Upgrade(@Required @Items(min = 1, max = 8) @Length(min = 1) List<String> scopes) {}

    /** {@code device.token.rotate}. */
    public record Rotate(
            @Required @Length(min = 1) String deviceId,
            @Required @Length(min = 1) String role,
            @Items(max = 64) @Length(min = 1, max = 128) List<String> scopes) {}

    /** {@code device.token.revoke}. */
    public record Revoke(@Required @Length(min = 1) String deviceId, @Required @Length(min = 1) String role) {}

    /** {@code device.pair.setupCode}. */
    public record SetupCode(
            @Length(min = 1, max = 2048) String publicUrl,
            Boolean preferRemoteUrl,
            Boolean includeQr,
            @OneOf({"limited", "node"}) String bootstrapProfile,
            Boolean joinUrl) {}

    /** {@code device.pair.setupStatus}. */
    public record SetupStatus(@Required @Length(min = 1, max = 128) String setupId) {}
}
