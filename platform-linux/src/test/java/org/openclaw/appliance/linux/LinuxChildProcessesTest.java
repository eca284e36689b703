package org.openclaw.appliance.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.openclaw.appliance.platform.ChildProcesses;

@EnabledOnOs(OS.LINUX)
class LinuxChildProcessesTest {

    private final ChildProcesses children = new LinuxChildProcesses(Path.of("/"));
    private final String mark = UUID.randomUUID().toString();

    @Test
    void isTheFirstToDieAndSoIsWhatItStarts() throws Exception {
        Process child = start("cat /proc/self/oom_score_adj; sh -c 'cat /proc/self/oom_score_adj'; echo $$; read wait");
        BufferedReader output = output(child);
        assertEquals("1000", output.readLine());
        assertEquals("1000", output.readLine());
        String shell = output.readLine();
        assertEquals("1000", Files.readString(Path.of("/proc", shell, "oom_score_adj")).strip());
        assertEquals(child.pid(), Long.parseLong(shell), "no process stands between");
        assertTrue(end(child) >= 1);
    }

    @Test
    void hasItsLimits() throws Exception {
        Process child = start("ulimit -c; ulimit -n; read wait");
        BufferedReader output = output(child);
        assertEquals("0", output.readLine());
        assertEquals("1024", output.readLine());
        end(child);
    }

    @Test
    void takesArgumentsAsTheyAre() throws Exception {
        List<String> command = children.launch(List.of("/bin/echo", "a b", "$(id)", "'", "-n"));
        Process child = new ProcessBuilder(command).start();
        assertEquals("a b $(id) ' -n", output(child).readLine());
        assertTrue(child.waitFor(20, TimeUnit.SECONDS));
    }

    /** Children, grandchildren, and one that has left its session and its parent. */
    @Test
    void leavesNothingBehind() throws Exception {
        Process child = start("sleep 600 & echo $!; (sleep 601 & echo $!); setsid sh -c 'echo $$; exec sleep 602' & sleep 603");
        BufferedReader output = output(child);
        List<ProcessHandle> started = new ArrayList<>(List.of(child.toHandle()));
        for (int i = 0; i < 3; i++) {
            started.add(ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow());
        }
        end(child);
        for (ProcessHandle process : started) {
            process.onExit().get(20, TimeUnit.SECONDS);
            assertFalse(process.isAlive());
        }
    }

    @Test
    void leavesOthersAlone() throws Exception {
        Process other = new ProcessBuilder("sleep", "600").start();
        Process child = start("read wait");
        end(child);
        assertTrue(other.isAlive());
        other.destroyForcibly();
    }

    private Process start(String text) throws IOException {
        List<String> command = new ArrayList<>(children.shell());
        command.add(text);
        ProcessBuilder builder = new ProcessBuilder(children.launch(command)).redirectErrorStream(true);
        builder.environment().put(ChildProcesses.MARK, mark);
        return builder.start();
    }

    private static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private int end(Process child) throws InterruptedException {
        int told = children.end(child.toHandle(), mark, true);
        assertTrue(child.waitFor(20, TimeUnit.SECONDS));
        return told;
    }
}
