package org.openclaw.appliance.linux.systemd;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.openclaw.appliance.linux.account.Account;

/**
 * The way to the user's own manager: its socket is below {@code $XDG_RUNTIME_DIR}, which sessions made by {@code su} and
 * {@code sudo} lack or have from somebody else (pam_systemd(8)).
 */
final class UserSession {

    private static final String VARIABLE = "XDG_RUNTIME_DIR";

    private final Path root;
    private final Account account;
    private final Map<String, String> environment;

    UserSession(Path root, Account account, Map<String, String> environment) {
        this.root = root;
        this.account = account;
        this.environment = environment;
    }

    /** What has to stand before a command, so that it finds the manager. */
    List<String> prefix() {
        Path usual = directory();
        boolean needed = !hasManager(environment.getOrDefault(VARIABLE, "")) && hasManager(usual.toString());
        return needed ? List.of("env", VARIABLE + "=" + usual) : List.of();
    }

    /** What to do where the manager can't be reached. */
    String hint() {
        String sudoer = environment.getOrDefault("SUDO_USER", "");
        if (account.isRoot() && !sudoer.isEmpty() && !sudoer.equals("root")) {
            return "this runs as root, whose services are not those of " + sudoer + ". Run it without sudo, or add `--system"
                    + " --user " + sudoer + "` for a service of the whole system";
        }
        if (!Files.isDirectory(directory())) {
            return "systemd runs no services for " + account.name() + " now. Log in as " + account.name()
                    + ", or run `sudo loginctl enable-linger " + account.name() + "` and then `export " + VARIABLE + "="
                    + directory() + "`, and try again";
        }
        return "run `export " + VARIABLE + "=" + directory() + " DBUS_SESSION_BUS_ADDRESS=unix:path=" + directory()
                + "/bus` and try again; should that not help, `sudo loginctl enable-linger " + account.name() + "`";
    }

    private Path directory() {
        return root.resolve("run/user/" + account.uid());
    }

    private static boolean hasManager(String directory) {
        return directory.startsWith("/") && Files.isDirectory(Path.of(directory, "systemd"));
    }
}
