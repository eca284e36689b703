package org.openclaw.appliance.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.openclaw.appliance.platform.InstalledService;
import org.openclaw.appliance.platform.ServiceSupervisor;
import org.openclaw.appliance.service.SupervisorMode;

/**
 * What the service manager knows of this instance's service. Says nothing about whether the gateway can be reached.
 *
 * @param kind the kind of manager, {@code none} where there is none
 * @param name the service's name in the manager's terms
 * @param mode who looks after the gateway
 * @param state empty where the manager knows no such service
 * @param installed its definition; empty where there is none
 * @param obstacle why services can't be managed here; empty where they can
 */
record ServiceFacts(
        String kind,
        String name,
        SupervisorMode mode,
        Optional<ServiceSupervisor.State> state,
        Optional<InstalledService> installed,
        Optional<String> obstacle) {

    static ServiceFacts of(Invocation in) {
        ServiceSupervisor supervisor = in.platform().serviceSupervisor();
        String name = supervisor.serviceName(in.paths().profile().map(profile -> profile.toLowerCase(Locale.ROOT)));
        return new ServiceFacts(
                supervisor.kind(),
                name,
                SupervisorMode.of(in.environment()),
                supervisor.state(name),
                supervisor.installed(name),
                supervisor.obstacle());
    }

    boolean isInstalled() {
        return installed.isPresent();
    }

    /** Whether the manager runs a process for it. */
    boolean active() {
        return state.filter(known -> known.active() || known.pid() != 0).isPresent();
    }

    /** Whether the manager will start it again by itself, after a pause: nothing runs, and yet it isn't stopped. */
    boolean pending() {
        return state.filter(known -> !known.active() && known.detail().matches(".*(activating|auto-restart|scheduled).*"))
                .isPresent();
    }

    /** Its main process, or 0. */
    long pid() {
        return state.map(ServiceSupervisor.State::pid).orElse(0L);
    }

    /** The port on its command line. */
    OptionalInt port() {
        return installed.map(InstalledService::port).orElse(OptionalInt.empty());
    }

    /** One phrase, for people. */
    String text() {
        if (!isInstalled()) {
            return state.map(known -> kind + " " + name + " (" + known.detail() + "), definition unreadable")
                    .orElse("not installed");
        }
        String scope = installed.get().system() ? "system service" : "user service";
        String boot = installed.get().enabled() ? "starts with the machine" : "does not start with the machine";
        return kind + " " + name + " (" + scope + ", " + boot + ")";
    }
}
