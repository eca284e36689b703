package org.openclaw.appliance.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.outbound.Outbound;
import org.openclaw.appliance.protocol.Json;

/** The way to a provider, with servers that stop it at every stage. */
@Timeout(60)
class ProviderProbeTest {

    private static final String PASSWORD = "changeit";
    private static final String KEY = "sk-a-key-of-this-test";

    @TempDir
    Path directory;

    private static ProviderProbe.Outcome probe(String baseUrl, String model) {
        return probe(baseUrl, model, Outbound.plain());
    }

    private static ProviderProbe.Outcome probe(String baseUrl, String model, Outbound outbound) {
        ObjectNode root = Json.object();
        root.putObject("models").putObject("providers").putObject("fake").put("baseUrl", baseUrl).put("apiKey", KEY);
        return new ProviderProbe(new Config(root, ""), name -> null, outbound).probe("fake", Optional.ofNullable(model));
    }

    private static String last(ProviderProbe.Outcome outcome) {
        ProviderProbe.Stage stage = outcome.stages().getLast();
        assertFalse((outcome.stages() + outcome.advice().orElse("")).contains(KEY));
        return stage.name() + (stage.passed() ? " ok " : " failed ") + stage.text();
    }

    @Test
    void listsModelsAndAsksOneForAWord() throws Exception {
        try (FakeProvider provider = FakeProvider.start((request, answer) -> {
            if (request.path().endsWith("/models")) {
                ObjectNode list = Json.object();
                list.putArray("data").addObject().put("id", "x");
                answer.document(200, list);
            } else {
                answer.streamHeader().text("ok").finish("stop");
            }
        })) {
            ProviderProbe.Outcome outcome = probe("http://127.0.0.1:" + provider.port() + "/v1", "x");
            assertTrue(outcome.ok(), outcome.toString());
            assertEquals(List.of("dns", "tcp", "auth", "model"), outcome.stages().stream().map(ProviderProbe.Stage::name).toList());
            assertEquals("connected, 1 models", outcome.stages().get(2).text());
        }
    }

    @Test
    void tellsRefusedKeysFromUnknownModels() throws Exception {
        try (FakeProvider provider = FakeProvider.start((request, answer) -> answer.document(401, Json.object()))) {
            assertEquals("auth failed AUTH (HTTP 401)", last(probe("http://127.0.0.1:" + provider.port() + "/v1", null)));
        }
        try (FakeProvider provider = FakeProvider.start((request, answer) -> answer.document(404, Json.object()))) {
            String base = "http://127.0.0.1:" + provider.port() + "/v1";
            assertTrue(probe(base, null).ok());
            assertEquals("model failed NOT_FOUND (HTTP 404)", last(probe(base, "x")));
        }
    }

    @Test
    void namesWhatIsWrongWithTheWay() throws Exception {
        int closed;
        try (ServerSocket free = new ServerSocket(0)) {
            closed = free.getLocalPort();
        }
        assertEquals("tcp failed ECONNREFUSED 127.0.0.1:" + closed, last(probe("http://127.0.0.1:" + closed + "/v1", null)));
        assertEquals("dns failed ENOTFOUND provider.invalid", last(probe("https://provider.invalid/v1", null)));
        assertFalse(probe("ftp://somewhere", null).ok());
    }

    @Test
    void namesWhatIsWrongWithACertificate() throws Exception {
        keytool("root", "CN=root", "-ext", "bc=ca:true", "-startdate", "-2y", "-validity", "3650");
        assertEquals("SELF_SIGNED_CERT", fault("self", List.of()));
        assertEquals("CERT_HAS_EXPIRED", fault("old", List.of("-startdate", "-20d", "-validity", "10")));
        assertEquals("CERT_NOT_YET_VALID", fault("young", List.of("-startdate", "+10d")));
        assertEquals("UNABLE_TO_GET_ISSUER_CERT_LOCALLY", fault("issued", List.of("-signer", "root")));
    }

