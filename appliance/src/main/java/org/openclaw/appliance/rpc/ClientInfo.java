package org.openclaw.appliance.rpc;

/**
 * What a client says of itself in {@code connect}. Claims, not facts.
 *
 * <p>All but {@code id}, {@code version}, {@code platform} and {@code mode} may be null.
 */
public record ClientInfo(
        String id,
        String version,
        String platform,
        String mode,
        String displayName,
        String deviceFamily,
        String modelIdentifier,
        String timeZone,
        String instanceId) {}
