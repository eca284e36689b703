package org.openclaw.appliance.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.access.Authenticator;
import org.openclaw.appliance.access.ConnectPolicy;
import org.openclaw.appliance.access.FailedAttempts;
import org.openclaw.appliance.access.SharedSecret;
import org.openclaw.appliance.access.SilentListener;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.platform.PortablePlatform;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Dispatcher;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.rpc.Methods;
import org.openclaw.appliance.server.Backend;
import org.openclaw.appliance.server.Connections;
import org.openclaw.appliance.server.Hello;
import org.openclaw.appliance.server.HttpServer;
import org.openclaw.appliance.server.Limits;
import org.openclaw.appliance.store.Store;

/** The launcher's fast path, from the shell script to the method and back. */
@DisabledOnOs(OS.WINDOWS)
class CommandRoutesTest {

    record Nothing() {}

    record Turn(String message, String agentId, Boolean deliver, Integer timeout, String idempotencyKey) {}

    record Abort(String runId, String sessionKey, String agentId) {}

    private final CountDownLatch turnStarted = new CountDownLatch(1);
    private final CountDownLatch slowStarted = new CountDownLatch(1);
    private final CountDownLatch slowMayEnd = new CountDownLatch(1);
    private final CompletableFuture<String> aborted = new CompletableFuture<>();

    @TempDir
    Path root;

    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private Launcher launcher;
    private StatePaths paths;
    private CommandRoutes routes;
    private HttpServer server;
    private Store store;

    @BeforeEach
    void start() throws IOException {
        launcher = new Launcher(root);
        Environment environment = new Environment(Map.of(), launcher.home(), launcher.home(), "tester");
        paths = StatePaths.of(environment, Optional.empty(), false);
        paths.create();
        Methods methods = new Methods()
                .add(Method.of("health", Access.ANYONE, Nothing.class, (caller, params) -> Json.object().put("ok", true)))
                .add(Method.of("admin.only", Access.ADMIN, Nothing.class, (caller, params) -> Json.object().put("admin", true)))
                .add(Method.staged("agent", Access.WRITE, Turn.class, (call, params) -> {
                    call.reply(Json.object().put("status", "accepted"));
                    turnStarted.countDown();
                }))
                .add(Method.of("chat.abort", Access.WRITE, Abort.class, (caller, params) -> {
                    aborted.complete(params.runId());
                    return Json.object().put("ok", true);
                }))
                .add(Method.of("slow", Access.READ, Nothing.class, (caller, params) -> {
                    slowStarted.countDown();
                    return awaitEnd();
                }))
                .add(Method.of("status", Access.READ, Nothing.class, (caller, params) -> Json.object()));
        Dispatcher dispatcher = new Dispatcher(methods, workers);
        routes = new CommandRoutes(dispatcher, environment, paths, new PortablePlatform(), Clock.systemUTC());
        Lifecycle lifecycle = new Lifecycle(Clock.systemUTC());
        var attempts = new FailedAttempts(FailedAttempts.Policy.DEFAULT, () -> System.nanoTime() / 1_000_000);
        SharedSecret secret = SharedSecret.of(SharedSecret.Mode.TOKEN, "t");
        store = Store.open(root.resolve("test.sqlite"));
        Backend backend = new Backend(
                new Authenticator(
                        () -> secret, attempts, SilentListener.pairing(store), () -> ConnectPolicy.DEFAULT, Clock.systemUTC()),
                methods, dispatcher, new Events(), new NoHello(), lifecycle,
                List::of, "1", "boot", () -> false, facts -> {}, workers, scheduler);
        server = new HttpServer(
                HttpServer.Settings.plain(List.of("127.0.0.1"), 0),
                routes.routes(),
                new Connections(backend, Limits.LEAN));
        server.start();
        lifecycle.ready();
        routes.open(server.boundPort());
    }

    @AfterEach
    void stop() throws IOException {
        routes.close();
        server.close();
        store.close();
        workers.shutdownNow();
        scheduler.shutdownNow();
    }

    @Test
    void runsACommandWithoutStartingJava() throws Exception {
        // Without a PATH only builtins work.
        Launcher.Outcome outcome = launcher.run(Map.of("PATH", "/nonexistent"), "status");
        assertEquals(0, outcome.status(), outcome.err());
        assertEquals("gateway: running", outcome.out().lines().findFirst().orElseThrow());
        assertFalse(outcome.out().contains("JAVA-STARTED"), outcome.out());
        assertTrue(Json.parse(launcher.run(Map.of(), "health", "--json").out()).path("ok").asBoolean());
    }

