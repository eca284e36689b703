package org.openclaw.appliance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.concurrent.ScheduledExecutorService;
import org.openclaw.appliance.access.TestDevice;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.GatewayOverrides;
import org.openclaw.appliance.config.GatewaySettings;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.log.LogSettings;
import org.openclaw.appliance.log.Logging;
import org.openclaw.appliance.log.Redaction;
import org.openclaw.appliance.platform.PortablePlatform;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.restart.Restarts;
import org.openclaw.appliance.secret.Secrets;
import org.openclaw.appliance.server.TestClient;

/** The whole gateway in a home of its own, and clients for it. */
public final class TestGateway implements AutoCloseable {

    public static final String TOKEN = "the-gateway-token-of-this-test";

    /** What makes a client look as if it came through a proxy, and so not from this machine. */
    public static final String FORWARDED = "X-Forwarded-For: 192.0.2.9";

    private final Path home;
    private final boolean dev;
    private final int port;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final Logging logging;
    private Appliance appliance;

    /** Something that may fail. */
    @FunctionalInterface
    public interface Step {
        void run() throws Exception;
    }

    /** A connection, with what it was answered. */
    public record Session(TestClient client, JsonNode answer) implements AutoCloseable {

        public JsonNode auth() {
            return answer.path("payload").path("auth");
        }

        public JsonNode error() {
            return answer.path("error");
        }

        public String code() {
            return error().path("details").path("code").asText();
        }

        /** Calls a method. @return the payload, or the error under {@code error} */
        public JsonNode call(String method, JsonNode params) throws IOException {
            JsonNode response = client.call(method, params);
            return response.path("ok").asBoolean()
                    ? response.path("payload")
                    : Json.object().set("error", response.path("error"));
        }

        @Override
        public void close() {
            client.close();
        }
    }

    /** @param config JSON of the configuration besides mode, port and token; {@code {}} for none */
    public TestGateway(Path home, String config) throws Exception {
        this(home, config, false);
    }

    /** @param dev whether in the development profile */
    public TestGateway(Path home, String config, boolean dev) throws Exception {
        this.home = home;
        this.dev = dev;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        ObjectNode root = (ObjectNode) Json.parse(config);
        ObjectNode gateway = root.withObject("/gateway");
        gateway.put("mode", "local").put("port", port);
        // So that a forwarding header makes a client of this machine a remote one.
        gateway.withArray("/trustedProxies").add("127.0.0.1");
        ObjectNode auth = gateway.withObject("/auth").put("mode", "token");
        if (!auth.has("token")) {
            auth.put("token", TOKEN);
        }
        Path state = Files.createDirectories(home.resolve(dev ? ".openclaw-dev" : ".openclaw"));
        Files.writeString(state.resolve("openclaw.json"), root.toString());
        logging = Logging.start(
                LogSettings.to(home.resolve("test.log")).withConsoleLevel(org.tinylog.Level.OFF), new Redaction(), "board");
        start();
    }

    private void start() throws Exception {
        Environment environment = new Environment(Map.of("HOME", home.toString()), home, home, "tester");
        StatePaths paths = StatePaths.of(environment, Optional.empty(), dev);
        paths.create();
        ConfigFile file = new ConfigFile(paths, environment);
        GatewayOverrides none = new GatewayOverrides(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), false);
        Secrets secrets = new Secrets(paths, Clock.systemUTC());
        GatewaySettings settings = GatewaySettings.of(secrets.resolve(file.load()), paths, environment, none, false);
        appliance = Appliance.start(
                new Launch(
                        paths, environment, settings, file,
                        later -> GatewaySettings.of(secrets.resolve(later), paths, environment, none, false),
                        new PortablePlatform(), new Restarts(), false, Optional.empty(), secrets),
                logging,
                scheduler);
    }

    /** Changes the configuration file under the running gateway. */
    public void reconfigure(Consumer<ObjectNode> edit) throws IOException {
        Path file = home.resolve(".openclaw/openclaw.json");
        ObjectNode root = (ObjectNode) Json.parse(Files.readString(file));
        edit.accept(root);
        Files.writeString(file, root.toString());
    }

    /** Stops the gateway and starts it again on what it kept. */
    public void restart() throws Exception {
        restart(() -> {});
    }

    /** @param meanwhile done while it is stopped */
    public void restart(Step meanwhile) throws Exception {
        appliance.close();
        meanwhile.run();
        start();
    }

    /** Stops the gateway; {@link #restart} brings it back. */
    public void stop() {
        appliance.close();
    }

    public int port() {
        return port;
    }

    Appliance appliance() {
        return appliance;
    }

    public Path database() {
        return home.resolve(".openclaw/state/openclaw.sqlite");
    }

    /** Parameters of an operator's CLI. */
    public static ObjectNode operator(String... scopes) {
        ObjectNode params = TestClient.connectParams(TOKEN);
        var list = params.putArray("scopes");
        for (String scope : scopes) {
            list.add(scope);
        }
        return params;
    }

    /** Parameters of a node host. */
    public static ObjectNode node(String... commands) {
        ObjectNode params = TestClient.connectParams(TOKEN).put("role", "node");
        params.putArray("scopes");
        params.putObject("client")
                .put("id", "node-host").put("version", "1").put("platform", "linux").put("mode", "node")
                .put("displayName", "Shed");
        params.putArray("caps").add("system");
        var list = params.putArray("commands");
        for (String command : commands) {
            list.add(command);
        }
        return params;
    }

    /** Replaces how the parameters prove themselves. */
    public static ObjectNode with(ObjectNode params, String credential, String value) {
        params.putObject("auth").put(credential, value);
        return params;
    }

    /** An operator on this machine, without a device. */
    public Session owner(String... scopes) throws IOException {
        return connect(null, operator(scopes));
    }

    /** @param device or null */
    public Session connect(TestDevice device, ObjectNode params, String... headers) throws IOException {
        TestClient client = TestClient.open(port, headers);
        JsonNode challenge = client.expectEvent("connect.challenge").path("payload");
        if (device != null) {
            device.prove(params, challenge);
        }
        return new Session(client, client.call("connect", params));
    }

    /** A client that has been challenged and hasn't answered. */
    public TestClient challenged() throws IOException {
        return TestClient.open(port);
    }

    @Override
    public void close() {
        appliance.close();
        scheduler.shutdownNow();
        logging.close();
    }
}
