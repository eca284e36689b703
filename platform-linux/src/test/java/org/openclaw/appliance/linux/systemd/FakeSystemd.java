package org.openclaw.appliance.linux.systemd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openclaw.appliance.linux.account.Account;
import org.openclaw.appliance.platform.CommandRunner;

/** A machine in a directory, with scripts for systemctl and loginctl that stand first in the PATH. */
final class FakeSystemd {

    final Path directory;
    final Path root;
    final Path home;
    private final Duration deadline;

    FakeSystemd(Path directory) throws IOException {
        this(directory, Duration.ofSeconds(60));
    }

    /** @param deadline how long a job may take */
    FakeSystemd(Path directory, Duration deadline) throws IOException {
        this.directory = directory;
        this.deadline = deadline;
        root = Files.createDirectories(directory.resolve("root"));
        home = Files.createDirectories(directory.resolve("home"));
        try (InputStream script = FakeSystemd.class.getResourceAsStream("systemctl")) {
            Files.write(directory.resolve("systemctl"), script.readAllBytes());
        }
        Files.setPosixFilePermissions(directory.resolve("systemctl"), PosixFilePermissions.fromString("rwx------"));
        Files.createSymbolicLink(directory.resolve("loginctl"), Path.of("systemctl"));
        Files.createDirectories(root.resolve("run/systemd/system"));
        String own = Files.getAttribute(directory, "unix:uid").toString();
        has("root/etc/passwd",
                "root:x:0:0::/root:/bin/sh\nmail:x:8:8::/var/mail:/bin/sh\nopenclaw:x:" + own + ":0::/var/lib/openclaw:/bin/sh\n");
    }

    /** A file of the machine, or one that makes the scripts behave. */
    FakeSystemd has(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        return this;
    }

    FakeSystemd hasUserUnit(String unit, String text) throws IOException {
        return has("home/.config/systemd/user/" + unit, text);
    }

    Path userUnit(String unit) {
        return home.resolve(".config/systemd/user").resolve(unit);
    }

    SystemdSupervisor supervisor() {
        return supervisor(new Account("alice", 1000, home), Map.of());
    }

    SystemdSupervisor asRoot() {
        return supervisor(new Account("root", 0, home), Map.of());
    }

    SystemdSupervisor supervisor(Account account, Map<String, String> environment) {
        return new SystemdSupervisor(
                root, account, environment, ProcessHandle.current(), tools(CommandRunner.within(Duration.ofSeconds(60))),
                tools(CommandRunner.withErrors(deadline)));
    }

    private CommandRunner tools(CommandRunner real) {
        List<String> path = List.of("env", "PATH=" + directory + ":" + System.getenv("PATH"));
        return command -> real.run(Stream.concat(path.stream(), command.stream()).toList());
    }

    /** What the tools were asked to change, in order, without options. */
    List<String> changes() throws IOException {
        return Files.readAllLines(directory.resolve("calls")).stream()
                .filter(call -> !call.contains(" show ") && !call.contains("--version"))
                .map(call -> call.replaceAll(" --no-\\S+", ""))
                .toList();
    }
}
