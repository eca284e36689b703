package org.openclaw.appliance.images.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openclaw.appliance.images.machine.Output;

/**
 * A virtual board with {@value #MEGABYTES} MB of memory, no swap and no network, in which a real systemd is process 1 and the
 * distribution is at {@value #INSTALLED}. What it writes is gone with it. Its console is in {@code target/vm}.
 */
public final class Board implements AutoCloseable {

    public static final int MEGABYTES = 256;
    /** Where the distribution is inside. */
    public static final String INSTALLED = "/opt/openclaw";
    /** What a Raspberry Pi's own kernel does: no pressure stall information, no account of groups' memory. */
    public static final String STOCK_PI = "psi=0 cgroup_disable=memory";
    /** What the guides ask to be turned on. */
    public static final String TUNED = "psi=1";

    private static final Duration BOOT_PATIENCE = Duration.ofMinutes(5);
    private static final Duration COMMAND_PATIENCE = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Path WORK = Path.of("target/vm").toAbsolutePath();

    private final Process emulator;
    private final Path console;
    private final SerialShell shell;

    private Board(Process emulator, Path console, SerialShell shell) {
        this.emulator = emulator;
        this.console = console;
        this.shell = shell;
    }

    /**
     * Boots and waits until it is up.
     *
     * @param name of the test, for the console's file
     * @param kernelArguments more of them
     */
    public static Board boot(String name, BoardDisks disks, String kernelArguments) throws IOException, InterruptedException {
        Path console = WORK.resolve(name + "-console.log");
        // Names of such sockets are short (unix(7)), paths of checkouts are not.
        Path directory = Files.createTempDirectory("board");
        Path socket = directory.resolve("agent");
        Process emulator = new ProcessBuilder(emulator(disks, kernelArguments, console, socket))
                .redirectErrorStream(true)
                .redirectOutput(WORK.resolve(name + "-qemu.log").toFile())
                .start();
        emulator.getOutputStream().close();
        try {
            SerialShell shell = connect(emulator, socket);
            Board board = new Board(emulator, console, shell);
            shell.awaitReady(BOOT_PATIENCE);
            board.await("systemd; see " + console, BOOT_PATIENCE, () -> board.run("systemctl is-system-running --wait").status() == 0);
            return board;
        } catch (IOException | AssertionError e) {
            emulator.destroyForcibly();
            throw e;
        } finally {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(directory);
        }
    }

    private static List<String> emulator(BoardDisks disks, String kernelArguments, Path console, Path socket) throws IOException {
        List<String> words = new ArrayList<>(List.of("qemu-system-x86_64", "-M", "q35"));
        words.addAll(canVirtualize()
                ? List.of("-accel", "kvm", "-cpu", "host")
                : List.of("-accel", "tcg,thread=multi", "-cpu", "Nehalem"));
        words.addAll(List.of(
                "-smp", "1", "-m", Integer.toString(MEGABYTES), "-nodefaults", "-display", "none", "-no-reboot",
                "-serial", "file:" + console, "-serial", "unix:" + socket + ",server=on,wait=off",
                "-kernel", disks.kernel().toString(), "-initrd", disks.initrd().toString(),
                "-append", "root=/dev/vda rw console=ttyS0 panic=5 mitigations=off audit=0 " + kernelArguments,
                "-drive", "file=" + disks.system() + ",format=raw,if=virtio,cache=unsafe,snapshot=on",
                "-drive", "file=" + disks.distribution() + ",format=raw,if=virtio,readonly=on",
                "-device", "virtio-rng-pci"));
        return words;
    }

    // A /dev/kvm alone says little: without these the guest's kernel would have to be made for it.
    private static boolean canVirtualize() throws IOException {
        String processor = Files.readString(Path.of("/proc/cpuinfo"));
        return processor.matches("(?s).*\\b(vmx|svm)\\b.*") && Files.isWritable(Path.of("/dev/kvm"));
    }

    private static SerialShell connect(Process emulator, Path socket) throws IOException {
        long deadline = System.nanoTime() + COMMAND_PATIENCE.toNanos();
        while (true) {
            try {
                return SerialShell.connect(socket);
            } catch (IOException e) {
                if (!emulator.isAlive() || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    /** Runs a line of bash as root. What it leaves behind as background processes must not keep its output. */
    public Output run(String command) throws IOException {
        return shell.run("export PATH=" + INSTALLED + "/bin:$PATH HOME=/root; " + command, COMMAND_PATIENCE);
    }

    /** Starts a program as a service of its own, whose output goes to {@code /root/<name>.log}. @param command one program */
    public void start(String name, String properties, String command) throws IOException {
        run("systemd-run --quiet --unit=" + name + " -E HOME=/root -p StandardOutput=append:/root/" + name
                        + ".log -p StandardError=inherit " + properties + " " + command)
                .orFail();
    }

    /** The text of a file inside; empty where there is none. */
    public String read(String path) throws IOException {
        return run("[ ! -e " + path + " ] || cat " + path).orFail();
    }

    /** Writes a small file inside, with its directories. */
    public void write(String path, byte[] content) throws IOException {
        run("mkdir -p \"$(dirname " + path + ")\" && echo " + Base64.getEncoder().encodeToString(content) + " | base64 -d >" + path)
                .orFail();
    }

    /** Waits until a condition holds. */
    public void await(String what, Duration patience, Condition condition) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline || !emulator.isAlive()) {
                throw new AssertionError("waited in vain for " + what);
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** What the kernel and the boot have said so far. */
    public String console() throws IOException {
        return Files.readString(console, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws InterruptedException {
        shell.close();
        emulator.destroyForcibly();
        emulator.waitFor(COMMAND_PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Something to wait for. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws IOException;
    }
}
