package org.openclaw.appliance.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(OS.WINDOWS)
class LauncherFlagsTest {

    @TempDir
    Path root;

    private Launcher launcher;

    @BeforeEach
    void install() throws IOException {
        launcher = new Launcher(root);
    }

    private List<String> command(Map<String, String> more, String... words) throws Exception {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("OPENCLAW_LAUNCHER_ROOT", root.toString());
        environment.put("OPENCLAW_LAUNCHER_PRINT", "1");
        Launcher.Outcome outcome = launcher.run(environment, words);
        assertEquals(0, outcome.status(), outcome.err());
        return outcome.out().lines().toList();
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** Memory in MiB; 0 for none. */
    @ParameterizedTest
    @CsvSource({
        // total, cgroup 2, cgroup 1, maxMemory, heap, code cache
        "  256,     0,      0,       ,       40,  16",
        "  128,     0,      0,       ,       24,  16",
        "   64,     0,      0,       ,       24,  16",
        "  512,     0,      0,       ,       64,  16",
        " 1024,     0,      0,       ,      128,  24",
        "16384,     0,      0,       ,      128,  24",
        "16384,   256,      0,       ,       40,  16",
        "16384,     0,    256,       ,       40,  16",
        " 4096,     0,      0,   512m,      204,  24",
        " 4096,     0,      0,     1g,      409,  24",
        "  256,     0,      0,   512m,      102,  16",
        "  256,     0,      0,    64m,       40,  16",
    })
    void sizesTheHeapByTheMemoryThereIs(int total, int v2, int v1, String most, int heap, int code) throws Exception {
        file("proc/meminfo", "MemTotal:       " + total * 1024L + " kB\nMemFree: 1 kB\n");
        if (v2 > 0) {
            file("proc/self/cgroup", "0::/system.slice/openclaw.service\n");
            file("sys/fs/cgroup/system.slice/openclaw.service/memory.max", "max\n");
            file("sys/fs/cgroup/system.slice/memory.max", v2 * 1024L * 1024 + "\n");
        } else if (v1 > 0) {
            file("proc/self/cgroup", "5:cpu,memory:/docker/x\n");
            file("sys/fs/cgroup/memory/docker/x/memory.limit_in_bytes", v1 * 1024L * 1024 + "\n");
            file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        }
        if (most != null) {
            file("home/.openclaw/openclaw.json", "{\n  gateway: {\n    // maxMemory: \"999m\"\n    maxMemory: \"" + most + "\",\n  },\n}\n");
        }
        List<String> command = command(Map.of(), "gateway");
        assertTrue(command.contains("-Xmx" + heap + "m"), () -> command.toString());
        assertTrue(command.contains("-XX:ReservedCodeCacheSize=" + code + "m"), () -> command.toString());
        assertTrue(command.contains("-XX:+ExitOnOutOfMemoryError"));
        assertTrue(command.contains("-XX:MaxDirectMemorySize=16m"));
        assertEquals(List.of("-jar", root.toRealPath().resolve("app/lib/appliance.jar").toString(), "gateway"),
                command.subList(command.size() - 3, command.size()));
    }

    @Test
    void givesCommandsASmallMachineOfTheirOwn() throws Exception {
        file("app/lib/cli.jsa", "x");
        file("app/lib/gateway.jsa", "x");
        List<String> command = command(Map.of("OPENCLAW_JAVA_OPTS", "-Da=1 -Db=2"), "config", "set", "a b", "");
        assertTrue(command.containsAll(List.of("-Xmx24m", "-Xint", "-Da=1", "-Db=2")), () -> command.toString());
        assertTrue(command.stream().anyMatch(flag -> flag.endsWith("lib/cli.jsa")));
        assertFalse(command.stream().anyMatch(flag -> flag.startsWith("-XX:TrimNativeHeapInterval")));
        assertEquals(List.of("config", "set", "a b", ""), command.subList(command.size() - 4, command.size()));
        assertTrue(command(Map.of(), "gateway", "run").stream().anyMatch(flag -> flag.endsWith("lib/gateway.jsa")));
        assertTrue(command(Map.of(), "gateway", "status").contains("-Xint"));
        assertTrue(command(Map.of(), "gateway", "--help").contains("-Xint"));
        assertTrue(command(Map.of(), "--profile", "x", "gateway", "--port", "1").contains("-Xms8m"));
    }

    @ParameterizedTest
    @CsvSource({
        "gateway --port 18789 --bind lan,   true",
        "gateway run --port 18789,          true",
        "--dev gateway --auth none,         true",
        "gateway install --port 3001,       false",
        "gateway restart,                   false",
        "daemon start,                      false",
        "start,                             false",
    })
    void onlyTheGatewayItselfGetsTheFlagsOfALongLife(String words, boolean longLived) throws Exception {
        List<String> command = command(Map.of(), words.split(" "));
        assertEquals(longLived, command.contains("-XX:+ExitOnOutOfMemoryError"), command.toString());
        assertEquals(!longLived, command.contains("-Xint"), command.toString());
        assertTrue(command.stream().anyMatch(word -> word.matches("-Dopenclaw\\.launcher\\.path=/.*/bin/openclaw")));
    }

    @Test
    void ignoresJavaOptionsMeantForOtherPrograms() throws Exception {
        Launcher.Outcome outcome = launcher.run(
                Map.of("JAVA_TOOL_OPTIONS", "-Dx=1", "JDK_JAVA_OPTIONS", "-Dx=2", "_JAVA_OPTIONS", "-Dx=3"), "setup");
        assertTrue(outcome.out().startsWith("JAVA-STARTED"), outcome.out());
        assertFalse(outcome.out().contains("-Dx="), outcome.out());
        assertTrue(outcome.out().contains("MALLOC_ARENA_MAX=1"), outcome.out());
        assertTrue(outcome.out().contains("-Dopenclaw.launcher.flags="), outcome.out());
    }

    @Test
    void findsItsHomeThroughLinksAndAnswersToItsOldName() throws Exception {
        Path link = Files.createDirectories(root.resolve("usr/bin")).resolve("clawdbot");
        Files.createSymbolicLink(link, Path.of("../../app/bin/openclaw"));
        Launcher.Outcome outcome = launcher.run(link, Map.of(), "setup");
        assertTrue(outcome.out().startsWith("JAVA-STARTED"), outcome.out());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
        assertTrue(outcome.err().contains("now called \"openclaw\""), outcome.err());
    }

    @Test
    void saysWhatIsMissingWithoutAnyJava() throws Exception {
        Files.delete(root.resolve("app/runtime/bin/java"));
        Launcher.Outcome outcome = launcher.run(Map.of("PATH", root.toString(), "JAVA_HOME", ""), "setup");
        assertEquals(1, outcome.status());
        assertTrue(outcome.err().contains("Install Java 25"), outcome.err());
    }
}
