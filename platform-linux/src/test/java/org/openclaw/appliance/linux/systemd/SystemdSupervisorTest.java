package org.openclaw.appliance.linux.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.platform.ServiceSupervisor.State;

class SystemdSupervisorTest {

    private static final String RUNNING = "MainPID=812\nLoadState=loaded\nActiveState=active\nSubState=running\n";
    private static final String UNKNOWN = "MainPID=0\nLoadState=not-found\nActiveState=inactive\nSubState=dead\n";
    private static final String FAILED = "MainPID=0\nLoadState=loaded\nActiveState=failed\nSubState=failed\n";

    @TempDir
    Path runtime;

    private final List<List<String>> asked = new ArrayList<>();

    @Test
    void tellsTheServicesState() {
        assertEquals(
                Optional.of(new State(true, 812, "active (running)")), supervisor(Map.of(), RUNNING).state("openclaw"));
        assertEquals("openclaw.service", asked.getFirst().getLast());
        assertEquals(Optional.of(new State(false, 0, "failed (failed)")), supervisor(Map.of(), FAILED).state("openclaw"));
    }

    @Test
    void knowsNothingOfAServiceThatIsNotInstalled() {
        assertEquals(Optional.empty(), supervisor(Map.of(), UNKNOWN).state("openclaw"));
        assertEquals(Optional.empty(), supervisor(Map.of(), "").state("openclaw"));
        assertEquals(Optional.empty(), supervisor(Map.of(), RUNNING).state("--help"));
    }

    @Test
    void asksTheUsersManagerFirst() throws Exception {
        Files.createDirectory(runtime.resolve("systemd"));
        supervisor(Map.of("XDG_RUNTIME_DIR", runtime.toString()), UNKNOWN).state("openclaw.service");

        assertEquals(List.of("--user", "--system"), asked.stream().map(command -> command.get(1)).toList());
    }

    @Test
    void knowsWhetherSystemdStartedThisProcess() {
        long self = ProcessHandle.current().pid();
        assertFalse(supervisor(Map.of(), "").supervisesThisProcess());
        assertTrue(supervisor(Map.of("INVOCATION_ID", "0a"), "").supervisesThisProcess());
        assertTrue(supervisor(Map.of("NOTIFY_SOCKET", "/run/x"), "").supervisesThisProcess());
        assertTrue(supervisor(Map.of("SYSTEMD_EXEC_PID", "" + self), "").supervisesThisProcess());
        assertFalse(
                supervisor(Map.of("INVOCATION_ID", "0a", "SYSTEMD_EXEC_PID", "1234567890"), "").supervisesThisProcess(),
                "a program started by a service inherits its variables");
    }

    private SystemdSupervisor supervisor(Map<String, String> environment, String shown) {
        CommandRunner recorded = command -> {
            asked.add(command);
            return Optional.of(new CommandRunner.Output(0, shown));
        };
        return new SystemdSupervisor(environment, ProcessHandle.current(), recorded);
    }
}
