package org.openclaw.appliance.linux.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;
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

    /**
     * Makes sure that the service can use its directories; the state directory is made where it is missing.
     *
     * @throws ServiceException where it would not start, or could not write, for want of permissions
     */
    void prepare(ServicePlan plan, Consumer<String> steps) throws ServiceException {
        if (isRoot()) {
            return;
        }
        if (!mayEnter(plan.workingDirectory())) {
            throw new ServiceException("the account " + name + " may not enter " + plan.workingDirectory()
                    + ", where the service would run. Use its own home: sudo env HOME=" + home
                    + " openclaw gateway install --system --user " + name);
        }
        Path state = plan.stateDir();
        if (!Files.exists(state, LinkOption.NOFOLLOW_LINKS)) {
            create(state);
            steps.accept("Made " + state + " for " + name + ".");
        }
        if (!owns(state)) {
            throw new ServiceException("the state directory " + state + " doesn't belong to the account " + name
                    + ": sudo chown -R " + name + ": " + state);
        }
    }

    /** Only the directory itself, whose parent somebody has made on purpose; links that get in the way are not followed. */
    private void create(Path state) throws ServiceException {
        try {
            Files.createDirectory(state, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.setAttribute(state, "unix:uid", (int) uid, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new ServiceException("the state directory can't be made (" + e + "): sudo install -d -m 700 -o " + name + " "
                    + state);
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
