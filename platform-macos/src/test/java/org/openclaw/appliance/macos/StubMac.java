package org.openclaw.appliance.macos;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openclaw.appliance.platform.ServicePlan;

/** A Mac's directories below a temporary one, and a script that answers as launchctl does, with its state on disk. */
final class StubMac {

    static final String LABEL = "ai.openclaw.gateway";
    static final String TARGET = "gui/501/" + LABEL;

    final Path home;
    final Path system;
    final List<Duration> pauses = new ArrayList<>();
    final Set<Long> ancestors = new HashSet<>();
    final Map<String, String> environment = new HashMap<>();
    private final Path stub;

    StubMac(Path root) throws IOException {
        home = Files.createDirectories(root.resolve("Users/me"));
        system = root;
        stub = Files.createDirectories(root.resolve("stub"));
        try (InputStream script = StubMac.class.getResourceAsStream("launchctl")) {
            Files.copy(script, stub.resolve("launchctl"));
        }
        stub.resolve("launchctl").toFile().setExecutable(true);
    }

    LaunchdSupervisor supervisor() {
        return supervisor(501);
    }

    LaunchdSupervisor supervisor(long userId) {
        LaunchdSetting setting = new LaunchdSetting(
                environment, home, system, userId, pid -> Files.exists(stub.resolve("alive/" + pid)), ancestors::contains);
        return new LaunchdSupervisor(setting, Launchctl.at(stub.resolve("launchctl").toString()), pauses::add);
    }

    /** What launchctl was called with since the last question, one line a call; looks left out. */
    List<String> changes() throws IOException {
        return calls().stream().filter(call -> !call.startsWith("print")).toList();
    }

    List<String> calls() throws IOException {
        Path calls = stub.resolve("calls");
        if (!Files.exists(calls)) {
            return List.of();
        }
        List<String> lines = Files.readAllLines(calls);
        Files.delete(calls);
        return lines;
    }

    /** Exit statuses of the next calls of a verb. */
    void fail(String verb, int... statuses) throws IOException {
        Files.write(stub.resolve("fail-" + verb), Arrays.stream(statuses).mapToObj(String::valueOf).toList());
    }

    void endsSlowly(int looks) throws IOException {
        Files.writeString(stub.resolve("ends-slowly"), looks + "\n");
    }

    void staysDownWhenKilled() throws IOException {
        Files.writeString(stub.resolve("stays-down"), "");
    }

    boolean isDisabled() {
        return Files.exists(stub.resolve("disabled/" + LABEL));
    }

    Path plist() {
        return home.resolve("Library/LaunchAgents/" + LABEL + ".plist");
    }

    Path rearmPlist() {
        return plist().resolveSibling(LABEL + ".rearm.plist");
    }

    /** Ends the process and leaves it down, as launchd does after many crashes. */
    void park() throws IOException {
        Path pid = stub.resolve("jobs/" + TARGET.replace("/", "%") + "/pid");
        Files.delete(stub.resolve("alive/" + Files.readString(pid).strip()));
        Files.delete(pid);
    }

    /** Runs the re-arm job's command, as launchd does in its interval; its exit status. */
    int runRearmJob() throws Exception {
        List<String> command = PropertyList.texts(PropertyList.read(rearmPlist()).orElseThrow(), "ProgramArguments");
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }

    Path stateDir() {
        return home.resolve(".openclaw");
    }

    ServicePlan plan() {
        return plan(18_789, Map.of());
    }

    ServicePlan plan(int port, Map<String, String> secrets) {
        return new ServicePlan(
                Optional.empty(), "0.1.0", List.of("/opt/openclaw/bin/openclaw", "gateway", "--port", Integer.toString(port)),
                home, stateDir(), List.of(), Map.of("OPENCLAW_PROFILE", "default"), secrets, port, false, Optional.empty(), 0);
    }

    /** Plants somebody's definition and, if wanted, registers it. */
    Path plant(String directory, String label, String program, String variable, boolean load) throws Exception {
        Path file = Files.createDirectories(system.resolve(directory)).resolve(label + ".plist");
        Files.writeString(file, """
                <?xml version="1.0"?>
                <plist version="1.0"><dict><key>Label</key>
                <string>%s</string>
                <key>ProgramArguments</key><array><string>%s</string><string>gateway</string></array>
                <key>EnvironmentVariables</key><dict><key>%s</key><string>openclaw</string></dict></dict></plist>
                """.formatted(label, program, variable));
        if (load) {
            Launchctl.at(stub.resolve("launchctl").toString()).bootstrap("gui/501", file.toString());
        }
        calls();
        return file;
    }
}
