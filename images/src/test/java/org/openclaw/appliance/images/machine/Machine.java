package org.openclaw.appliance.images.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.openclaw.appliance.images.Layout;

/**
 * A container in which a real systemd is process 1, with a network of its own and the distribution at
 * {@value #INSTALLED}. Commands run as transient units inside it, so that they belong to its control groups and not to this
 * host's (systemd-nspawn(1), pam_systemd(8)).
 */
public final class Machine implements AutoCloseable {

    /** Where the distribution is inside. */
    public static final String INSTALLED = "/opt/openclaw";

    private static final Duration BOOT_PATIENCE = Duration.ofSeconds(60);
    /** systemd-nspawn with --keep-unit leaves a reboot to whoever started it, and says so by this status. */
    private static final int ASKS_FOR_REBOOT = 133;

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Path HIERARCHIES = Path.of("/sys/fs/cgroup");

    private final Path root;
    private final Layout layout;
    private final String name;
    private Process container;
    private long leader;

    private Machine(Path root, Layout layout, String name) {
        this.root = root;
        this.layout = layout;
        this.name = name;
    }

    /** Boots a fresh machine and waits until it is up. @param name of the test */
    public static Machine boot(String name, Layout layout) throws IOException, InterruptedException {
        Machine machine = new Machine(MachineRoot.unpack(name), layout, name);
        machine.powerOn();
        return machine;
    }

    /** Switches the machine on again after {@link #pullThePlug}. */
    public void powerOn() throws IOException, InterruptedException {
        Path log = root.resolveSibling(name + ".log");
        container = new ProcessBuilder("bash", "-c", script())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        container.getOutputStream().close();
        await("the first process of the machine; see " + log, BOOT_PATIENCE, () -> {
            leader = leader().orElse(0L);
            return leader != 0 || !container.isAlive();
        });
        await("the machine to boot; see " + log, BOOT_PATIENCE, () -> inside("systemctl", "is-system-running")
                .text()
                .matches("(?s)(running|degraded).*"));
    }

    private String group() {
        return "openclaw-test-" + ProcessHandle.current().pid() + "-" + name;
    }

    private String script() {
        String group = group();
        String join = "for h in " + HIERARCHIES + "/unified " + HIERARCHIES + "/systemd; do"
                + " if [ -d $h ]; then mkdir -p $h/" + group + " && echo $$ >$h/" + group + "/cgroup.procs; fi; done";
        return join + "; export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1; exec systemd-nspawn --quiet --boot --directory=" + root
                + " --machine=" + name + " --register=no --keep-unit --console=pipe --link-journal=no --private-network"
                + " --bind-ro=" + layout.root() + ":" + INSTALLED;
    }

    /** Process 1 of the machine, as this host numbers it: the one that is 1 in the process namespace below ours. */
    private Optional<Long> leader() {
        return container.descendants()
                .map(ProcessHandle::pid)
                .filter(pid -> isFirst(Path.of("/proc/" + pid + "/status")))
                .findFirst();
    }

    private static boolean isFirst(Path status) {
        try (Stream<String> lines = Files.lines(status)) {
            return lines.anyMatch(line -> line.matches("NSpid:\\s+\\d+(\\s+\\d+)*\\s+1"));
        } catch (IOException | java.io.UncheckedIOException e) {
            return false;
        }
    }

    /** Runs a command as root. */
    public Output run(String... command) {
        List<String> words = new ArrayList<>(List.of(
                "systemd-run", "--quiet", "--pipe", "--wait", "--collect", "--service-type=exec",
                "-E", "PATH=" + INSTALLED + "/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
        words.addAll(List.of(command));
        return inside(words.toArray(String[]::new));
    }

    /** Logs the owner in, runs a shell command line, and logs out again. */
    public Output login(String commandLine) {
        return run("runuser", "-l", MachineRoot.USER, "-c", "PATH=" + INSTALLED + "/bin:$PATH; " + commandLine);
    }

    private Output inside(String... command) {
        List<String> words = new ArrayList<>(List.of("nsenter", "-t", Long.toString(leader), "-a"));
        words.addAll(List.of(command));
        try {
            return Shell.run(words);
        } catch (IOException e) {
            return new Output(-1, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Output(-1, "interrupted");
        }
    }

    /** A file inside, seen from this host. */
    public Path file(String path) {
        return root.resolve(path.substring(1));
    }

    /** Waits until a condition holds. */
    public void await(String what, Duration patience, Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline || !container.isAlive()) {
                throw new AssertionError("waited in vain for " + what);
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** Waits until the machine restarts of its own accord. It is off then; {@link #powerOn} goes on with it. */
    public void awaitReboot(Duration patience) throws InterruptedException {
        if (!container.waitFor(patience.toSeconds(), TimeUnit.SECONDS) || container.exitValue() != ASKS_FOR_REBOOT) {
            throw new AssertionError("the machine did not restart: " + container);
        }
    }

    /** Takes the power away: nothing inside gets a chance to do anything. */
    public void pullThePlug() throws InterruptedException {
        ProcessHandle.of(leader).ifPresent(ProcessHandle::destroyForcibly);
        container.destroyForcibly();
        container.waitFor(BOOT_PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        pullThePlug();
        for (String hierarchy : List.of("unified", "systemd")) {
            String left = HIERARCHIES.resolve(hierarchy).resolve(group()).toString();
            Shell.run(List.of("find", left, "-depth", "-type", "d", "-exec", "rmdir", "{}", ";"));
        }
        MachineRoot.delete(root);
    }

    /** Something to wait for. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }
}
