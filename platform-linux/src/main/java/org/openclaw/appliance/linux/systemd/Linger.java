package org.openclaw.appliance.linux.systemd;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.openclaw.appliance.platform.CommandRunner;

/** Whether a user's services run while nobody is logged in (loginctl(1)); logind keeps a file for each such user. */
final class Linger {

    private final Path marks;
    private final CommandRunner tools;

    Linger(Path root, CommandRunner tools) {
        this.marks = root.resolve("var/lib/systemd/linger");
        this.tools = tools;
    }

    boolean isOn(String user) {
        return Files.exists(marks.resolve(user));
    }

    /** Turns it on, or says what to type. The service is of use without it too, while its user is logged in. */
    void turnOn(String user, Consumer<String> steps) {
        if (isOn(user)) {
            return;
        }
        tools.run(List.of("loginctl", "--no-ask-password", "enable-linger", user));
        steps.accept(
                isOn(user)
                        ? "The service goes on when " + user + " logs out (lingering is on)."
                        : "The service ends when " + user + " logs out. To keep it running: sudo loginctl enable-linger "
                                + user);
    }
}
