package org.openclaw.appliance.doctor;

import java.util.List;

/** The checks this program has, in the order they run: what others rest on first. A new one is a class and a line here. */
public final class StandardChecks {

    private StandardChecks() {}

    public static List<Check> all() {
        return List.of(
                new JavaRuntime(),
                new ConfigurationFile(),
                new FilePermissions(),
                new GatewayStart(),
                new GatewayAuthCheck(),
                new GatewayPort(),
                new GatewayHealth(),
                new DeviceTokenCheck());
    }

    /** The check whose repair makes a gateway token. */
    public static String tokenCheck() {
        return GatewayAuthCheck.ID;
    }
}
