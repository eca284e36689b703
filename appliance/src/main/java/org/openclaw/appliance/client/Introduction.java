package org.openclaw.appliance.client;

import java.util.List;

/**
 * How we introduce ourselves in {@code connect}.
 *
 * @param mode {@code cli} or {@code probe}
 * @param version this program's version
 * @param platform {@code linux}, {@code darwin} or {@code win32}
 * @param scopes the least scopes the calls need
 */
public record Introduction(String mode, String version, String platform, List<String> scopes) {

    public Introduction {
        scopes = List.copyOf(scopes);
    }

    /** Probes may talk to an older gateway. */
    int leastProtocol() {
        return mode.equals("probe") ? 3 : 4;
    }
}
