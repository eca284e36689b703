package org.openclaw.appliance.linux.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import org.openclaw.appliance.linux.account.Account;
import org.openclaw.appliance.linux.account.Accounts;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServicePlan;

/** The account that a service of the whole system runs as. */
final class ServiceAccount {

    private final String name;
    private final long uid;
    private final Path home;

    private ServiceAccount(Account account) {
        name = account.name();
        uid = account.uid();
        home = account.home();
    }

    /** The plan's account. @throws ServiceException where it names none, or none of this machine */
    static ServiceAccount of(ServicePlan plan, Path root) throws ServiceException {
        String user = plan.user().orElseThrow(() -> new ServiceException("a service of the whole system needs an account"
                + " to run as: add `--user <name>`, best one of its own: sudo useradd --system --create-home openclaw"));
        if (!user.matches("[a-z_][a-z0-9_.-]{0,31}")) {
            throw new ServiceException("\"" + user + "\" can't be the name of an account");
        }
        return new Accounts(root).named(user).map(ServiceAccount::new).orElseThrow(() -> new ServiceException(
                "there is no account " + user + " on this machine: sudo useradd --system --create-home " + user));
    }

    boolean isRoot() {
        return name.equals("root");
    }

    /** @throws ServiceException where the service would not start, or could not write, for want of permissions */
    void check(ServicePlan plan) throws ServiceException {
        if (isRoot()) {
            return;
        }
        if (!mayEnter(plan.workingDirectory())) {
            throw new ServiceException("the account " + name + " may not enter " + plan.workingDirectory()
                    + ", where the service would run. Use its own home: sudo env HOME=" + home
                    + " openclaw gateway install --system --user " + name);
        }
        if (!Files.isDirectory(plan.stateDir())) {
            throw new ServiceException("the state directory " + plan.stateDir() + " does not exist: sudo install -d -m 700 -o "
                    + name + " " + plan.stateDir());
        }
        if (!owns(plan.stateDir())) {
            throw new ServiceException("the state directory " + plan.stateDir() + " doesn't belong to the account " + name
                    + ": sudo chown -R " + name + ": " + plan.stateDir());
        }
    }

    private boolean owns(Path path) {
        try {
            return ((Number) Files.getAttribute(path, "unix:uid")).longValue() == uid;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean mayEnter(Path directory) {
        try {
            PosixFileAttributes attributes = Files.readAttributes(directory, PosixFileAttributes.class);
            return attributes.permissions().contains(
                    owns(directory) ? PosixFilePermission.OWNER_EXECUTE : PosixFilePermission.OTHERS_EXECUTE);
        } catch (IOException e) {
            return false;
        }
    }
}
