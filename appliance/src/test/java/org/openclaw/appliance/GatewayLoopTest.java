package org.openclaw.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.boot.StartRefused;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.GatewayOverrides;
import org.openclaw.appliance.config.GatewaySettings;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.log.LogSettings;
import org.openclaw.appliance.log.Logging;
import org.openclaw.appliance.log.Redaction;
import org.openclaw.appliance.platform.PortablePlatform;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.restart.RestartLog;
import org.openclaw.appliance.restart.RestartRequest;
import org.openclaw.appliance.restart.Restarts;
import org.openclaw.appliance.server.Await;
import org.openclaw.appliance.server.TestClient;
import org.openclaw.appliance.settings.ConfigReload;

class GatewayLoopTest {

    private static final String TOKEN = "the-gateway-token-of-this-test";

    @TempDir
    Path home;

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final Restarts restarts = new Restarts(Duration.ZERO);
    private final CompletableFuture<Object> ended = new CompletableFuture<>();
    private Logging logging;
    private GatewayLoop loop;
    private ConfigFile file;
    private Path history;
    private int port;

    @BeforeEach
    void start() throws Exception {
        port = freePort();
        Environment environment = new Environment(Map.of("HOME", home.toString()), home, home, "tester");
        StatePaths paths = StatePaths.of(environment, Optional.empty(), false);
        paths.create();
        file = new ConfigFile(paths, environment);
        history = paths.logFile().resolveSibling("gateway-restart.log");
        write(port, "info");
        logging = Logging.start(
                LogSettings.to(home.resolve("test.log")).withConsoleLevel(org.tinylog.Level.OFF), new Redaction(), "board");
        PortablePlatform platform = new PortablePlatform();
        ConfigReload.Reader reader = loaded -> GatewaySettings.of(loaded, paths, environment, GatewayOverrides.NONE, false);
        GatewayLoop.Reread reread = () -> {
            LoadResult now = file.load();
            return new Launch(paths, environment, reader.read(now), file, reader, platform, restarts, false, Optional.empty());
        };
        loop = new GatewayLoop(
                platform, restarts, reread, new RestartLog(history, Clock.systemUTC()), logging, scheduler);
        Launch first = reread.launch();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                loop.serve(first);
                ended.complete("stopped");
            } catch (StartRefused | InterruptedException | RuntimeException e) {
                ended.complete(e);
            }
        });
        Await.until("the gateway serves", this::isUp);
    }

    @AfterEach
    void stop() {
        loop.stop();
        scheduler.shutdownNow();
        logging.close();
    }

    @Test
    void clientsAreToldAndFindAnotherGatewayInTheSameProcess() throws Exception {
        try (TestClient client = connect()) {
            JsonNode preflight = client.call("gateway.restart.preflight", Json.object()).path("payload");
            assertTrue(preflight.path("safe").asBoolean(), preflight.toString());
            JsonNode answer = client.call("gateway.restart.request", Json.object().put("reason", "a test")).path("payload");
            assertEquals("scheduled", answer.path("status").asText(), answer.toString());
            assertEquals("a test", answer.at("/restart/reason").asText());
            JsonNode event = client.expectEvent("shutdown").path("payload");
            assertEquals("gateway restarting", event.path("reason").asText());
            assertEquals(1_500, event.path("restartExpectedMs").asInt());
            assertEquals(1012, client.closed().code());
        }
        awaitHistory(1);
        assertTrue(lines().getFirst().contains(" restarted source=rpc "), lines().getFirst());
        assertTrue(isUp());
    }

    @Test
    void aPortOfTheConfigurationIsMovedTo() throws Exception {
        int other = freePort();
        write(other, "info");
        awaitHistory(1);
        assertTrue(lines().getFirst().contains("source=config"), lines().getFirst());
        port = other;
        Await.until("the gateway serves the other port", this::isUp);
    }

    @Test
    void aTakenPortLeavesTheGatewayWhereItWas() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            write(taken.getLocalPort(), "info");
            awaitHistory(1);
            assertTrue(lines().getFirst().contains(" refused source=config "), lines().getFirst());
            assertTrue(isUp());
            try (TestClient client = connect()) {
                JsonNode reload = client.call("status", Json.object()).at("/payload/appliance/configReload");
                assertEquals("[\"gateway.port\"]", reload.path("pendingRestartKeys").toString(), reload.toString());
            }
        }
    }

    @Test
    void aConfigurationThatNoGatewayStartsWithIsGivenUp() throws Exception {
        ObjectNode nowhere = Json.object();
        nowhere.putObject("gateway").put("bind", "custom").put("customBindHost", "192.0.2.1");
        file.patch(nowhere);
        awaitHistory(1);
        assertTrue(lines().getFirst().contains(" reverted source=config "), lines().getFirst());
        Await.until("the gateway serves where it did", this::isUp);
        assertTrue(restarts.waiting().isEmpty());
        assertTrue(logged("192.0.2.1"));
    }

    @Test
    void anInvalidConfigurationNeverRestarts() throws Exception {
        try (TestClient client = connect()) {
            Files.writeString(file.path(), "{gateway: {mode: 'local', prot: 1}}");
            loop.signalled(RestartRequest.Source.SIGUSR1);
            awaitHistory(1);
            assertTrue(lines().getFirst().contains(" refused source=sigusr1 "), lines().getFirst());
            assertTrue(client.call("health", Json.object()).path("ok").asBoolean());
        }
    }

    @Test
    void signalsCountOnlyWhereTheyMay() throws Exception {
        file.set("commands.restart", "false");
        Await.until("the change is in force", () -> {
            loop.signalled(RestartRequest.Source.SIGUSR2);
            return restarts.waiting().isEmpty() && logged("SIGUSR2 ignored");
        });
    }

    @Test
    void nothingIsLeftOfTheGatewaysBefore() throws Exception {
        restart(3);
        long threads = threads();
        long descriptors = descriptors();
        restart(20);
        Await.until("no threads are left: " + threads + ", now " + threads(), () -> threads() <= threads);
        Await.until("no files are left open: " + descriptors, () -> descriptors() <= descriptors);
    }

    private void restart(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            int before = lines().size();
            restarts.request(new RestartRequest(RestartRequest.Source.RPC, "round " + i, Duration.ZERO));
            awaitHistory(before + 1);
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> !thread.getName().startsWith("Fork")).count();
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (java.io.IOException elsewhere) {
            return 0;
        }
    }

    private boolean logged(String text) {
        logging.flush();
        try {
            return Files.readString(home.resolve("test.log")).contains(text);
        } catch (java.io.IOException e) {
            return false;
        }
    }

    private void awaitHistory(int lines) {
        Await.until("restart " + lines + " is over", () -> lines().size() >= lines);
    }

    private List<String> lines() {
        try {
            return Files.exists(history) ? Files.readAllLines(history) : List.of();
        } catch (java.io.IOException e) {
            return List.of();
        }
    }

    private TestClient connect() throws Exception {
        TestClient client = TestClient.open(port);
        client.expectEvent("connect.challenge");
        client.call("connect", TestClient.connectParams(TOKEN));
        return client;
    }

    private boolean isUp() {
        try {
            HttpURLConnection ready =
                    (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/readyz").toURL().openConnection();
            ready.setConnectTimeout(1_000);
            ready.setReadTimeout(5_000);
            return ready.getResponseCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private void write(int gatewayPort, String level) throws Exception {
        file.write(
                "{gateway: {mode: 'local', port: " + gatewayPort + ", auth: {token: '" + TOKEN + "'}}, logging: {level: '"
                        + level + "'}}",
                Optional.empty());
    }

    private static int freePort() throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }
}
