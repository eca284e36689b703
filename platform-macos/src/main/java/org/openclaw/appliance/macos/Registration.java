package org.openclaw.appliance.macos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.openclaw.appliance.macos.Launchctl.Job;
import org.openclaw.appliance.platform.Pause;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServiceSupervisor.State;

/**
 * Brings a job into launchd and out of it again. Both are requests that launchd works off later, so each is followed until
 * it is so; a definition that launchd doesn't take is replaced by the one it had.
 */
final class Registration {

    /** What a job may take to end (its ExitTimeOut, 20 s) and launchd to notice. */
    private static final Duration ENDING = Duration.ofSeconds(35);

    private static final Duration STEP = Duration.ofMillis(250);
    private static final List<Duration> BACK_OFF = List.of(
            Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(8), Duration.ofSeconds(8));
    private static final Set<Integer> MAY_PASS =
            Set.of(Launchctl.REFUSED, Launchctl.IN_PROGRESS, Launchctl.ALREADY_IN_PROGRESS);

    private final Launchctl launchctl;
    private final LaunchdSetting setting;
    private final Pause pause;

    Registration(Launchctl launchctl, LaunchdSetting setting, Pause pause) {
        this.launchctl = launchctl;
        this.setting = setting;
        this.pause = pause;
    }

    /** Registers the definition, which starts the job; on failure the old definition is back, and runs if it ran. */
    void replace(String label, Path plist, String definition) throws ServiceException, InterruptedException {
        Path beside = plist.resolveSibling(plist.getFileName() + ".new");
        boolean wasLoaded = launchctl.print(setting.target(label)) instanceof Job.Loaded;
        Optional<String> old;
        try {
            old = Files.exists(plist) ? Optional.of(Files.readString(plist)) : Optional.empty();
            DurableFile.write(beside, definition, "rw-r--r--");
        } catch (IOException e) {
            throw new ServiceException("the service definition " + plist + " can't be written: " + e.getMessage());
        }
        try {
            remove(label);
            DurableFile.move(beside, plist);
            add(label, plist);
        } catch (IOException | ServiceException e) {
            throw new ServiceException(e.getMessage() + restore(label, plist, beside, old, wasLoaded));
        }
    }

    /** Enables the label and registers its definition. Success where it is registered already. */
    void add(String label, Path plist) throws ServiceException, InterruptedException {
        launchctl.enable(setting.target(label));
        OptionalInt status = launchctl.bootstrap(setting.domain(), plist.toString());
        for (Duration wait : BACK_OFF) {
            if (isAdded(label, status)) {
                return;
            }
            if (status.isPresent() && !MAY_PASS.contains(status.getAsInt())) {
                break;
            }
            pause.of(wait);
            status = launchctl.bootstrap(setting.domain(), plist.toString());
        }
        if (!isAdded(label, status)) {
            throw new ServiceException(refusal(label, plist, status));
        }
    }

    /** Unregisters the job and returns when launchd doesn't know it any more and its process is gone. */
    void remove(String label) throws ServiceException, InterruptedException {
        Job before = launchctl.print(setting.target(label));
        if (before instanceof Job.Absent) {
            return;
        }
        long pid = before instanceof Job.Loaded(Optional<State> state) ? state.map(State::pid).orElse(0L) : 0;
        OptionalInt status = launchctl.bootout(setting.target(label));
        boolean gone = pause.until(
                () -> launchctl.print(setting.target(label)) instanceof Job.Absent && (pid == 0 || !setting.isAlive().test(pid)),
                ENDING, STEP);
        if (!gone) {
            throw new ServiceException("launchd did not confirm that " + label + " has ended (launchctl bootout: "
                    + outcome(status) + "); run `launchctl bootout " + setting.target(label) + "` and look with `launchctl print "
                    + setting.target(label) + "`");
        }
    }

    private boolean isAdded(String label, OptionalInt status) {
        boolean accepted = status.isPresent() && status.getAsInt() == 0;
        return accepted || launchctl.print(setting.target(label)) instanceof Job.Loaded;
    }

    private String restore(String label, Path plist, Path beside, Optional<String> old, boolean wasLoaded)
            throws InterruptedException {
        try {
            Files.deleteIfExists(beside);
            if (old.isEmpty()) {
                Files.deleteIfExists(plist);
                return "";
            }
            DurableFile.replace(plist, old.get(), "rw-r--r--");
        } catch (IOException e) {
            return "; the earlier definition can't be put back either: " + e.getMessage();
        }
        if (!wasLoaded) {
            return "; the earlier definition is back in its place";
        }
        try {
            add(label, plist);
            return "; the earlier definition is registered again";
        } catch (ServiceException e) {
            return "; the earlier definition is back in its place but not registered: run `launchctl bootstrap " + setting.domain()
                    + " '" + plist + "'`";
        }
    }

    private String refusal(String label, Path plist, OptionalInt status) {
        if (status.isPresent() && status.getAsInt() == Launchctl.NO_SUCH_DOMAIN) {
            return "launchd has no desktop session for this user, and a LaunchAgent lives in one; log in at the screen and "
                    + "try again, or start `openclaw gateway run` from a LaunchDaemon of your own";
        }
        return "launchd did not take " + label + " (launchctl bootstrap: " + outcome(status) + "); check the file with `plutil -lint '"
                + plist + "'`, then run `launchctl bootstrap " + setting.domain() + " '" + plist + "'`";
    }

    private static String outcome(OptionalInt status) {
        return status.isPresent() ? "exit status " + status.getAsInt() : "no answer in time";
    }
}
