package org.openclaw.appliance.linux.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
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
            checkUser(plan, steps);
        }
        if (!systemctl.reaches(manager)) {
            throw new ServiceException(systemctl.unreachable(manager));
        }
        String unit = UnitName.of(plan.profile());
        rivals.refuse(manager, plan.profile(), steps);
        String text = unitText(plan);
        DurableFile secrets = new DurableFile(environmentFile(plan), SECRET);
        DurableFile definition = new DurableFile(directories.own(manager).resolve(unit), PUBLIC);
        try {
            Optional<String> formerSecrets = secrets.read();
            Optional<String> former = definition.read();
            try {
                secrets.write(EnvironmentFile.text(plan.secretEnvironment()));
                definition.write(text);
                take(manager, unit);
            } catch (ServiceException | IOException e) {
                definition.restore(former);
                secrets.restore(formerSecrets);
                systemctl.tryTell(manager, "daemon-reload");
                throw e;
            }
        } catch (IOException e) {
            throw new ServiceException("the service could not be written: " + e);
        }
        steps.accept("Wrote " + directories.own(manager).resolve(unit) + " (secrets: " + environmentFile(plan) + ").");
        if (plan.profile().isEmpty() && !mayHaveAlias(plan)) {
            steps.accept("There is another " + UnitName.ALIAS + " already, so the service is called " + unit + " only.");
        }
        if (!plan.system()) {
            linger.turnOn(account.name(), steps);
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

    private void requireRoot() throws ServiceException {
        if (!account.isRoot()) {
            throw new ServiceException("a service of the whole system can only be installed by root: run this with sudo");
        }
    }

    private void checkUser(ServicePlan plan, Consumer<String> steps) throws ServiceException {
        String user = plan.user().orElseThrow(() -> new ServiceException("a service of the whole system needs an account"
                + " to run as: add `--user <name>`, best one of its own: sudo useradd --system --create-home openclaw"));
        if (!user.matches("[a-z_][a-z0-9_.-]{0,31}")) {
            throw new ServiceException("\"" + user + "\" can't be the name of an account");
        }
        if (!accounts().contains(user)) {
            throw new ServiceException("there is no account " + user + " on this machine: sudo useradd --system --create-home "
                    + user);
        }
        if (user.equals("root")) {
            steps.accept("The gateway will run as root, and so will everything its agents do. An account of its own is safer.");
        }
    }

    private List<String> accounts() throws ServiceException {
        try {
            return Files.readAllLines(root.resolve("etc/passwd")).stream()
                    .map(line -> line.split(":", 2)[0])
                    .toList();
        } catch (IOException e) {
            throw new ServiceException("the accounts of this machine can't be read: " + e);
        }
    }
}
