package org.openclaw.appliance.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.TestGateway;
import org.openclaw.appliance.cli.Recording.Outcome;
import org.openclaw.appliance.platform.ProcessInspector;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServiceSupervisor;
import org.openclaw.appliance.service.Launcher;

/** The service commands against real gateways and a scripted service manager. */
class ServiceCommandsTest {

    private static final Terminal.Look TERMINAL = new Terminal.Look(false, 80, true);

    @TempDir
    Path home;

    private final ScriptedPlatform platform = new ScriptedPlatform();
    private CommandLineRun openclaw;
    private TestGateway gateway;
    private int port;

    @BeforeEach
    void gateway() throws Exception {
        gateway = new TestGateway(home, "{}");
        port = gateway.port();
        gateway.stop();
        openclaw = new CommandLineRun(home, platform);
        Path launcher = Files.writeString(home.resolve("openclaw"), "#!/bin/sh\n");
        System.setProperty(Launcher.PROPERTY, launcher.toString());
    }

    @AfterEach
    void stop() {
        System.clearProperty(Launcher.PROPERTY);
        gateway.close();
    }

    private static void says(Outcome outcome, String text) {
        assertTrue((outcome.out() + outcome.err()).contains(text), () -> text + " in\n" + outcome.out() + outcome.err());
    }

    @Test
    void installsStartsAndWaits() throws Exception {
        openclaw.variables.put("OPENCLAW_GATEWAY_TOKEN", "a-secret-of-the-environment");
        openclaw.variables.put("PATH", "/usr/bin:relative:/bin");
        platform.launch = gateway::restart;
        Outcome outcome = openclaw.of("gateway", "install", "--json");
        assertEquals(0, outcome.status(), outcome.err());
        assertEquals("installed", outcome.json().path("result").asText());
        assertTrue(outcome.json().path("service").path("active").asBoolean());
        assertEquals(List.of("install", "start openclaw-gateway"), platform.calls);
        assertEquals(
                List.of(home.resolve("openclaw").toString(), "gateway", "run", "--port", Integer.toString(port)),
                platform.plan.command());
        assertEquals(Map.of("OPENCLAW_GATEWAY_TOKEN", "a-secret-of-the-environment"), platform.plan.secretEnvironment());
        assertFalse(platform.plan.environment().toString().contains("a-secret"));
        assertEquals("openclaw", platform.plan.environment().get("OPENCLAW_SERVICE_MARKER"));
        assertEquals("/usr/bin:/bin", platform.plan.environment().get("PATH"));
        assertFalse(platform.plan.environment().containsKey("OPENCLAW_STATE_DIR"));
        assertFalse((outcome.out() + outcome.err()).contains("a-secret"));
    }

    @Test
    void leavesAnInstalledServiceAloneWithoutForce() throws Exception {
        platform.having(port, Map.of()).differences.add("RestartSec is 60 instead of 5");
        Outcome outcome = openclaw.of("gateway", "install");
        assertEquals(0, outcome.status());
        says(outcome, "already installed");
        says(outcome, "RestartSec is 60 instead of 5");
        assertEquals(List.of(), platform.calls);
        platform.launch = gateway::restart;
        assertEquals(0, openclaw.of("gateway", "install", "--force").status());
        assertEquals(List.of("install", "start openclaw-gateway"), platform.calls);
    }

    @Test
    void anotherPlaceAndProfileGoIntoTheDefinition() throws Exception {
        openclaw.variables.put("OPENCLAW_STATE_DIR", home.resolve("state").toString());
        assertEquals(0, openclaw.of("--profile", "Rescue", "gateway", "install", "--no-start", "--port", "3001").status());
        assertEquals(home.resolve("state").toString(), platform.plan.environment().get("OPENCLAW_STATE_DIR"));
        assertEquals("Rescue", platform.plan.environment().get("OPENCLAW_PROFILE"));
        assertEquals(Optional.of("rescue"), platform.plan.profile());
        assertEquals(3001, platform.plan.port());
        assertEquals(List.of("install"), platform.calls);
    }

    @Test
    void doesNotInstallWhatWouldNotStart() throws Exception {
        Files.writeString(home.resolve(".openclaw/openclaw.json"), "{}");
        Outcome outcome = openclaw.of("gateway", "install", "--json");
        assertEquals(1, outcome.status());
        assertEquals("blocked", outcome.json().path("result").asText());
        says(outcome, "gateway.mode");
        assertEquals(List.of(), platform.calls);
        assertEquals(0, openclaw.of("gateway", "install", "--no-start").status());
    }

