package org.openclaw.appliance.linux.systemd;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServiceSupervisor.State;

/** Starts and stops units and makes sure of the result. */
final class ServiceControl {

    /** After systemd has reported a unit stopped, its process may be about to vanish, but no more. */
    private static final Duration LAST_BREATH = Duration.ofSeconds(10);

    private static final String STATE = "LoadState,ActiveState,SubState,MainPID,Result,ExecMainStatus,UnitFileState";

    private final Systemctl systemctl;

    ServiceControl(Systemctl systemctl) {
        this.systemctl = systemctl;
    }

    /** The unit's state; empty for one that isn't known, or where the manager can't be reached. */
    Optional<State> state(Manager manager, String unit) {
        Map<String, String> known = systemctl.show(manager, unit, STATE);
        String active = known.getOrDefault("ActiveState", "");
        if (active.isEmpty() || known.getOrDefault("LoadState", "").equals("not-found")) {
            return Optional.empty();
        }
        return Optional.of(new State(
                active.equals("active") || active.equals("reloading"), pid(known), active + " (" + why(known) + ")"));
    }

    void start(Manager manager, String unit) throws ServiceException, InterruptedException {
        if (systemctl.show(manager, unit, STATE).getOrDefault("UnitFileState", "").equals("disabled")) {
            systemctl.tell(manager, "enable", unit);
        }
        bringUp(manager, "start", unit);
    }

    void restart(Manager manager, String unit) throws ServiceException, InterruptedException {
        bringUp(manager, "restart", unit);
    }

    /** A service that failed too often is not started again until that is forgotten. */
    private void bringUp(Manager manager, String verb, String unit) throws ServiceException, InterruptedException {
        systemctl.tryTell(manager, "reset-failed", unit);
        try {
            systemctl.tell(manager, verb, unit);
        } catch (ServiceException e) {
            Map<String, String> known = systemctl.show(manager, unit, STATE);
            if (known.getOrDefault("LoadState", "").equals("loaded") && failedByItself(known)) {
                boolean again = known.getOrDefault("SubState", "").startsWith("auto-restart");
                throw new ServiceException(unit + " did not start: " + why(known)
                        + (again ? "; systemd goes on trying. See why: " : ". See why: ") + manager.sudo()
                        + manager.journal(unit));
            }
            throw e;
        }
    }

    private static boolean failedByItself(Map<String, String> known) {
        return !known.getOrDefault("Result", "success").equals("success");
    }

    void stop(Manager manager, String unit, boolean staysOff) throws ServiceException, InterruptedException {
        Optional<ProcessHandle> process =
                state(manager, unit).map(State::pid).filter(pid -> pid > 0).flatMap(ProcessHandle::of);
        if (staysOff) {
            systemctl.tell(manager, "disable", unit);
        }
        systemctl.tell(manager, "stop", unit);
        if (process.isPresent() && !isGone(process.get())) {
            throw new ServiceException("systemd has stopped " + unit + ", but its process " + process.get().pid()
                    + " still runs; end it with `" + manager.sudo() + "kill -9 " + process.get().pid() + "`");
        }
    }

    private static boolean isGone(ProcessHandle process) throws InterruptedException {
        try {
            process.onExit().get(LAST_BREATH.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }

    private static long pid(Map<String, String> known) {
        String pid = known.getOrDefault("MainPID", "0");
        return pid.matches("\\d{1,18}") ? Long.parseLong(pid) : 0;
    }

    private static String why(Map<String, String> known) {
        String state = known.getOrDefault("SubState", "unknown");
        if (!failedByItself(known)) {
            return state;
        }
        String status = known.getOrDefault("ExecMainStatus", "0");
        return state + ", " + known.get("Result") + (status.equals("0") ? "" : ", status " + status);
    }
}
