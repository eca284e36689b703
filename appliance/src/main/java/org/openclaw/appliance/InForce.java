package org.openclaw.appliance;

import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.GatewaySettings;

/** The settings in force, for everything that follows changes of the configuration: ask each time. Thread-safe. */
final class InForce {

    private volatile GatewaySettings settings;
    private volatile Config config;
    private volatile Environment environment;

    InForce(Launch launch) {
        put(launch.settings(), launch.environment());
    }

    /** Replaces them all. @param environment as the new configuration makes it */
    void put(GatewaySettings settings, Environment environment) {
        this.environment = environment;
        this.settings = settings;
        this.config = settings.config();
    }

    GatewaySettings settings() {
        return settings;
    }

    Config config() {
        return config;
    }

    Environment environment() {
        return environment;
    }

    /** A variable of the environment; null where it is not set. */
    String variable(String name) {
        return environment.get(name).orElse(null);
    }
}