    @Test
    void refusesASystemServiceThatRunsAsRoot() throws Exception {
        assertEquals(2, openclaw.of("gateway", "install", "--system", "--user", "root").status());
        assertEquals(2, openclaw.of("gateway", "install", "--reboot-on-failure", "--no-start").status());
        assertEquals(2, openclaw.of("gateway", "install", "--user", "pi").status());
        assertEquals(0, openclaw.of("gateway", "install", "--system", "--no-start").status());
        assertEquals(Optional.of("tester"), platform.plan.user());
        assertEquals(home.resolve(".openclaw").toString(), platform.plan.environment().get("OPENCLAW_STATE_DIR"));
    }

    @Test
    void startsAndIsIdempotent() throws Exception {
        platform.having(port, Map.of()).launch = gateway::restart;
        Outcome first = openclaw.of("gateway", "start");
        assertEquals(0, first.status(), first.err());
        says(first, "Gateway service started (pid " + ProcessHandle.current().pid() + ", port " + port + ").");
        Outcome second = openclaw.of("gateway", "start", "--json");
        assertEquals(0, second.status());
        assertEquals("already-running", second.json().path("result").asText());
        assertEquals(List.of("start openclaw-gateway"), platform.calls);
    }

    @Test
    void startNamesTheWayToInstall() throws Exception {
        Outcome outcome = openclaw.of("gateway", "start");
        assertEquals(1, outcome.status());
        says(outcome, "Gateway service not installed.");
        says(outcome, "`openclaw gateway install`");
    }

    @Test
    void tellsWhyAGatewayDidNotBecomeReady() throws Exception {
        platform.having(port, Map.of()).owners.put(port, new ProcessInspector.Owner(4242, "nc -l " + port));
        platform.launch = () -> {
            Files.writeString(home.resolve(".openclaw/logs/gateway.log"), "{\"time\":\"" + Instant.now().plusSeconds(1)
                    + "\",\"level\":\"error\",\"subsystem\":\"gateway\",\"message\":\"the port is taken\"}\n");
        };
        platform.afterStart = new ServiceSupervisor.State(false, 0, "failed (exit-code)");
        Outcome outcome = openclaw.of("gateway", "start", "--json");
        assertEquals(1, outcome.status());
        says(outcome, "Gateway did not become ready: its process has ended (failed (exit-code))");
        says(outcome, "Port " + port + " is held by pid 4242 (nc -l " + port + ")");
        says(outcome, "Last gateway error: the port is taken");
        assertEquals("not-ready", outcome.json().path("result").asText());
    }

    @Test
    void printsWhatTheServiceSaidBeforeItFailed() throws Exception {
        platform.having(port, Map.of()).afterStart = new ServiceSupervisor.State(false, 0, "failed (exit-code)");
        platform.spoken = List.of(
                line(6, "systemd", "Starting openclaw-gateway.service"),
                line(6, "openclaw", "[gateway] memory preflight: fine"),
                line(3, "openclaw", "[gateway] the disk is read-only"),
                line(6, "openclaw", "Error: Could not create the Java Virtual Machine."),
                line(4, "systemd", "openclaw-gateway.service: Failed with result 'exit-code'."),
                line(3, "openclaw", "[gateway] the disk is read-only"));
        Outcome outcome = openclaw.of("gateway", "start");
        assertEquals(1, outcome.status());
        assertTrue(
                outcome.err().contains("  Its log says: Error: Could not create the Java Virtual Machine.\n"
                        + "  Its log says: the disk is read-only\n"),
                outcome.err());
        assertFalse(outcome.err().contains("preflight") || outcome.err().contains("Failed with result"), outcome.err());
        says(openclaw.of("gateway", "status"), "Last gateway error: the disk is read-only");
    }

    private static String line(int priority, String program, String message) {
        return "{\"MESSAGE\":\"" + message + "\",\"PRIORITY\":\"" + priority + "\",\"SYSLOG_IDENTIFIER\":\"" + program
                + "\",\"__REALTIME_TIMESTAMP\":\"1767225600000000\"}";
    }

