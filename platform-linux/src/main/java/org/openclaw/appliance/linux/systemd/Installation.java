package org.openclaw.appliance.linux.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.openclaw.appliance.linux.account.Account;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServicePlan;

/** Writes a gateway's unit and its file of secrets, as one change: systemd takes both, or both are as before. */
final class Installation {

    private static final String PUBLIC = "rw-r--r--";
    private static final String SECRET = "rw-------";

    private final Path root;
    private final Account account;
    private final Systemctl systemctl;
    private final UnitDirectories directories;
    private final Rivals rivals;
    private final Linger linger;

    Installation(
            Path root, Account account, Systemctl systemctl, UnitDirectories directories, Rivals rivals, Linger linger) {
        this.root = root;
        this.account = account;
        this.systemctl = systemctl;
        this.directories = directories;
        this.rivals = rivals;
        this.linger = linger;
    }

    /** The unit's text as this machine should have it. */
    String unitText(ServicePlan plan) throws ServiceException {
        Manager manager = manager(plan);
        MachineFeatures machine = MachineFeatures.of(root, manager, account.uid(), systemctl.version());
        return new UnitFile(plan, machine).text(environmentFile(plan), mayHaveAlias(plan));
    }

    /** Where the plan's secrets go: root's for the whole system, so that no other user can put a link in the way. */
    Path environmentFile(ServicePlan plan) {
        return plan.system()
                ? root.resolve("etc/openclaw").resolve(UnitName.service(plan.profile()) + ".env")
                : plan.stateDir().resolve("gateway.systemd.env");
    }

    void run(ServicePlan plan, Consumer<String> steps) throws ServiceException, InterruptedException {
        Manager manager = manager(plan);
        UnitName.check(plan.profile());
        if (plan.system()) {
            requireRoot();
        } else if (plan.rebootsOnFailure()) {
            throw new ServiceException("only a service of the whole system may restart the machine: install it with --system");
        }
        if (!systemctl.reaches(manager)) {
            throw new ServiceException(systemctl.unreachable(manager));
        }
        String unit = UnitName.of(plan.profile());
        refuseLink(manager, unit);
        rivals.refuse(manager, plan.profile(), steps);
        if (plan.system()) {
            prepareAccount(plan, steps);
        }
        MachineRestart machineRestart = new MachineRestart(root, directories);
        if (plan.rebootsOnFailure()) {
            machineRestart.refuseForeign();
        }
        replace(plan);
        steps.accept("Wrote " + directories.own(manager).resolve(unit) + " (secrets: " + environmentFile(plan) + ").");
        if (plan.profile().isEmpty() && !mayHaveAlias(plan)) {
            steps.accept("There is another " + UnitName.ALIAS + " already, so the service is called " + unit + " only.");
        }
        setMachineRestart(plan, machineRestart, steps);
        if (!plan.system()) {
            linger.turnOn(account.name(), steps);
        }
    }

    private static void setMachineRestart(ServicePlan plan, MachineRestart machineRestart, Consumer<String> steps)
            throws ServiceException {
        if (plan.rebootsOnFailure()) {
            machineRestart.turnOn(steps);
        } else if (plan.system()) {
            try {
                machineRestart.turnOffIfUnused(steps);
            } catch (IOException e) {
                throw new ServiceException("the service is installed, but the machine's watchdog can't be turned off: " + e);
            }
        }
    }

    private void replace(ServicePlan plan) throws ServiceException, InterruptedException {
        Manager manager = manager(plan);
        String unit = UnitName.of(plan.profile());
        String text = unitText(plan);
        String variables = EnvironmentFile.text(plan.secretEnvironment());
        DurableFile secrets = new DurableFile(environmentFile(plan), SECRET);
        DurableFile definition = new DurableFile(directories.own(manager).resolve(unit), PUBLIC);
        try {
            Optional<String> formerSecrets = secrets.read();
            Optional<String> former = definition.read();
            try {
                secrets.write(variables);
                definition.write(text);
                take(manager, unit);
            } catch (ServiceException | IOException | InterruptedException e) {
                definition.restore(former);
                secrets.restore(formerSecrets);
                systemctl.tryTell(manager, "daemon-reload");
                throw e;
            }
        } catch (IOException e) {
            throw new ServiceException("the service could not be written: " + e);
        }
    }

    private void take(Manager manager, String unit) throws ServiceException, InterruptedException {
        systemctl.tell(manager, "daemon-reload");
        Map<String, String> known = systemctl.show(manager, unit, "LoadState,LoadError");
        String state = known.getOrDefault("LoadState", "unknown");
        if (!state.equals("loaded")) {
            throw new ServiceException("systemd does not take the definition of " + unit + ": " + state + " "
                    + known.getOrDefault("LoadError", "") + ". Is it masked, or does a drop-in break it? See `"
                    + manager.systemctl() + " status " + unit + "`");
        }
        systemctl.tell(manager, "enable", unit);
    }

    private static Manager manager(ServicePlan plan) {
        return plan.system() ? Manager.SYSTEM : Manager.USER;
    }

    /** The second name is taken unless somebody else has it, as in guides that had people write their own unit. */
    private boolean mayHaveAlias(ServicePlan plan) {
        if (plan.profile().isPresent()) {
            return false;
        }
        Path alias = directories.own(manager(plan)).resolve(UnitName.ALIAS);
        boolean free = !Files.exists(alias) && !Files.isSymbolicLink(alias);
        return free || UnitDirectories.isLinkTo(alias, UnitName.of(plan.profile()));
    }

    /** A unit that is masked, or that is kept elsewhere and linked, is so by its owner's will. */
    private void refuseLink(Manager manager, String unit) throws ServiceException {
        Path file = directories.own(manager).resolve(unit);
        if (Files.isSymbolicLink(file)) {
            throw new ServiceException(file + " is masked or a link to another file, which is not overwritten. Remove it first: "
                    + manager.systemctl() + " unmask " + unit + " (or rm)");
        }
    }

    private void requireRoot() throws ServiceException {
        if (!account.isRoot()) {
            throw new ServiceException("a service of the whole system can only be installed by root: run this with sudo");
        }
    }

    private void prepareAccount(ServicePlan plan, Consumer<String> steps) throws ServiceException {
        ServiceAccount service = ServiceAccount.of(plan, root);
        service.prepare(plan, steps);
        if (service.isRoot()) {
            steps.accept("The gateway will run as root, and so will everything its agents do. An account of its own is safer.");
        }
    }
}
