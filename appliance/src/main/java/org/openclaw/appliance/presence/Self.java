package org.openclaw.appliance.presence;

import java.util.List;
import org.openclaw.appliance.platform.HostFacts;
import org.openclaw.appliance.protocol.PresenceEntry;

/**
 * The gateway's own place in the list.
 *
 * @param instanceId tells this process from an earlier one, a UUID
 */
public record Self(HostFacts host, String version, String instanceId) {

    PresenceEntry entry(long now) {
        List<String> addresses = host.addresses();
        String ip = addresses.isEmpty() ? null : addresses.getFirst();
        String text = "Gateway: " + host.hostname() + (ip == null ? "" : " (" + ip + ")") + " · app " + version
                + " · mode gateway · reason self";
        return new PresenceEntry(
                host.hostname(),
                null,
                ip,
                version,
                host.platform() + " " + host.release(),
                family(),
                null,
                null,
                "gateway",
                null,
                "self",
                null,
                text,
                now,
                null,
                null,
                null,
                null,
                null,
                instanceId,
                null,
                null);
    }

    private String family() {
        return switch (host.platform()) {
            case "darwin" -> "Mac";
            case "win32" -> "Windows";
            default -> "Linux";
        };
    }
}
