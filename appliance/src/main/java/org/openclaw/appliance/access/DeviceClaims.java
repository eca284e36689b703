package org.openclaw.appliance.access;

import java.util.Locale;
import org.openclaw.appliance.protocol.ConnectParams;
import org.openclaw.appliance.protocol.SignedClaims;

/**
 * What a device says of itself and where it comes from. All may be null.
 *
 * @param remoteIp its address, or null for this machine
 * @param browserOrigin the web page it runs in, or null
 */
public record DeviceClaims(
        String displayName,
        String platform,
        String deviceFamily,
        String clientId,
        String clientMode,
        String remoteIp,
        String browserOrigin) {

    private static final int LONGEST = 200;

    static DeviceClaims of(Peer peer, ConnectParams.Client client) {
        return new DeviceClaims(
                clipped(client.displayName()),
                clipped(client.platform()),
                clipped(client.deviceFamily()),
                client.id(),
                client.mode(),
                peer.directLocal() ? null : peer.address(),
                clipped(peer.origin()));
    }

    /** True when it can't be the same machine: another kind of platform, or another family. */
    boolean contradicts(DeviceClaims approved) {
        return differs(kind(approved.platform), kind(platform))
                || differs(SignedClaims.folded(approved.deviceFamily), SignedClaims.folded(deviceFamily));
    }

    // A claim left out contradicts nothing.
    private static boolean differs(String approved, String claimed) {
        return !approved.isEmpty() && !claimed.isEmpty() && !approved.equals(claimed);
    }

    // "iOS 18.1" is what "iOS 18.0" became, not another machine.
    private static String kind(String platform) {
        return SignedClaims.folded(platform).split("[\\s\\d/]", 2)[0].toLowerCase(Locale.ROOT);
    }

    private static String clipped(String text) {
        return text == null || text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
