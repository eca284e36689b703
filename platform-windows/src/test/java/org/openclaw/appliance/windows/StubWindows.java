package org.openclaw.appliance.windows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.platform.ServicePlan;

/** An installed distribution below a temporary directory, and scripts that answer as Windows' own programs do. */
final class StubWindows implements ServiceSettings {

    static final String SERVICE = "OpenClawGateway";

    final Path home;
    final Path stateDir;
    final Map<String, String> environment = new HashMap<>();
    final Set<Long> ancestors = new HashSet<>();
    final List<Duration> pauses = new ArrayList<>();
    boolean elevated = true;
    Optional<String> nativeFailure = Optional.empty();
    final List<String> nativeCalls = new ArrayList<>();
    private final Path root;
    private final Path state;

    StubWindows(Path root) throws IOException {
        this.root = root;
        state = Files.createDirectories(root.resolve("windows/services")).getParent();
        home = distribution("OpenClaw");
        stateDir = root.resolve("me/.openclaw");
        for (String program : List.of("sc.exe", "reg.exe", "icacls.exe", "schtasks.exe")) {
            script(state.resolve(program));
        }
    }

    /** Another copy of the distribution. */
    Path distribution(String name) throws IOException {
        Path copy = root.resolve("Program Files").resolve(name);
        Files.createDirectories(copy.resolve("bin"));
        Files.createDirectories(ProcrunService.jvm(copy).getParent());
        Files.writeString(ProcrunService.jvm(copy), "");
        script(copy.resolve("bin/prunsrv.exe"));
        return copy;
    }

    private static void script(Path file) throws IOException {
        try (InputStream script = StubWindows.class.getResourceAsStream("windows-stub")) {
            Files.copy(script, file, StandardCopyOption.REPLACE_EXISTING);
        }
        file.toFile().setExecutable(true);
    }

    ServiceControlManager supervisor() {
        WindowsTools tools = new WindowsTools(this::run, this::run);
        return new ServiceControlManager(new Kernel(), tools, this, environment, ancestors::contains, pauses::add);
    }

    private Optional<CommandRunner.Output> run(List<String> words) {
        List<String> command = new ArrayList<>(words);
        if (!command.getFirst().contains("/")) {
            command.set(0, state.resolve(command.getFirst()).toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("WINDOWS_STUB", state.toString());
        try {
            Process process = builder.start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            // An exit status of a Unix process has 8 bits, one of Windows 32.
            return Optional.of(new CommandRunner.Output(widen(process.waitFor()), text));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static int widen(int status) {
        for (int known : List.of(1056, 1058, 1060, 1062, 1072)) {
            if ((known & 0xff) == status) {
                return known;
            }
        }
        return status;
    }

    List<String> calls() throws IOException {
        Path calls = state.resolve("calls");
        List<String> lines = Files.exists(calls) ? Files.readAllLines(calls) : List.of();
        Files.deleteIfExists(calls);
        return lines;
    }

    /** What was called since the last question, looks left out. */
    List<String> changes() throws IOException {
        return calls().stream()
                .filter(call -> !call.startsWith("reg.exe query") && !call.startsWith("sc.exe queryex"))
                .toList();
    }

    void fail(String program, String verb, int... statuses) throws IOException {
        Files.write(state.resolve("fail-" + program + "-" + verb), Arrays.stream(statuses).mapToObj(String::valueOf).toList());
    }

    void endsSlowly(int looks) throws IOException {
        Files.writeString(state.resolve("ends-slowly"), looks + "\n");
    }

    void neverRuns() throws IOException {
        Files.writeString(state.resolve("never-runs"), "");
    }

    void tasks(String csv) throws IOException {
        Files.writeString(state.resolve("tasks"), csv);
    }

    /** Somebody's service. */
    void plant(String name, String imagePath, boolean running) throws IOException {
        Path service = Files.createDirectories(state.resolve("services").resolve(name));
        Files.writeString(service.resolve("Start"), "2\n");
        Files.writeString(service.resolve("ImagePath"), imagePath + "\n");
        Files.writeString(service.resolve("ObjectName"), "LocalSystem\n");
        if (running) {
            Files.writeString(service.resolve("pid"), "77\n");
        }
    }

    ServicePlan plan() {
        return plan(home, 18_789, Map.of());
    }

    ServicePlan plan(Path distribution, int port, Map<String, String> secrets) {
        return new ServicePlan(
                Optional.empty(), "0.1.0",
                List.of(distribution.resolve("bin/openclaw.cmd").toString(), "gateway", "--port", Integer.toString(port)),
                root, stateDir, List.of(root.resolve("work")), Map.of("PATH", "C:\\a;C:\\b"), secrets, port, false,
                Optional.empty(), 200L << 20);
    }

    @Override
    public boolean mayManageServices() {
        return elevated;
    }

    @Override
    public Optional<String> restartAfterFailure(String service) {
        nativeCalls.add("restart " + service);
        return nativeFailure;
    }

    @Override
    public Optional<String> startWith(String service, String commandLine) {
        nativeCalls.add("start " + service + " with " + commandLine);
        return nativeFailure;
    }
}