    @Test
    void believesAnAuthorityThatTheOperatorNamed() throws Exception {
        keytool("root", "CN=root", "-ext", "bc=ca:true");
        keytool("issued", "CN=localhost", "-ext", "san=dns:localhost", "-signer", "root");
        Path bundle = directory.resolve("authorities.pem");
        Files.writeString(bundle, "");
        try (SSLServerSocket server = server("issued")) {
            Thread.ofVirtual().start(() -> handshake(server));
            String address = "https://localhost:" + server.getLocalPort() + "/v1";
            for (String variable : List.of("NODE_EXTRA_CA_CERTS", "OPENCLAW_EXTRA_CA_CERTS")) {
                Files.writeString(bundle, "not a certificate");
                Outbound outbound = outbound(Map.of(variable, bundle.toString()), false);
                assertEquals(variable, outbound.extraAuthorities().orElseThrow().variable());
                assertThrows(IOException.class, () -> outbound.extraAuthorities().orElseThrow().count());
                assertTrue(last(probe(address, null, outbound)).startsWith("tls failed UNABLE_TO_GET_ISSUER_CERT"));

                Files.write(bundle, exported("root"));
                Files.setLastModifiedTime(bundle, FileTime.fromMillis(1));
                assertEquals(1, outbound.extraAuthorities().orElseThrow().count());
                ProviderProbe.Stage tls = probe(address, null, outbound).stages().get(2);
                assertTrue(tls.passed(), tls.text());
            }
        }
    }

    @Test
    void checksCertificatesUnlessADevelopmentProfileSaysOtherwise() throws Exception {
        keytool("self", "CN=localhost", "-ext", "san=dns:localhost");
        Map<String, String> unchecked = Map.of("NODE_TLS_REJECT_UNAUTHORIZED", "0");
        try (SSLServerSocket server = server("self")) {
            Thread.ofVirtual().start(() -> handshake(server));
            String address = "https://localhost:" + server.getLocalPort() + "/v1";
            assertFalse(probe(address, null, outbound(unchecked, false)).stages().get(2).passed());
            assertTrue(probe(address, null, outbound(unchecked, true)).stages().get(2).passed());
            assertFalse(probe(address, null, outbound(Map.of(), true)).stages().get(2).passed());
        }
        assertTrue(Outbound.warning(unchecked::get, true).orElseThrow().startsWith("CERTIFICATES ARE NOT CHECKED"));
        assertTrue(Outbound.warning(unchecked::get, false).orElseThrow().contains("is ignored"));
        assertTrue(Outbound.warning(name -> null, true).isEmpty());
    }

    @Test
    void blamesAClockThatIsKnownToBeWrong() throws Exception {
        keytool("young", "CN=localhost", "-ext", "san=dns:localhost", "-startdate", "+10d");
        Outbound doubtful = new Outbound(List::of, name -> null, false, () -> Optional.of("This clock stands still."));
        try (SSLServerSocket server = server("young")) {
            Thread.ofVirtual().start(() -> handshake(server));
            ProviderProbe.Outcome outcome = probe("https://localhost:" + server.getLocalPort() + "/v1", null, doubtful);
            assertEquals(
                    "That is a fault of the clock, not of the certificate: This clock stands still.",
                    outcome.advice().orElseThrow());
        }
    }

    private static Outbound outbound(Map<String, String> environment, boolean dev) {
        return new Outbound(List::of, environment::get, dev, Optional::empty);
    }

    private byte[] exported(String alias) throws Exception {
        Path file = directory.resolve(alias + ".pem");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-exportcert", "-rfc", "-alias",
                        alias, "-keystore", directory.resolve("keys.p12").toString(), "-storepass", PASSWORD, "-file",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("export.txt").toFile())
                .start();
        assertEquals(0, process.waitFor());
        return Files.readAllBytes(file);
    }

    /** The error's name for a server with a key pair of that name. */
    private String fault(String alias, List<String> more) throws Exception {
        List<String> options = new ArrayList<>(List.of("-ext", "san=dns:localhost"));
        options.addAll(more);
        keytool(alias, "CN=localhost", options.toArray(String[]::new));
        try (SSLServerSocket server = server(alias)) {
            Thread.ofVirtual().start(() -> handshake(server));
            String said = last(probe("https://localhost:" + server.getLocalPort() + "/v1", null));
            assertTrue(said.startsWith("tls failed ") && said.endsWith(" localhost:" + server.getLocalPort()), said);
            return said.split(" ")[2];
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

    private void keytool(String alias, String name, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", alias,
                "-keyalg", "EC", "-groupname", "secp256r1", "-dname", name, "-storetype", "PKCS12",
                "-keystore", directory.resolve("keys.p12").toString(), "-storepass", PASSWORD, "-keypass", PASSWORD));
        command.addAll(List.of(more));
        Path said = directory.resolve("keytool.txt");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
        assertEquals(0, process.waitFor(), Files.readString(said));
    }

    private SSLServerSocket server(String alias) throws Exception {
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve("keys.p12"))) {
            all.load(in, PASSWORD.toCharArray());
        }
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setKeyEntry(alias, all.getKey(alias, PASSWORD.toCharArray()), PASSWORD.toCharArray(), all.getCertificateChain(alias));
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(one, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getByName("localhost"));
    }
}
