package org.openclaw.appliance.macos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.openclaw.appliance.macos.Launchctl.Job;
import org.openclaw.appliance.platform.OtherService;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServicePlan;
import org.openclaw.appliance.platform.ServiceSupervisor.State;

/** What is not done to launchd, and why. */
final class Refusals {

    private final LaunchdSetting setting;
    private final Launchctl launchctl;
    private final AgentScan scan;

    Refusals(LaunchdSetting setting, Launchctl launchctl, AgentScan scan) {
        this.setting = setting;
        this.launchctl = launchctl;
        this.scan = scan;
    }

    /** Why this user has no LaunchAgents. */
    Optional<String> obstacle() {
        return setting.userId() == 0
                ? Optional.of("this is the root user, who has no LaunchAgents; run the command as the user who is logged in "
                        + "at the desktop")
                : Optional.empty();
    }

    void ofWhatCompetes(ServicePlan plan, String label) throws ServiceException {
        if (plan.system()) {
            throw new ServiceException("on macOS the gateway is installed as the user's LaunchAgent only; for a Mac without "
                    + "anybody logged in write a LaunchDaemon that runs `openclaw gateway run`");
        }
        Optional<String> obstacle = obstacle();
        if (obstacle.isPresent()) {
            throw new ServiceException(obstacle.get());
        }
        besideDaemon(label);
        for (OtherService other : scan.in(setting.agents(), false)) {
            if (other.kind() == OtherService.Kind.LEGACY && other.active()) {
                throw new ServiceException("the older service " + other.name() + " still runs and would hold the port; remove "
                        + "it first: " + other.cleanup());
            }
        }
    }

    void besideDaemon(String label) throws ServiceException {
        Path daemon = setting.daemonOf(label);
        if (Files.exists(daemon)) {
            throw new ServiceException("the system has a LaunchDaemon of the same name, " + daemon + ", and two gateways would "
                    + "compete; remove it first: sudo launchctl bootout system/" + label + "; sudo rm '" + daemon + "'");
        }
    }

    void fromWithin(String label, String what) throws ServiceException {
        if (isWithin(label)) {
            throw new ServiceException("the service can't be " + what + " by a program that it runs itself, which would end "
                    + "halfway; do it from a terminal");
        }
    }

    /** Whether this process comes from the job. A child may outlive its parents, but not its variables. */
    boolean isWithin(String label) {
        return label.equals(setting.environment().get("XPC_SERVICE_NAME"))
                || launchctl.print(setting.target(label)) instanceof Job.Loaded(Optional<State> state)
                        && state.filter(known -> known.pid() > 0 && setting.isAncestor().test(known.pid())).isPresent();
    }
}
