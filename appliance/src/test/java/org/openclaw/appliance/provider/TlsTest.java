package org.openclaw.appliance.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.provider.ProviderException.Kind;

@Timeout(60)
class TlsTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    private Path directory;

    @Test
    void refusesACertificateFromAnUnknownAuthority() throws Exception {
        try (SSLServerSocket server = server()) {
            Thread.ofVirtual().start(() -> handshake(server));
            Endpoint endpoint = TestEndpoints.of(
                    "fake", Endpoint.COMPLETIONS, "https://localhost:" + server.getLocalPort() + "/v1", Map.of(),
                    Timeouts.STANDARD.withTotal(Duration.ofSeconds(20)));
            ModelRequest request = new ModelRequest("", List.of(new Message.User("hi")), List.of(), null, null);
            ProviderException failure = assertThrows(ProviderException.class, () ->
                    new HttpProvider(endpoint, new OpenAiCompletions(), Map.of(), Clock.systemUTC()).complete(
                            new ModelRef("fake", "x"), request, new RecordingListener(), new Cancellation()));

            assertEquals(Kind.UNAVAILABLE, failure.kind());
            assertTrue(
                    failure.getMessage().contains("SELF_SIGNED_CERT localhost:" + server.getLocalPort()),
                    failure.getMessage());
            assertFalse(failure.retry().worthwhile());
        }
    }

    private static void handshake(SSLServerSocket server) {
        while (!server.isClosed()) {
            try (SSLSocket client = (SSLSocket) server.accept()) {
                client.startHandshake();
            } catch (IOException e) {
                // The client refuses, as it should.
            }
        }
    }

    private SSLServerSocket server() throws Exception {
        Path store = directory.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "server",
                        "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=localhost", "-ext", "san=dns:localhost", "-storetype", "PKCS12",
                        "-keystore", store.toString(), "-storepass", PASSWORD, "-keypass", PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.txt").toFile())
                .start();
        assertEquals(0, keytool.waitFor(), "keytool");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }
}