    @Test
    void anotherGatewayOnThePortDoesNotPassForTheService() throws Exception {
        gateway.restart();
        Files.delete(home.resolve(".openclaw/run/cli"));
        platform.having(port, Map.of()).owners.put(port, new ProcessInspector.Owner(4242, "another gateway"));
        Outcome outcome = openclaw.of("gateway", "start", "--timeout", "300");
        assertEquals(1, outcome.status());
        says(outcome, "Port " + port + " is held by pid 4242 (another gateway)");
        says(openclaw.of("gateway", "status"), "Gateway did not become ready: port " + port + " is held by pid 4242");
        platform.having(port, Map.of());
        Outcome status = openclaw.of("gateway", "status");
        says(status, "Runtime: stopped");
        says(status, "Port " + port + " is held by pid 4242, which is not this instance's gateway");
    }

    @Test
    void aServiceFollowsThePortOfTheConfigurationWhenItIsStarted() throws Exception {
        platform.having(port + 1, Map.of());
        says(openclaw.of("gateway", "start", "--timeout", "300"), "installed with port " + (port + 1));
        assertEquals(port, platform.plan.port());
    }

    @Test
    void givesUpOnAStartThatStandsStill() throws Exception {
        platform.having(port, Map.of());
        Files.writeString(home.resolve(".openclaw/openclaw.json"), "{gateway:{port:" + port + "}}");
        Outcome outcome = openclaw.of("gateway", "start", "--timeout", "300");
        assertEquals(1, outcome.status());
        says(outcome, "Gateway did not become ready: nothing has happened for 0 s");
        says(outcome, "gateway.mode");
    }

    @Test
    void tellsASlowStartFromAFailedOne() throws Exception {
        try (SlowStart slow = new SlowStart()) {
            platform.having(slow.port(), Map.of());
            openclaw.of("config", "set", "gateway.port", Integer.toString(slow.port()));
            Outcome outcome = openclaw.of("gateway", "start", "--timeout", "600", "--json");
            assertEquals(2, outcome.status(), outcome.err());
            assertEquals("still-starting", outcome.json().path("result").asText());
            says(outcome, "still starting (phase step ");
        }
    }

    @Test
    void passesOnWhatTheManagerRefuses() throws Exception {
        platform.having(port, Map.of()).launch = () -> {
            throw new ServiceException("the unit is masked");
        };
        Outcome outcome = openclaw.of("gateway", "start");
        assertEquals(1, outcome.status());
        says(outcome, "Gateway did not become ready: the unit is masked");
    }

    @Test
    void stopsOnlyWhenItIsMeant() throws Exception {
        platform.having(port, Map.of()).running();
        Outcome script = openclaw.of("gateway", "stop", "--json");
        assertEquals(1, script.status());
        assertEquals("not-confirmed", script.json().path("result").asText());
        assertEquals(List.of(), platform.calls);
        assertEquals(0, openclaw.of(TERMINAL, "gateway", "stop").status());
        platform.running();
        assertEquals(0, openclaw.of("gateway", "stop", "--force", "--disable").status());
        assertEquals(List.of("stop openclaw-gateway", "stop openclaw-gateway for good"), platform.calls);
    }

    @Test
    void stopsWhatTheManagerIsAboutToStartAgain() throws Exception {
        platform.having(port, Map.of());
        platform.state = Optional.of(new ServiceSupervisor.State(false, 0, "activating (auto-restart)"));
        assertEquals(0, openclaw.of("gateway", "stop", "--force").status());
        assertEquals(List.of("stop openclaw-gateway"), platform.calls);
    }

    @Test
    void stoppingWhatDoesNotRunIsFine() throws Exception {
        assertEquals("not-loaded", openclaw.of("gateway", "stop", "--json").json().path("result").asText());
        platform.having(port, Map.of());
        Outcome stopped = openclaw.of("gateway", "stop");
        assertEquals(0, stopped.status());
        says(stopped, "not running");
        assertEquals(List.of(), platform.calls);
    }

    @Test
    void uninstallKeepsTheState() throws Exception {
        platform.having(port, Map.of());
        Outcome outcome = openclaw.of("gateway", "uninstall", "--json");
        assertEquals("uninstalled", outcome.json().path("result").asText());
        assertTrue(Files.exists(home.resolve(".openclaw/openclaw.json")));
        assertEquals("not-loaded", openclaw.of("gateway", "uninstall", "--json").json().path("result").asText());
    }

