package org.openclaw.appliance.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.cli.Recording.Outcome;
import org.openclaw.appliance.TestGateway;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.protocol.Json;

/** The command line of one machine and the gateway of another: over the network's own address, TLS and all. */
class RemoteGatewayTest {

    private static final String READ = "health";

    @TempDir
    Path homes;

    private Path board;
    private Path laptop;
    private TestGateway gateway;
    private String url;
    private String fingerprint;

    @BeforeEach
    void start() throws Exception {
        Optional<String> address = address();
        assumeTrue(address.isPresent(), "this machine has no address but loopback");
        board = Files.createDirectories(homes.resolve("board"));
        laptop = Files.createDirectories(homes.resolve("laptop"));
        gateway = new TestGateway(board, "{\"gateway\":{\"bind\":\"lan\",\"tls\":{\"enabled\":true}}}");
        url = "wss://" + address.get() + ":" + gateway.port();
        fingerprint = onBoard("gateway", "status", "--no-probe", "--json").json().path("tlsFingerprint").asText();
        configure(TestGateway.TOKEN);
    }

    @AfterEach
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    private static Optional<String> address() throws IOException {
        for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress address : Collections.list(network.getInetAddresses())) {
                if (network.isUp() && address instanceof Inet4Address && !address.isLoopbackAddress()) {
                    return Optional.of(address.getHostAddress());
                }
            }
        }
        return Optional.empty();
    }

    /** @param token or null */
    private void configure(String token) throws IOException {
        ObjectNode config = Json.object();
        ObjectNode remote = config.putObject("gateway").put("mode", "remote").putObject("remote");
        remote.put("url", url).put("tlsFingerprint", fingerprint);
        if (token != null) {
            remote.put("token", token);
        }
        write(config);
    }

    private void write(ObjectNode config) throws IOException {
        Files.writeString(Files.createDirectories(laptop.resolve(".openclaw")).resolve("openclaw.json"), config.toString());
    }

    private Outcome onBoard(String... words) throws InterruptedException {
        return run(board, words);
    }

    private Outcome onLaptop(String... words) throws InterruptedException {
        return run(laptop, words);
    }

    private static Outcome run(Path home, String... words) throws InterruptedException {
        Recording terminal = new Recording();
        Environment environment = new Environment(Map.of(), home, home, "tester");
        Cli cli = new Cli(
                StandardCommands.all((options, in) -> 0), new LocalSurroundings(environment, action -> () -> {}));
        int status = cli.run(List.of(words), new Terminal(terminal, Terminal.Look.PLAIN));
        return terminal.outcome(status);
    }

    private Outcome refused(String detailCode, String... words) throws InterruptedException {
        Outcome outcome = onLaptop(words);
        assertEquals(1, outcome.status(), outcome.err());
        assertEquals(detailCode, outcome.json().path("error").path("details").path("code").asText(), outcome.err());
        return outcome;
    }

    private Outcome works(String... words) throws InterruptedException {
        Outcome outcome = onLaptop(words);
        assertEquals(0, outcome.status(), outcome.err());
        return outcome;
    }

    private static String request(Outcome refused) {
        return refused.json().path("error").path("details").path("requestId").asText();
    }

    /** Lets the laptop's command line do what the words need. */
    private void approve(String... words) throws InterruptedException {
        String request = request(refused("PAIRING_REQUIRED", words));
        Outcome approved = onBoard("devices", "approve", request);
        assertEquals(0, approved.status(), approved.err());
    }

    private Path identity(String file) {
        return laptop.resolve(".openclaw/identity").resolve(file);
    }

    private String deviceId() throws IOException {
        return Json.parseOwn(Files.readString(identity("device.json"))).path("deviceId").asText();
    }

    private int tokens() throws IOException {
        return Json.parseOwn(Files.readString(identity("device-tokens.json"))).path("tokens").size();
    }

    @Test
    void saysWhatToRunOnTheGatewaysMachineAndIsThenLetIn() throws Exception {
        Outcome first = refused("PAIRING_REQUIRED", READ, "--json");
        String request = request(first);
        assertTrue(first.err().startsWith("pairing required: device is not approved yet"), first.err());
        assertTrue(first.err().contains("\n    openclaw devices approve " + request + "\n"), first.err());
        assertTrue(first.json().path("error").path("hints").toString().contains("openclaw devices approve " + request));
        assertEquals(request, request(refused("PAIRING_REQUIRED", READ, "--json")));

        assertEquals(0, onBoard("devices", "approve", request).status());
        assertTrue(works(READ, "--json").json().path("ok").asBoolean());
    }

    @Test
    void keepsKeyAndTokenToItself() throws Exception {
        approve(READ, "--json");
        works(READ);
        assertEquals("rwx------", mode(identity("")));
        assertEquals("rw-------", mode(identity("lock")));
        assertEquals("rw-------", mode(identity("device.json")));
        assertEquals("rw-------", mode(identity("device-tokens.json")));
    }

    private static String mode(Path file) throws IOException {
        assumeTrue(file.getFileSystem().supportedFileAttributeViews().contains("posix"));
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void comesBackWithItsOwnTokenAlone() throws Exception {
        approve(READ, "--json");
        works(READ);
        configure(null);
        works(READ);
        String text = Files.readString(identity("device-tokens.json"));
        assertFalse(text.contains(TestGateway.TOKEN), "the shared secret is no device token");
    }

    @Test
    void asksAgainForMoreThanWasApproved() throws Exception {
        approve(READ, "--json");
        works(READ);
        Outcome more = refused("PAIRING_REQUIRED", "gateway", "call", "device.pair.list", "--json");
        assertEquals("scope-upgrade", more.json().path("error").path("details").path("reason").asText());
        configure(null);
        Outcome byToken = onLaptop("gateway", "call", "device.pair.list", "--json");
        assertEquals(1, byToken.status());
        assertTrue(byToken.err().contains("allows less than that"), byToken.err());
    }

    @Test
    void forgetsATokenThatWasReplacedAndGetsTheNewOneWithTheSecret() throws Exception {
        approve(READ, "--json");
        works(READ);
        assertEquals(0, onBoard("devices", "rotate", "--device", deviceId(), "--role", "operator").status());
        configure(null);
        Outcome stale = refused("AUTH_DEVICE_TOKEN_MISMATCH", READ, "--json");
        assertTrue(stale.err().contains("connect once more with --token"), stale.err());
        assertEquals(0, tokens());

        configure(TestGateway.TOKEN);
        works(READ);
        assertEquals(1, tokens());
        configure(null);
        works(READ);
    }

    @Test
    void forgetsATokenThatWasRevoked() throws Exception {
        approve(READ, "--json");
        works(READ);
        assertEquals(0, onBoard("devices", "revoke", "--device", deviceId(), "--role", "operator").status());
        configure(null);
        refused("AUTH_DEVICE_TOKEN_MISMATCH", READ, "--json");
        assertEquals(0, tokens());
    }

    @Test
    void keepsTheTokenThatItHadReplacedItself() throws Exception {
        String[] rotate = {
            "gateway", "call", "device.token.rotate", "--json", "--params",
            "{\"deviceId\":\"%s\",\"role\":\"operator\"}"
        };
        approve("gateway", "call", "device.pair.list", "--json");
        works("gateway", "call", "device.pair.list");
        configure(null);
        rotate[5] = rotate[5].formatted(deviceId());
        String before = Files.readString(identity("device-tokens.json"));
        works(rotate);
        assertFalse(before.equals(Files.readString(identity("device-tokens.json"))));
        works("gateway", "call", "device.pair.list");
    }

    @Test
    void showsItsTokenToAPinnedGatewayThatChangedTheSecret() throws Exception {
        approve(READ, "--json");
        works(READ);
        configure("an-old-token-of-that-gateway");
        works(READ);
        Files.delete(identity("device-tokens.json"));
        refused("AUTH_TOKEN_MISMATCH", READ, "--json");
    }

    @Test
    void aTokenOfOnePinIsNotSentUnderAnother() throws Exception {
        approve(READ, "--json");
        works(READ);
        fingerprint = fingerprint.startsWith("00") ? fingerprint.replaceFirst("00", "11") : "00" + fingerprint.substring(2);
        configure(null);
        Outcome other = onLaptop(READ);
        assertEquals(1, other.status());
        assertTrue(other.err().startsWith("gateway connect failed: CERT_PIN_MISMATCH"), other.err());
        assertTrue(other.err().contains("another certificate than the pinned one"), other.err());
        assertTrue(other.err().contains("Compare it with"), other.err());
        assertEquals(1, tokens());
    }

    @Test
    void withoutAPinTheCertificateMustBeSigned() throws Exception {
        Outcome outcome = onLaptop(READ, "--url", url + "/", "--token", TestGateway.TOKEN);
        assertEquals(1, outcome.status());
        assertTrue(outcome.err().startsWith("gateway connect failed: UNABLE_TO_GET_ISSUER_CERT"), outcome.err());
        assertTrue(outcome.err().contains("Pin the certificate"), outcome.err());
    }

    @Test
    void lookingLeavesNoTrace() throws Exception {
        assertTrue(onLaptop("gateway", "status").out().contains("Runtime: running (elsewhere)"));
        onLaptop("gateway", "status", "--require-rpc");
        onLaptop("gateway", "probe");
        assertFalse(Files.exists(identity("")));
        assertEquals(0, onBoard("devices", "list", "--json").json().path("pending").size());

        approve(READ, "--json");
        works(READ);
        assertEquals(0, onLaptop("gateway", "status", "--require-rpc").status());
        Outcome probe = onLaptop("gateway", "probe", "--json");
        assertEquals("read-only", probe.json().path("targets").get(0).path("capability").asText(), probe.out());
    }

    @Test
    void aUrlTypedInBringsOnlyTheTokenThatItsOwnGatewayGave() throws Exception {
        write(Json.object());
        Files.writeString(
                laptop.resolve(".openclaw/openclaw.json"),
                "{gateway: {auth: {token: \"" + TestGateway.TOKEN + "\"}, remote: {url: \"" + url
                        + "\", token: \"" + TestGateway.TOKEN + "\", tlsFingerprint: \"" + fingerprint + "\"}}}");
        refused("AUTH_TOKEN_MISSING", READ, "--json", "--url", url);
        approve(READ, "--json", "--url", url, "--token", TestGateway.TOKEN);
        works(READ, "--url", url, "--token", TestGateway.TOKEN);
        works(READ, "--url", url);
    }

    @Test
    void aDamagedKeyIsReportedAndNeverReplaced() throws Exception {
        approve(READ, "--json");
        Files.writeString(identity("device.json"), "{\"version\":1}");
        Outcome outcome = onLaptop(READ);
        assertEquals(1, outcome.status());
        assertTrue(outcome.err().contains("device.json is damaged"), outcome.err());
        assertEquals("{\"version\":1}", Files.readString(identity("device.json")));
    }

    @Test
    void namesTheMissingUrl() throws Exception {
        write(Json.object().set("gateway", Json.object().put("mode", "remote")));
        Outcome outcome = onLaptop(READ);
        assertEquals(1, outcome.status());
        assertTrue(outcome.err().contains("gateway.remote.url is not set"), outcome.err());
        assertTrue(onLaptop("gateway", "status").out().contains("gateway.remote.url is not set"));
    }

    @Test
    void refusesPlainTextToPublicHosts() throws Exception {
        Outcome outcome = onLaptop(READ, "--url", "ws://203.0.113.7:18789", "--token", "secret");
        assertEquals(1, outcome.status());
        assertTrue(outcome.err().contains("use wss://"), outcome.err());
        assertFalse(outcome.err().contains("secret "), outcome.err());
        assertFalse(Files.exists(identity("")));
    }

    @Test
    void refusesAPinForPlainText() throws Exception {
        url = "ws://127.0.0.1:" + gateway.port();
        configure(TestGateway.TOKEN);
        Outcome outcome = onLaptop(READ);
        assertTrue(outcome.err().contains("must start with wss://"), outcome.err());
    }
}
