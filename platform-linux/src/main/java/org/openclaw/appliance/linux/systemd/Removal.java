package org.openclaw.appliance.linux.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.openclaw.appliance.linux.account.Account;
import org.openclaw.appliance.platform.ServiceException;

/** Takes a unit out of service and removes its files. */
final class Removal {

    private final Account account;
    private final Systemctl systemctl;
    private final Units units;
    private final ServiceControl control;
    private final MachineRestart machineRestart;

    Removal(
            Account account, Systemctl systemctl, Units units, ServiceControl control, MachineRestart machineRestart) {
        this.account = account;
        this.systemctl = systemctl;
        this.units = units;
        this.control = control;
        this.machineRestart = machineRestart;
    }

    void run(String service, Consumer<String> steps) throws ServiceException, InterruptedException {
        Optional<Definition> found = units.find(service);
        if (found.isEmpty()) {
            steps.accept("systemd has no service " + service + ".");
            return;
        }
        Definition definition = found.get();
        Manager manager = definition.manager();
        if (manager == Manager.SYSTEM && !account.isRoot()) {
            throw new ServiceException(
                    definition.file() + " belongs to the whole system and can only be removed by root: run this with sudo");
        }
        boolean reachable = systemctl.reaches(manager);
        if (reachable) {
            control.stop(manager, definition.unit(), true);
            steps.accept("Stopped and disabled " + definition.unit() + ".");
        }
        try {
            delete(definition, steps);
            if (manager == Manager.SYSTEM) {
                machineRestart.turnOffIfUnused(steps);
            }
        } catch (IOException e) {
            throw new ServiceException("the service's files could not be removed: " + e);
        }
        if (reachable) {
            systemctl.tell(manager, "daemon-reload");
            systemctl.tryTell(manager, "reset-failed", definition.unit());
        } else {
            steps.accept("systemd could not be told: " + systemctl.unreachable(manager) + ".");
        }
        if (!definition.dropIns().isEmpty()) {
            steps.accept("Your own drop-ins stay: " + definition.dropIns() + ".");
        }
    }

    private void delete(Definition definition, Consumer<String> steps) throws IOException {
        Path own = units.directories().own(definition.manager());
        if (!definition.file().startsWith(own)) {
            steps.accept(definition.file() + " stays: a package or the administrator put it there.");
            return;
        }
        for (Path link : units.directories().links(definition.manager(), definition.unit())) {
            Files.deleteIfExists(link);
        }
        for (String path : definition.written().environmentFiles()) {
            DurableFile secrets = new DurableFile(Path.of(path), "");
            if (secrets.read().filter(text -> text.startsWith(EnvironmentFile.HEADER)).isPresent()) {
                secrets.delete();
            }
        }
        new DurableFile(definition.file(), "").delete();
        steps.accept("Removed " + definition.file() + ".");
    }
}