    @Test
    void restartWaitsForTheNewGateway() throws Exception {
        gateway.restart();
        platform.having(port, Map.of()).running();
        platform.launch = gateway::restart;
        Outcome outcome = openclaw.of("restart", "--json");
        assertEquals(0, outcome.status(), outcome.err());
        assertEquals("restarted", outcome.json().path("result").asText());
        assertEquals(List.of("restart openclaw-gateway"), platform.calls);
    }

    @Test
    void aRestartThatKeepsTheOldGatewayIsNone() throws Exception {
        gateway.restart();
        platform.having(port, Map.of()).running();
        Outcome outcome = openclaw.of("gateway", "restart", "--timeout", "300", "--json");
        assertEquals(1, outcome.status());
        assertEquals("restart-health-failed", outcome.json().path("result").asText());
    }

    @Test
    void restartChecksItsFlags() throws Exception {
        assertEquals(2, openclaw.of("gateway", "restart", "--skip-deferral").status());
        assertEquals(2, openclaw.of("gateway", "restart", "--safe", "--force").status());
        assertEquals(2, openclaw.of("gateway", "restart", "--wait", "5s", "--force").status());
        Outcome absent = openclaw.of("gateway", "restart");
        assertEquals(1, absent.status());
        says(absent, "`openclaw gateway install`");
    }

    @Test
    void anotherSupervisorsGatewayIsLeftToIt() throws Exception {
        platform.having(port, Map.of()).running();
        openclaw.variables.put("OPENCLAW_SUPERVISOR_MODE", "external");
        for (String command : List.of("install", "uninstall", "start", "stop", "restart")) {
            Outcome outcome = openclaw.of("gateway", command, "--json");
            assertEquals(1, outcome.status(), command);
            assertEquals("external-supervisor", outcome.json().path("result").asText(), command);
        }
        assertEquals(List.of(), platform.calls);
    }

    @Test
    void withoutAServiceManagerItSaysWhatToDo() throws Exception {
        platform.obstacle = Optional.of("there is no service manager here");
        for (String command : List.of("install", "start", "restart")) {
            Outcome outcome = openclaw.of("gateway", command);
            assertEquals(1, outcome.status(), command);
            says(outcome, "there is no service manager here");
        }
        assertEquals(0, openclaw.of("gateway", "stop").status());
        assertEquals(0, openclaw.of("gateway", "uninstall").status());
    }

    @Test
    void shortNamesAnswerAlike() throws Exception {
        platform.having(port, Map.of());
        for (String command : List.of("stop", "uninstall")) {
            platform.having(port, Map.of());
            String asGateway = openclaw.of("gateway", command, "--json").out();
            platform.having(port, Map.of());
            assertEquals(asGateway, openclaw.of("daemon", command, "--json").out());
        }
        platform.having(port, Map.of());
        assertEquals(openclaw.of("gateway", "stop", "--json").out(), openclaw.of("stop", "--json").out());
        assertEquals(openclaw.of("gateway", "status").out(), openclaw.of("daemon", "status").out());
    }

    @Test
    void doesNotStartBesideAGatewayInTheForeground() throws Exception {
        gateway.restart();
        platform.having(port, Map.of());
        Outcome outcome = openclaw.of("gateway", "start", "--json");
        assertEquals(1, outcome.status());
        assertEquals("unmanaged-gateway", outcome.json().path("result").asText());
        assertEquals(List.of(), platform.calls);
    }

    @Test
    void statusShowsTheService() throws Exception {
        platform.having(port, Map.of());
        says(openclaw.of("status"), "service: scripted openclaw-gateway, inactive (dead)");
    }

    /** Answers on a port with another phase of its start each time. */
    private static final class SlowStart implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

        SlowStart() throws IOException {
            Thread.ofVirtual().start(this::answer);
        }

        int port() {
            return server.getLocalPort();
        }

        private void answer() {
            for (int step = 0; !server.isClosed(); step++) {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().read(new byte[1024]);
                    socket.getOutputStream().write(("HTTP/1.0 503 Service Unavailable\r\n\r\n{\"status\":\"starting\",\"phase\":\"step "
                            + step + "\",\"uptimeMs\":1}").getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    // The client has gone, or the test is over.
                }
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
