package org.openclaw.appliance.cron;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.rpc.Lifecycle;

/** Whether scheduled work may begin now. Thread-safe. */
final class Gate {

    static final String MEMORY = "memory-pressure";

    private final Supplier<Config> config;
    private final Lifecycle lifecycle;
    private final BooleanSupplier clockTrusted;

    /** @param clockTrusted whether the time of day is known */
    Gate(Supplier<Config> config, Lifecycle lifecycle, BooleanSupplier clockTrusted) {
        this.config = config;
        this.lifecycle = lifecycle;
        this.clockTrusted = clockTrusted;
    }

    boolean enabled() {
        return config.get().flag("cron.enabled", true);
    }

    /** Whether the gateway is about to end. */
    boolean stopping() {
        return lifecycle.state() == Lifecycle.State.DRAINING;
    }

    /** Why no run may begin by itself; null when it may. */
    String obstacle() {
        if (!enabled()) {
            return "disabled";
        }
        if (lifecycle.state() != Lifecycle.State.READY) {
            return "not-ready";
        }
        if (lifecycle.workSuspendedBy(Lifecycle.MEMORY).isPresent()) {
            return MEMORY;
        }
        if (lifecycle.workSuspendedBy(Lifecycle.SAFE_MODE).isPresent()) {
            return "safe-mode";
        }
        if (lifecycle.workSuspended().isPresent()) {
            return "suspended";
        }
        return clockTrusted.getAsBoolean() ? null : "clock-not-trusted";
    }
}
