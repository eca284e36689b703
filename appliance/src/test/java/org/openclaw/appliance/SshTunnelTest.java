package org.openclaw.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.access.TestDevice;
import org.openclaw.appliance.server.TestClient;

/** A real sshd on a port of its own, and the documented {@code ssh -N -L} through it to a gateway on loopback. */
class SshTunnelTest {

    private static final Path SSHD = Path.of("/usr/sbin/sshd");
    private static final Path SSH = Path.of("/usr/bin/ssh");
    private static final Path KEYGEN = Path.of("/usr/bin/ssh-keygen");

    @TempDir
    private Path home;

    private Process sshd;
    private Process tunnel;
    private TestGateway gateway;
    private int forwarded;

    @BeforeEach
    void needsSsh() {
        assumeTrue(
                Files.isExecutable(SSHD) && Files.isExecutable(SSH) && Files.isExecutable(KEYGEN),
                "sshd isn't installed: apt-get install openssh-server openssh-client");
        // sshd changes to a directory of the system's before it lets anybody in, and won't start without it.
        assumeTrue(
                !System.getProperty("user.name").equals("root") || makePrivilegeDirectory(), "/run/sshd is missing");
    }

    private static boolean makePrivilegeDirectory() {
        try {
            Files.createDirectories(Path.of("/run/sshd"));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        end(tunnel);
        end(sshd);
        if (gateway != null) {
            gateway.close();
        }
    }

    private static void end(Process process) throws InterruptedException {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private void start(String config) throws Exception {
        gateway = new TestGateway(Files.createDirectory(home.resolve("gateway")), config);
        Path hostKey = key("host_key");
        Path userKey = key("user_key");
        Files.copy(home.resolve("user_key.pub"), home.resolve("authorized_keys"));
        int port = freePort();
        Path settings = home.resolve("sshd_config");
        Files.write(settings, List.of(
                "ListenAddress 127.0.0.1",
                "Port " + port,
                "HostKey " + hostKey,
                "PidFile none",
                "AuthorizedKeysFile " + home.resolve("authorized_keys"),
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no",
                "PermitRootLogin prohibit-password",
                "UsePAM no",
                // The temporary directory's parents belong to everybody.
                "StrictModes no"));
        sshd = run("sshd", SSHD.toString(), "-D", "-e", "-f", settings.toString());
        await(port, sshd, "sshd");
        forwarded = freePort();
        tunnel = run(
                "ssh", SSH.toString(), "-F", "none", "-o", "StrictHostKeyChecking=no",
                "-o", "UserKnownHostsFile=" + home.resolve("known_hosts"), "-o", "IdentitiesOnly=yes",
                "-o", "ExitOnForwardFailure=yes", "-o", "BatchMode=yes", "-i", userKey.toString(), "-p", Integer.toString(port),
                "-N", "-L", forwarded + ":127.0.0.1:" + gateway.port(), System.getProperty("user.name") + "@127.0.0.1");
        await(forwarded, tunnel, "ssh");
    }

    private Path key(String name) throws Exception {
        Path key = home.resolve(name);
        Process keygen = run("keygen", KEYGEN.toString(), "-q", "-t", "ed25519", "-N", "", "-f", key.toString());
        assertTrue(keygen.waitFor(30, TimeUnit.SECONDS) && keygen.exitValue() == 0, () -> said("keygen"));
        return key;
    }

    private Process run(String log, String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve(log + ".log").toFile())
                .start();
    }

    private String said(String log) {
        try {
            return log + ": " + Files.readString(home.resolve(log + ".log"));
        } catch (IOException e) {
            return log + " said nothing";
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void await(int port, Process process, String name) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < end) {
            assertTrue(process.isAlive(), () -> said(name));
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                LockSupport.parkNanos(20_000_000);
            }
        }
        throw new AssertionError(name + " doesn't listen. " + said(name));
    }

    private JsonNode answer(TestDevice device, ObjectNode params) throws IOException {
        try (TestClient client = TestClient.open(forwarded)) {
            JsonNode challenge = client.expectEvent("connect.challenge").path("payload");
            if (device != null) {
                device.prove(params, challenge);
            }
            return client.call("connect", params);
        }
    }

    @Test
    void theTunnelSkipsNoSecret() throws Exception {
        start("{}");
        JsonNode none = answer(new TestDevice(), TestClient.connectParams(null)).path("error");
        assertTrue(none.path("message").asText().startsWith("unauthorized: gateway token missing"), none.toString());
        assertEquals("AUTH_TOKEN_MISSING", none.path("details").path("code").asText());
        JsonNode wrong = answer(null, TestClient.connectParams("wrong")).path("error");
        assertTrue(wrong.path("message").asText().startsWith("unauthorized: gateway token mismatch"), wrong.toString());
        assertTrue(answer(null, TestClient.connectParams(TestGateway.TOKEN)).path("ok").asBoolean());
    }

    @Test
    void aDeviceWithTheSecretIsPairedAsOneOnThisMachine() throws Exception {
        start("{}");
        JsonNode answer = answer(new TestDevice(), TestClient.connectParams(TestGateway.TOKEN));
        assertTrue(answer.path("ok").asBoolean(), answer.toString());
        assertEquals(43, answer.path("payload").path("auth").path("deviceToken").asText().length());
    }

    @Test
    void aDeviceWaitsForApprovalWhereLocalOnesDo() throws Exception {
        start("{\"gateway\":{\"nodes\":{\"pairing\":{\"autoApproveLocal\":false}}}}");
        JsonNode answer = answer(new TestDevice(), TestClient.connectParams(TestGateway.TOKEN)).path("error");
        assertEquals("NOT_PAIRED", answer.path("code").asText(), answer.toString());
        assertEquals("not-paired", answer.path("details").path("reason").asText());
    }
}
