package org.openclaw.appliance.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.openclaw.appliance.access.Attribution;
import org.openclaw.appliance.access.Authenticator;
import org.openclaw.appliance.access.EdgePolicy;
import org.openclaw.appliance.access.ConnectPolicy;
import org.openclaw.appliance.access.FailedAttempts;
import org.openclaw.appliance.access.SharedSecret;
import org.openclaw.appliance.access.SilentListener;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Dispatcher;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.rpc.Methods;
import org.openclaw.appliance.store.Store;

/** The real server on a port of its own, with a few methods and whatever routes a test brings. */
final class TestServer implements AutoCloseable, Hello {

    static final String TOKEN = "the-right-token";

    record Empty() {}

    record Echo(JsonNode value) {}

    final Lifecycle lifecycle = new Lifecycle(Clock.systemUTC());
    final Events events = new Events();
    final Methods methods = new Methods();
    final List<String> joined = new CopyOnWriteArrayList<>();
    final List<String> left = new CopyOnWriteArrayList<>();
    final List<String> allowedOrigins = new CopyOnWriteArrayList<>();
    final HttpServer http;
    final Connections connections;
    private final Door door;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private volatile boolean broken;
    volatile boolean uiWithoutDevice;
    private final Path home = Files.createTempDirectory("openclaw-test");
    private final Store store = Store.open(home.resolve("test.sqlite"));
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

    /** How clients reach the server. @param tls what it serves TLS with @param sockets what connects to a port of it */
    record Door(Attribution attribution, Optional<Supplier<SSLContext>> tls, Sockets sockets) {

        static final Door PLAIN = new Door(
                Attribution.direct(), Optional.empty(), port -> new Socket(InetAddress.getLoopbackAddress(), port));

        static Door believing(EdgePolicy policy, Attribution.Whois whois) {
            return new Door(new Attribution(() -> policy, whois), Optional.empty(), PLAIN.sockets());
        }
    }

    interface Sockets {
        Socket connect(int port) throws IOException;
    }

    TestServer(Limits limits, SharedSecret secret, List<Route> routes) throws IOException {
        this(limits, secret, routes, Door.PLAIN);
    }

    TestServer(Limits limits, SharedSecret secret, List<Route> routes, Door door) throws IOException {
        this.door = door;
        methods.add(Method.of("echo", Access.READ, Echo.class, (caller, params) -> params.value()));
        methods.add(Method.of("quick", Access.ANYONE, Empty.class, (caller, params) -> Json.object().put("ok", true))
                .onIoThread());
        var attempts = new FailedAttempts(FailedAttempts.Policy.DEFAULT, () -> System.nanoTime() / 1_000_000);
        connections = new Connections(
                new Backend(
                        new Authenticator(
                                () -> secret, attempts, SilentListener.pairing(store),
                                () -> new ConnectPolicy(uiWithoutDevice, 120_000), Clock.systemUTC()),
                        methods, new Dispatcher(methods, workers), events,
                        this, lifecycle, () -> allowedOrigins, "1.2.3", "boot-1", () -> false, facts -> {}, workers, scheduler),
                limits);
        http = new HttpServer(
                new HttpServer.Settings(List.of("127.0.0.1"), 0, door.attribution(), door.tls()), new ArrayList<>(routes), connections);
        http.start();
        lifecycle.ready();
    }

    static TestServer start() throws IOException {
        return start(Limits.LEAN);
    }

    static TestServer start(Limits limits) throws IOException {
        return new TestServer(limits, SharedSecret.of(SharedSecret.Mode.TOKEN, TOKEN), List.of());
    }

    static TestServer serving(Limits limits, Route... routes) throws IOException {
        return new TestServer(limits, SharedSecret.of(SharedSecret.Mode.TOKEN, TOKEN), List.of(routes));
    }

    int port() {
        return http.boundPort();
    }

    TestClient open(String... headers) throws IOException {
        return TestClient.open(socket(), port(), "/", headers);
    }

    TestClient connected() throws IOException {
        return TestClient.connected(open(), TOKEN);
    }

    Socket socket() throws IOException {
        return door.sockets().connect(port());
    }

    /** From now on features fail to say what a client needs to know. */
    void breakHello() {
        broken = true;
    }

    @Override
    public JsonNode snapshot(Caller caller) {
        if (broken) {
            throw new IllegalStateException("broken on purpose");
        }
        ObjectNode snapshot = Json.object();
        snapshot.putArray("presence").addObject().put("ts", 1);
        snapshot.putObject("health");
        snapshot.putObject("stateVersion").put("presence", 1).put("health", 1);
        return snapshot.put("uptimeMs", 5);
    }

    @Override
    public void joined(Caller caller) {
        joined.add(caller.connectionId());
    }

    @Override
    public void left(Caller caller) {
        left.add(caller.connectionId());
    }

    @Override
    public void close() {
        http.close();
        scheduler.shutdownNow();
        workers.shutdownNow();
        store.close();
        try (var files = Files.list(home)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(home);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
