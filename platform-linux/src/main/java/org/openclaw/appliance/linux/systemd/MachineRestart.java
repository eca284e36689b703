package org.openclaw.appliance.linux.systemd;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.openclaw.appliance.platform.ServiceException;

/**
 * What restarts the whole machine where restarting the service is of no use: systemd, when the service has reached its start
 * limit (systemd.unit(5) StartLimitAction), and the hardware's watchdog, when systemd itself stands still
 * (systemd-system.conf(5) RuntimeWatchdogSec). The latter is one file for the machine, whatever the number of services.
 */
final class MachineRestart {

    /** The line in the unit. */
    static final String SETTING = "StartLimitAction=reboot";

    private static final String PUBLIC = "rw-r--r--";

    private final UnitDirectories directories;
    private final Path file;

    /** @param root the root of the file system */
    MachineRestart(Path root, UnitDirectories directories) {
        this.directories = directories;
        this.file = root.resolve("etc/systemd/system.conf.d/50-openclaw-watchdog.conf");
    }

    /** Whether the unit in a file asks for the machine's restart. */
    static boolean isWantedBy(Path unit) {
        try {
            return new DurableFile(unit, PUBLIC).read().filter(text -> text.lines().anyMatch(SETTING::equals)).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /** @throws ServiceException where the watchdog's file is somebody else's */
    void refuseForeign() throws ServiceException {
        try {
            if (Files.isSymbolicLink(file) || new DurableFile(file, PUBLIC).read().filter(text -> !isOurs(text)).isPresent()) {
                throw new ServiceException(file + " is not this program's and is not overwritten; remove it or give it another "
                        + "name, then install again");
            }
        } catch (IOException e) {
            throw new ServiceException(file + " can't be read: " + e);
        }
    }

    /** Has the watchdog on from the machine's next start. */
    void turnOn(Consumer<String> steps) throws ServiceException {
        try {
            Files.createDirectories(file.getParent());
            new DurableFile(file, PUBLIC).write(template());
        } catch (IOException e) {
            throw new ServiceException("the service is installed, but the machine's watchdog isn't on: " + e);
        }
        steps.accept("The machine restarts when the service fails 10 times within 5 minutes.");
        steps.accept("Wrote " + file + ": the hardware watchdog is on from the next boot, or after `sudo systemctl "
                + "daemon-reexec`.");
    }

    /** Removes the watchdog's file where it is ours and no service wants it any more. */
    void turnOffIfUnused(Consumer<String> steps) throws IOException {
        boolean wanted = UnitDirectories.list(directories.own(Manager.SYSTEM), "*.service").stream()
                .anyMatch(MachineRestart::isWantedBy);
        DurableFile watchdog = new DurableFile(file, PUBLIC);
        Optional<String> text = watchdog.read();
        if (!wanted && text.filter(MachineRestart::isOurs).isPresent() && watchdog.delete()) {
            steps.accept("Removed " + file + "; the hardware watchdog is as before from the next boot.");
        }
    }

    private static boolean isOurs(String text) {
        return text.lines().findFirst().equals(template().lines().findFirst());
    }

    private static String template() {
        try (InputStream in = MachineRestart.class.getResourceAsStream("watchdog.conf")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
