package org.openclaw.appliance.linux.systemd;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openclaw.appliance.platform.ServicePlan;

/** Plans of services as the command line makes them. */
final class Plans {

    static final String PROGRAM = "/opt/openclaw/bin/openclaw";
    static final long BUDGET = 180L * 1024 * 1024;

    private Plans() {}

    static ServicePlan user(Path home) {
        return user(home, Optional.empty(), List.of(PROGRAM, "gateway", "--port", "18789"));
    }

    static ServicePlan user(Path home, Optional<String> profile, List<String> command) {
        String suffix = profile.map(name -> "-" + name).orElse("");
        return new ServicePlan(
                profile,
                "0.1.0",
                command,
                home,
                home.resolve(".openclaw" + suffix),
                List.of(),
                Map.of("TZ", "Europe/Vienna"),
                Map.of("OPENCLAW_GATEWAY_TOKEN", "not-for-everybody"),
                18_789,
                false,
                Optional.empty(),
                BUDGET);
    }

    static ServicePlan profile(Path home, String profile) {
        List<String> command = new ArrayList<>(List.of(PROGRAM, "--profile", profile, "gateway", "--port", "19001"));
        ServicePlan plan = user(home, Optional.of(profile), command);
        return new ServicePlan(
                plan.profile(), plan.version(), command, plan.workingDirectory(), plan.stateDir(), plan.writable(),
                plan.environment(), plan.secretEnvironment(), 19_001, false, Optional.empty(), 0);
    }

    /** The same, whose failures restart the machine. */
    static ServicePlan rebooting(ServicePlan plan) {
        return new ServicePlan(
                plan.profile(), plan.version(), plan.command(), plan.workingDirectory(), plan.stateDir(), plan.writable(),
                plan.environment(), plan.secretEnvironment(), plan.port(), plan.system(), plan.user(),
                plan.memoryBudgetBytes(), true);
    }

    static ServicePlan system(Optional<String> user) {
        return system(user, Path.of("/var/lib/openclaw"));
    }

    static ServicePlan system(Optional<String> user, Path home) {
        return new ServicePlan(
                Optional.empty(),
                "0.1.0",
                List.of(PROGRAM, "gateway", "--port", "18789"),
                home,
                home.resolve(".openclaw"),
                List.of(Path.of("/srv/claw work")),
                Map.of(),
                Map.of(),
                18_789,
                true,
                user,
                BUDGET);
    }
}
