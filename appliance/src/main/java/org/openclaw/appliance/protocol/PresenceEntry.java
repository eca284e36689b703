package org.openclaw.appliance.protocol;

import java.util.List;

/**
 * Who or what is around, as {@code system-presence}, the {@code presence} event and the hello snapshot give it. All but
 * {@code ts} may be null.
 *
 * @param ts when this was last confirmed, milliseconds since 1970
 * @param onlineSince since when it is connected, milliseconds since 1970
 * @param watchedSessions canonical keys of the sessions it has in view; null for none
 * @param reason {@code self}, {@code connect}, {@code disconnect}, or what a system event said
 */
public record PresenceEntry(
        String host,
        String clientId,
        String ip,
        String version,
        String platform,
        String deviceFamily,
        String modelIdentifier,
        String timeZone,
        String mode,
        Long lastInputSeconds,
        String reason,
        List<String> tags,
        String text,
        long ts,
        Long onlineSince,
        Long lastActivityAt,
        String deviceId,
        List<String> roles,
        List<String> scopes,
        String instanceId,
        User user,
        List<String> watchedSessions) {

    /** A person a proxy vouches for. @param email where that is what the proxy names them by */
    public record User(String id, String email) {}
}
