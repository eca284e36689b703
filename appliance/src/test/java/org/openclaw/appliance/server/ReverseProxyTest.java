package org.openclaw.appliance.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.access.Attribution;
import org.openclaw.appliance.access.EdgePolicy;
import org.openclaw.appliance.access.IpRange;
import org.openclaw.appliance.access.SharedSecret;
import org.openclaw.appliance.access.TrustedProxyAuth;

/** A real nginx between the client and the server, configured as the documentation says. */
class ReverseProxyTest {

    private static final Path NGINX = Path.of("/usr/sbin/nginx");
    private static final String SOMEBODY = "X-Forwarded-For: 203.0.113.9\r\n";
    private static final List<IpRange> LOOPBACK = List.of(IpRange.parse("127.0.0.0/8").orElseThrow());

    @TempDir
    private Path directory;

    private Process nginx;
    private int proxyPort;
    private TestServer server;

    @BeforeEach
    void needsNginx() {
        assumeTrue(Files.isExecutable(NGINX), "nginx isn't installed: apt-get install nginx-light");
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (nginx != null) {
            nginx.destroy();
            nginx.waitFor(10, TimeUnit.SECONDS);
        }
        if (server != null) {
            server.close();
        }
    }

    private void start(EdgePolicy policy, SharedSecret secret, String extra) throws IOException {
        server = new TestServer(
                Limits.LEAN, secret,
                List.of(
                        Route.open("GET", "/who", call -> call.send(
                                200, "text/plain", call.peer().address().getBytes(StandardCharsets.US_ASCII))),
                        Route.operator("GET", "/secret", call -> call.send(
                                200, "text/plain", call.grant().orElseThrow().method().getBytes(StandardCharsets.US_ASCII)))),
                TestServer.Door.believing(policy, Attribution.Whois.NOBODY));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            proxyPort = free.getLocalPort();
        }
        Path file = directory.resolve("nginx.conf");
        Files.writeString(file, """
                daemon off; master_process off; worker_processes 1;
                pid %1$s/nginx.pid; error_log %1$s/error.log;
                events { worker_connections 64; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/f; uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
                  map $http_upgrade $connection_upgrade { default upgrade; '' close; }
                  server {
                    listen 127.0.0.1:%2$d;
                    location /claw/ {
                      proxy_pass http://127.0.0.1:%3$d/;
                      proxy_http_version 1.1;
                      proxy_set_header Upgrade $http_upgrade;
                      proxy_set_header Connection $connection_upgrade;
                      proxy_set_header Host $host;
                      proxy_set_header X-Forwarded-Host $host;
                      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                      proxy_set_header X-Forwarded-Proto $scheme;
                      %4$s
                    }
                  }
                }
                """.formatted(directory, proxyPort, server.port(), extra));
        nginx = new ProcessBuilder(NGINX.toString(), "-p", directory.toString(), "-c", file.toString(),
                        "-e", directory.resolve("error.log").toString())
                .redirectErrorStream(true).redirectOutput(directory.resolve("nginx.out").toFile()).start();
        Await.until("nginx listens", this::listening);
    }

    private boolean listening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxyPort)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static EdgePolicy believing(Optional<TrustedProxyAuth> auth) {
        return new EdgePolicy(LOOPBACK, false, auth, false);
    }

    private static SharedSecret token() {
        return SharedSecret.of(SharedSecret.Mode.TOKEN, TestServer.TOKEN);
    }

    private String ask(String path, String headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxyPort)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: gw.example\r\nConnection: close\r\n" + headers + "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private TestClient upgrade(String... headers) throws IOException {
        return TestClient.open(new Socket(InetAddress.getLoopbackAddress(), proxyPort), proxyPort, "/claw/", headers);
    }

    @Test
    void attributesRequestsAndWebSocketsThroughATrustedProxyToTheirClients() throws IOException {
        start(believing(Optional.empty()), token(), "");
        assertTrue(ask("/claw/who", SOMEBODY).endsWith("203.0.113.9"));
        assertTrue(ask("/claw/secret", SOMEBODY).startsWith("HTTP/1.1 401 "));
        assertTrue(ask("/claw/secret", SOMEBODY + "Authorization: Bearer " + TestServer.TOKEN + "\r\n").endsWith("token"));
        try (TestClient client = TestClient.connected(upgrade(SOMEBODY.strip()), TestServer.TOKEN)) {
            JsonNode answer = client.call("quick", null);
            assertTrue(answer.path("ok").booleanValue(), answer.toString());
            // Behind a proxy the client is no tool of this machine's owner any more: without a device it has no rights.
            assertEquals("FORBIDDEN", client.call("echo", null).path("error").path("code").textValue());
        }
    }

    @Test
    void locksOutTheClientAndNotTheProxy() throws IOException {
        start(believing(Optional.empty()), token(), "");
        String wrong = SOMEBODY + "Authorization: Bearer wrong\r\n";
        for (int i = 0; i < 10; i++) {
            assertTrue(ask("/claw/secret", wrong).startsWith("HTTP/1.1 401 "));
        }
        String locked = ask("/claw/secret", wrong);
        assertTrue(locked.startsWith("HTTP/1.1 429 ") && locked.contains("Retry-After: "), locked);
        String other = "X-Forwarded-For: 203.0.113.10\r\nAuthorization: Bearer " + TestServer.TOKEN + "\r\n";
        assertTrue(ask("/claw/secret", other).startsWith("HTTP/1.1 200 "));
    }

    @Test
    void refusesRequestsAndWebSocketsThroughAProxyNobodyTrusts() throws IOException {
        start(EdgePolicy.NOBODY, token(), "");
        String refused = ask("/claw/who", "");
        assertTrue(refused.startsWith("HTTP/1.1 403 ") && refused.contains("proxy_attribution_required"), refused);
        try (TestClient client = upgrade()) {
            assertTrue(client.head().startsWith("HTTP/1.1 403 "), client.head());
        }
    }

    @Test
    void refusesAClientOnTheProxysOwnLoopback() throws IOException {
        start(believing(Optional.empty()), token(), "");
        assertTrue(ask("/claw/who", "").startsWith("HTTP/1.1 403 "));
    }

    @Test
    void letsInWhomTheProxyHasAuthenticated() throws IOException {
        TrustedProxyAuth auth = new TrustedProxyAuth("X-Auth-User", List.of(), Set.of("ann"), true);
        start(believing(Optional.of(auth)), SharedSecret.of(SharedSecret.Mode.TRUSTED_PROXY, ""),
                "proxy_set_header X-Auth-User $arg_user;");
        assertTrue(ask("/claw/secret?user=ann", SOMEBODY).endsWith("trusted-proxy"));
        assertTrue(ask("/claw/secret?user=eve", SOMEBODY).startsWith("HTTP/1.1 401 "));
        assertTrue(ask("/claw/secret", SOMEBODY + "X-Auth-User: ann\r\n").startsWith("HTTP/1.1 401 "));
    }
}
