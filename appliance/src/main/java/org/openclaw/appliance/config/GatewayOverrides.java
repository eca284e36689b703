package org.openclaw.appliance.config;

import java.util.Optional;

/**
 * What the command line sets for this run only, as written there; nothing of it is stored.
 *
 * @param passwordFile a file whose content, without surrounding white space, is the password
 * @param allowUnconfigured start although {@code gateway.mode} isn't {@code local}; lifts no other check
 */
public record GatewayOverrides(
        Optional<String> port,
        Optional<String> bind,
        Optional<String> auth,
        Optional<String> token,
        Optional<String> password,
        Optional<String> passwordFile,
        Optional<String> tailscale,
        boolean allowUnconfigured) {

    /** Nothing given. */
    public static final GatewayOverrides NONE = new GatewayOverrides(Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

    /** Names no secret. */
    @Override
    public String toString() {
        return "GatewayOverrides[port=" + port + ", bind=" + bind + ", auth=" + auth + "]";
    }
}