    @Test
    void keepsStreamsAndExitStatusApart() throws Exception {
        Launcher.Outcome outcome = launcher.run(Map.of(), "gateway", "call", "nope");
        assertEquals(1, outcome.status());
        assertEquals("", outcome.out());
        assertTrue(outcome.err().startsWith("unknown method: nope"), outcome.err());
        assertEquals(2, launcher.run(Map.of(), "health", "--bogus").status());
    }

    @Test
    void carriesWordsWithBlanksAndUmlauts() throws Exception {
        Launcher.Outcome outcome = launcher.run(Map.of(), "config", "get", "gateway.\u00fc b");
        assertTrue(outcome.err().contains("unknown config path: gateway.\u00fc b"), outcome.err());
    }

    @Test
    void leavesToJavaWhatIsNotTheGatewaysBusiness() throws Exception {
        for (List<String> words : List.of(
                List.of("setup"),
                List.of("gateway"),
                List.of("health", "--url", "ws://127.0.0.1:1"),
                List.of("health", "--port", "1"),
                List.of("--profile", "other", "status"),
                List.of("status", "--help"))) {
            Launcher.Outcome outcome = launcher.run(Map.of(), words.toArray(String[]::new));
            assertTrue(outcome.out().startsWith("JAVA-STARTED"), words + ": " + outcome.out() + outcome.err());
        }
        assertTrue(launcher.run(Map.of("OPENCLAW_GATEWAY_PORT", "1"), "status").out().startsWith("JAVA-STARTED"));
        assertTrue(launcher.run(Map.of("OPENCLAW_CONFIG_PATH", "/x"), "status").out().startsWith("JAVA-STARTED"));
    }

    @Test
    void fallsBackToJavaWhenTheGatewayIsGone() throws Exception {
        server.close();
        store.close();
        assertTrue(launcher.run(Map.of(), "status").out().startsWith("JAVA-STARTED"));
        routes.close();
        assertFalse(Files.exists(paths.runDir().resolve("cli")));
        assertTrue(launcher.run(Map.of(), "status").out().startsWith("JAVA-STARTED"));
    }

    @Test
    void letsTheRunningCommandEndBeforeItIsSettledAndTakesNoMore() throws Exception {
        var status = CompletableFuture.supplyAsync(() -> launch("slow"), workers);
        slowStarted.await();
        assertFalse(routes.settle(Duration.ZERO));
        assertTrue(launcher.run(Map.of(), "status").out().startsWith("JAVA-STARTED"));
        slowMayEnd.countDown();
        assertTrue(routes.settle(Duration.ofMinutes(1)));
        assertEquals(0, status.get().status(), status.get().err());
    }

    private ObjectNode awaitEnd() {
        try {
            slowMayEnd.await();
            return Json.object();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Launcher.Outcome launch(String method) {
        try {
            return launcher.run(Map.of(), "gateway", "call", method);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void admitsNobodyWithoutTheKey() throws Exception {
        assertEquals(403, post(null, "\0status\0"));
        assertEquals(403, post("wrong", "\0status\0"));
        assertEquals(400, post(key(), "status"));
        assertEquals(200, post(key(), "\0status\0"));
    }

    @Test
    void abortsTheTurnWhenTheCallerGoesAway() throws Exception {
        byte[] body = "\0agent\0--agent\0main\0--message\0hi\0".getBytes(StandardCharsets.UTF_8);
        try (Socket socket = new Socket("127.0.0.1", server.boundPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /__openclaw__/cli HTTP/1.0\r\nx-openclaw-cli-key: " + key() + "\r\nContent-Length: "
                            + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            assertTrue(turnStarted.await(20, TimeUnit.SECONDS));
        }
        assertFalse(aborted.get(20, TimeUnit.SECONDS).isEmpty());
    }

    @Test
    void keepsTheKeyToTheOwner() throws Exception {
        assertEquals(
                PosixFilePermissions.fromString("rw-------"),
                Files.getPosixFilePermissions(paths.runDir().resolve("cli")));
        assertEquals(43, key().length());
    }

    private String key() throws IOException {
        return Files.readAllLines(paths.runDir().resolve("cli")).get(1);
    }

    private int post(String key, String body) throws IOException {
        var url = URI.create("http://127.0.0.1:" + server.boundPort() + "/__openclaw__/cli").toURL();
        HttpURLConnection http = (HttpURLConnection) url.openConnection();
        http.setDoOutput(true);
        if (key != null) {
            http.setRequestProperty("x-openclaw-cli-key", key);
        }
        http.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        return http.getResponseCode();
    }

    private static final class NoHello implements Hello {
        @Override
        public JsonNode snapshot(Caller caller) {
            return Json.object();
        }

        @Override
        public void joined(Caller caller) {
            // Nobody connects here.
        }

        @Override
        public void left(Caller caller) {
            // Nobody connects here.
        }
    }
}
