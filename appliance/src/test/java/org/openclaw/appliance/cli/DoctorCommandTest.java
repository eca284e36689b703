package org.openclaw.appliance.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.TestGateway;
import org.openclaw.appliance.bootlog.BootLog;
import org.openclaw.appliance.bootlog.PlannedEnd;
import org.openclaw.appliance.bootlog.Vitals;
import org.openclaw.appliance.cli.Recording.Outcome;
import org.openclaw.appliance.client.DeviceStore;
import org.openclaw.appliance.guard.Episodes;
import org.openclaw.appliance.guard.Level;
import org.openclaw.appliance.guard.Reason;
import org.openclaw.appliance.guard.Situation;
import org.openclaw.appliance.platform.BootEvidence;
import org.openclaw.appliance.platform.Firewall;
import org.openclaw.appliance.platform.OtherService;
import org.openclaw.appliance.platform.ProcessInspector;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.FakeProvider;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.store.Store;

/** Doctor against real gateways, files and ports, and a scripted service manager. */
class DoctorCommandTest {

    @TempDir
    Path home;

    private final ScriptedPlatform platform = new ScriptedPlatform();
    private final List<AutoCloseable> open = new ArrayList<>();
    private CommandLineRun openclaw;

    @BeforeEach
    void commandLine() {
        openclaw = new CommandLineRun(home, platform);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private TestGateway gateway() throws Exception {
        TestGateway gateway = new TestGateway(home, "{\"gateway\":{\"bind\":\"loopback\"}}");
        open.add(gateway);
        return gateway;
    }

    private Path state() throws IOException {
        Path state = home.resolve(".openclaw");
        if (!Files.isDirectory(state)) {
            Files.createDirectory(state, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return state;
    }

    private Path configure(String text) throws IOException {
        Path file = state().resolve("openclaw.json");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static void says(Outcome outcome, String text) {
        assertTrue(outcome.out().contains(text), () -> text + " in\n" + outcome.out() + outcome.err());
    }

    private static void saysNothingOf(Outcome outcome, String text) {
        assertFalse((outcome.out() + outcome.err()).contains(text), () -> text + " in\n" + outcome.out() + outcome.err());
    }

    private JsonNode finding(String checkId) throws InterruptedException {
        Outcome outcome = openclaw.of("doctor", "--lint", "--json", "--severity-min", "info", "--only", checkId);
        return outcome.json().path("findings").path(0);
    }

    @Test
    void beginsWithTheRuntimeAndNamesTheRefusedPort() throws Exception {
        int port = freePort();
        configure("{gateway: {mode: 'local', bind: 'loopback', port: " + port + ", auth: {token: 'a-token-of-this-test'}}}");
        Outcome outcome = openclaw.of("doctor");
        assertEquals(0, outcome.status());
        assertTrue(outcome.out().startsWith("✓ Java runtime: " + Runtime.version() + " ("), outcome.out());
        says(outcome, "\n✓ Configuration file: valid\n");
        says(outcome, "\n✗ Gateway connection: failed\n  → Error: ECONNREFUSED 127.0.0.1:" + port + "\n");
        saysNothingOf(outcome, "a-token-of-this-test");
    }

    @Test
    void findsNothingWrongWithARunningGateway() throws Exception {
        try (TestGateway gateway = gateway()) {
            openclaw.of("doctor", "--fix");
            Outcome outcome = openclaw.of("doctor", "--verbose");
            says(outcome, "\n✓ Gateway connection: ok (");
            says(outcome, "ws://127.0.0.1:" + gateway.port());
            says(outcome, ": 0 errors, ");
            saysNothingOf(outcome, TestGateway.TOKEN);
        }
        open.clear();
    }

    @Test
    void changesNothingUnlessAsked() throws Exception {
        Path file = configure("{gateway: {mode: 'local', bind: 'loopback', port: " + freePort() + "}}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        TreeMap<String, String> before = tree();
        openclaw.of("doctor", "--deep", "--verbose");
        openclaw.of("doctor", "--lint", "--json");
        assertEquals(before, tree());
    }

    private TreeMap<String, String> tree() throws IOException {
        TreeMap<String, String> tree = new TreeMap<>();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.toList()) {
                tree.put(
                        file.toString(),
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                                + (Files.isRegularFile(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : ""));
            }
        }
        return tree;
    }

    @Test
    void saysWhereTheConfigurationIsWrong() throws Exception {
        Path file = configure("{gateway: {mode: 'local',\n  bnd: 'lan'}}");
        Outcome outcome = openclaw.of("doctor");
        says(outcome, "✗ Configuration file: invalid\n  → " + file + ":2:3: gateway: ");
        says(outcome, "did you mean gateway.bind?");
        configure("{gateway: ");
        says(openclaw.of("doctor"), "✗ Configuration file: invalid\n  → " + file + ":1:");
    }

    @Test
    void putsBackTheConfigurationTheGatewayLastRanWith() throws Exception {
        Path file = configure("{gateway: {mode: 'local', bind: 'loopback'}, broken");
        Files.writeString(state().resolve("openclaw.json.last-good"), "{gateway: {mode: 'local', bind: 'loopback', port: 19876}}");
        Outcome outcome = openclaw.of("doctor", "--fix");
        says(outcome, "Fixed: Put openclaw.json.last-good back");
        assertTrue(Files.readString(file).contains("19876"));
        assertTrue(Files.readString(state().resolve("openclaw.json.bak")).endsWith("broken")
                || Files.readString(state().resolve("openclaw.json.bak.1")).endsWith("broken"));
        clean();
    }

    /** Nothing is left to repair. */
    private void clean() throws InterruptedException {
        Outcome again = openclaw.of("doctor", "--fix");
        assertEquals(0, again.status(), again.out());
        saysNothingOf(again, "Fixed: ");
        saysNothingOf(again, "`openclaw doctor --fix`");
    }

    @Test
    void makesATokenOnlyWhereThereIsNone() throws Exception {
        Path file = configure("{gateway: {mode: 'local', bind: 'loopback'}}");
        Outcome made = openclaw.of("doctor", "--generate-gateway-token", "--non-interactive");
        assertEquals(0, made.status());
        String text = Files.readString(file);
        String token = text.replaceFirst("(?s).*\"token\": \"", "")
                .replaceFirst("(?s)\".*", "");
        assertTrue(token.length() >= 32, text);
        saysNothingOf(made, token);
        openclaw.of("doctor", "--generate-gateway-token");
        assertEquals(text, Files.readString(file));
    }

    @Test
    void closesWhatOthersCanRead() throws Exception {
        Path file = configure("{gateway: {mode: 'local', bind: 'loopback', auth: {token: 'a-token-of-this-test'}}}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        Files.setPosixFilePermissions(state(), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertEquals("warning", finding("core/doctor/file-permissions").path("severity").asText());
        openclaw.of("doctor", "--yes");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(state())));
        clean();
    }

    @Test
    void namesTheProcessThatHasThePort() throws Exception {
        ServerSocket squatter = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        open.add(squatter);
        Thread.ofVirtual().start(() -> hangUp(squatter));
        int port = squatter.getLocalPort();
        configure("{gateway: {mode: 'local', bind: 'loopback', port: " + port + "}}");
        platform.owners.put(port, new ProcessInspector.Owner(4711, "python3 -m http.server"));
        Outcome outcome = openclaw.of("doctor");
        says(outcome, "✗ Gateway port: " + port + " is in use by pid 4711 (python3 -m http.server)");
        says(outcome, "`openclaw config set gateway.port <port>`");
        platform.owners.clear();
        says(openclaw.of("doctor"), "✗ Gateway port: " + port + " is in use by a process of another user");
    }

    private static void hangUp(ServerSocket squatter) {
        try {
            while (true) {
                squatter.accept().close();
            }
        } catch (IOException closed) {
            return;
        }
    }

    @Test
    void forgetsADeviceTokenTheGatewayNoLongerTakes() throws Exception {
        TestGateway gateway = gateway();
        String device = new DeviceStore(home.resolve(".openclaw"), Clock.systemUTC()).identity().id();
        Path tokens = home.resolve(".openclaw/identity/device-tokens.json");
        var document = Json.object().put("version", 1);
        var list = document.putArray("tokens");
        for (String at : List.of("ws://127.0.0.1:" + gateway.port(), "wss://elsewhere.example:443")) {
            list.addObject().put("gateway", at).put("certificate", "").put("deviceId", device).put("role", "operator")
                    .put("token", "spoilt-token").putArray("scopes").add("operator.read");
        }
        Files.writeString(tokens, document.toString());
        JsonNode finding = finding("core/doctor/device-token");
        assertEquals("error", finding.path("severity").asText(), finding.toString());
        assertTrue(finding.path("details").path(0).asText().startsWith("disconnected (4008): connect failed"));
        Outcome outcome = openclaw.of("doctor", "--fix");
        says(outcome, "Fixed: Forgot this device's token for ws://127.0.0.1:" + gateway.port());
        saysNothingOf(outcome, "spoilt-token");
        JsonNode left = Json.parseOwn(Files.readString(tokens)).path("tokens");
        assertEquals(1, left.size());
        assertEquals("wss://elsewhere.example:443", left.path(0).path("gateway").asText());
        assertTrue(finding("core/doctor/device-token").path("severity").isMissingNode());
    }

    @Test
    void takesOverAnOlderHomeAsACopy() throws Exception {
        Path old = Files.createDirectories(home.resolve(".clawdbot"));
        Files.writeString(old.resolve("clawdbot.json"), "{gateway: {mode: 'local', bind: 'loopback', auth: {token: 'old'}}}");
        Files.createDirectories(old.resolve("agents/main"));
        Files.writeString(old.resolve("agents/main/kept.md"), "kept");
        Files.createDirectories(old.resolve("run"));
        Files.createDirectories(home.resolve("clawd"));
        says(openclaw.of("doctor"), "! State directory: " + old);
        assertFalse(Files.exists(home.resolve(".openclaw")));
        says(openclaw.of("doctor", "--fix"), "Fixed: Copied " + old);
        Path now = home.resolve(".openclaw");
        assertEquals("kept", Files.readString(now.resolve("agents/main/kept.md")));
        assertTrue(Files.exists(now.resolve("copied-from.json")));
        assertTrue(Files.readString(now.resolve("openclaw.json")).contains(home.resolve("clawd").toString()));
        assertTrue(Files.readString(old.resolve("clawdbot.json")).contains("old"), "the original stays");
        clean();
    }

    @Test
    void leavesAnOlderHomeAloneWhileAGatewayRunsOnIt() throws Exception {
        Path run = Files.createDirectories(home.resolve(".clawdbot/run"));
        try (var channel = FileChannel.open(
                        run.resolve("gateway.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            assertTrue(lock.isValid());
            Outcome outcome = openclaw.of("doctor", "--fix");
            assertEquals(1, outcome.status());
            says(outcome, "Not fixed: A gateway runs on ");
        }
        assertFalse(Files.exists(home.resolve(".openclaw")));
    }

    @Test
    void namesThePortOfAServiceThatIsOutOfDateAndWritesItAnew() throws Exception {
        configure("{gateway: {mode: 'local', bind: 'loopback', port: 19877, auth: {token: 'a-token-of-this-test'}}}");
        platform.having(3001, Map.of()).running();
        Path unit = Files.writeString(home.resolve("openclaw-gateway.service"), "[Service]\n");
        platform.definition(unit.toString());
        platform.differences.add("Gateway service port does not match current gateway config: the service uses 3001, the config says 19877.");
        Outcome seen = openclaw.of("doctor");
        says(seen, "! Gateway service: Gateway service port does not match current gateway config");
        says(seen, "The installed service starts the gateway on port 3001");
        platform.onInstall = platform.differences::clear;
        openclaw.variables.put("OPENCLAW_SERVICE_REPAIR_POLICY", "external");
        openclaw.of("doctor", "--fix");
        assertEquals(List.of(), platform.calls);
        openclaw.variables.clear();
        Outcome fixed = openclaw.of("doctor", "--fix");
        says(fixed, "Fixed: Wrote the service anew and restarted it");
        assertEquals(List.of("install", "restart openclaw-gateway"), platform.calls);
        assertEquals(19877, platform.plan.port());
        try (Stream<Path> copies = Files.list(state().resolve("backups/doctor"))) {
            assertTrue(copies.anyMatch(copy -> copy.toString().endsWith("-openclaw-gateway.service")));
        }
        clean();
    }

    @Test
    void leavesAServiceAloneThatReadsAnotherConfiguration() throws Exception {
        configure("{gateway: {mode: 'local', bind: 'loopback', port: 19877, auth: {token: 'a-token-of-this-test'}}}");
        platform.having(18789, Map.of("OPENCLAW_STATE_DIR", "/srv/openclaw"));
        platform.differences.add("Gateway service port does not match current gateway config: the service uses 18789, the config says 19877.");
        says(openclaw.of("doctor", "--fix"), "! Gateway service: it reads another configuration than this shell\n  → The service has /srv/openclaw/");
        assertEquals(List.of(), platform.calls);
    }

    @Test
    void keepsAServiceWhoseSecretItDoesNotKnow() throws Exception {
        configure("{gateway: {mode: 'local', bind: 'loopback', port: 19877}}");
        platform.having(19877, Map.of("OPENCLAW_GATEWAY_TOKEN", "***"));
        platform.differences.add("The service has RestartSec=1 instead of RestartSec=5.");
        Outcome outcome = openclaw.of("doctor", "--fix");
        assertEquals(1, outcome.status());
        says(outcome, "Not fixed: The service has OPENCLAW_GATEWAY_TOKEN of its own");
        assertEquals(List.of(), platform.calls);
    }

    @Test
    void retiresServicesOfOlderNamesAndNamesOthers() throws Exception {
        configure("{gateway: {mode: 'local', bind: 'loopback', auth: {token: 'a-token-of-this-test'}}}");
        Path unit = Files.writeString(home.resolve("clawdbot-gateway.service"), "[Service]\n");
        platform.others.add(new OtherService("clawdbot-gateway.service", unit.toString(), OtherService.Kind.LEGACY, true, "rm it"));
        platform.others.add(new OtherService("bot.service", "/etc/bot", OtherService.Kind.FOREIGN, false, "rm that"));
        Outcome outcome = openclaw.of("doctor", "--deep");
        says(outcome, "! Other services: clawdbot-gateway.service runs under an older name");
        says(outcome, "! Other services: bot.service is installed and looks like a gateway");
        openclaw.of("doctor", "--deep", "--fix");
        assertEquals(List.of("uninstall clawdbot-gateway.service"), platform.calls);
    }

    @Test
    void comparesProfiles() throws Exception {
        configure("{gateway: {mode: 'local', bind: 'loopback', port: 19878}}");
        Path rescue = Files.createDirectories(home.resolve(".openclaw-rescue"));
        Files.writeString(rescue.resolve("openclaw.json"),
                "{gateway: {mode: 'local', port: 19878}, agents: {defaults: {workspace: '~/.openclaw/workspace'}}}");
        Outcome outcome = openclaw.of("doctor");
        says(outcome, "! Profiles: default and rescue share the port 19878");
        says(outcome, "`openclaw --profile rescue config set gateway.port 19898`");
        says(outcome, "! Profiles: default and rescue share the workspace ");
        Files.writeString(rescue.resolve("openclaw.json"), "{gateway: {mode: 'local', port: 19898}}");
        says(openclaw.of("doctor"), "✓ Profiles: 2, each with a port");
    }

    @Test
    void noticesOldPortsInClientUrls() throws Exception {
        configure("{gateway: {mode: 'remote', remote: {url: 'ws://127.0.0.1:3000'}}}");
        says(openclaw.of("doctor"), "gateway.remote.url points at port 3000");
        configure("{gateway: {mode: 'local', bind: 'loopback', port: 3001}}");
        says(openclaw.of("doctor"), "✓ Client ports: 3001 is this gateway's own");
    }

    @Test
    void honoursOlderReloadModes() throws Exception {
        Path file = configure("{gateway: {mode: 'local', bind: 'loopback', reload: {mode: 'hot'}, auth: {token: 'a-token-of-this-test'}}}");
        String text = Files.readString(file);
        says(openclaw.of("doctor", "--fix"), "✓ Reload mode: hot, an older mode, still honoured");
        assertEquals(text, Files.readString(file));
    }

    @Test
    void tellsHowRunsEnded() throws Exception {
        TestGateway gateway = gateway();
        gateway.restart();
        says(openclaw.of("doctor"), "✓ Restarts: 2 starts, none ended badly");
    }

    @Test
    void tellsWhenMemoryWasShortAndWhatBecameOfTheGateway() throws Exception {
        configure("{gateway: {mode: 'local', maxMemory: '96m', port: " + freePort() + "}}");
        Path database = Files.createDirectories(state().resolve("state")).resolve("openclaw.sqlite");
        says(openclaw.of("doctor"), "✓ Memory history: never short on record");
        try (Store store = Store.open(database)) {
            Episodes episodes = new Episodes(store);
            episodes.record(new Situation(
                    Level.CRITICAL, Level.CRITICAL, Optional.of(Reason.RSS_THRESHOLD), 90L << 20, 50L << 20, 96L << 20, 1_000));
            episodes.record(new Situation(Level.NORMAL, Level.NORMAL, Optional.empty(), 0, 0, 96L << 20, 2_000));
        }
        Outcome outcome = openclaw.of("doctor", "--verbose");
        says(outcome, "✓ Memory history: short 1 time on record, nobody was killed");
        says(outcome, "1970-01-01T00:00:01Z: critical (rss_threshold), the process up to 90 MB, the machine down to 50 MB");
        says(outcome, "The budget is 96 MB (gateway.maxMemory): a busy gateway takes up to 120 MB. Raise or unset it.");
        says(outcome, "compressed swap: ");

        saysNothingOf(outcome, "ended for want of memory");
    }

    @Test
    void tellsOfAGatewayThatEndedItselfForWantOfMemory() throws Exception {
        configure("{gateway: {mode: 'local', port: " + freePort() + "}}");
        Path run = Files.createDirectories(state().resolve("run"));
        BootLog.Place place = new BootLog.Place(run, run, "1", platform.hostFacts(), platform.bootEvidence());
        try (BootLog ended = new BootLog(place, new Lifecycle(Clock.systemUTC()), () -> new Vitals(96L << 20, "emergency"))) {
            ended.plan(PlannedEnd.emergency("memory pressure: level=emergency reason=rss_threshold"));
        }
        Outcome outcome = openclaw.of("doctor");
        says(outcome, "! Memory history: 1 run ended for want of memory");
        says(outcome, "memory-emergency (certain)");
        says(outcome, "`openclaw gateway memory --history`");
    }

    @Test
    void lintFailsFromAThresholdUpwards() throws Exception {
        configure("{gateway: {mode: 'local', bind: 'loopback', port: " + freePort() + "}}");
        Outcome lint = openclaw.of("doctor", "--lint", "--json");
        assertEquals(1, lint.status());
        assertFalse(lint.json().path("ok").asBoolean());
        List<String> ids = new ArrayList<>();
        lint.json().path("findings").forEach(finding -> ids.add(finding.path("checkId").asText()));
        assertTrue(ids.contains("core/doctor/gateway-health") && ids.contains("core/doctor/gateway-auth"), ids.toString());
        assertEquals(0, openclaw.of("doctor", "--json").status());
        assertEquals(0, openclaw.of("doctor", "--lint", "--severity-min", "error", "--skip", "core/doctor/gateway-health").status());
        assertEquals(2, openclaw.of("doctor", "--lint", "--fix").status());
        assertEquals(2, openclaw.of("doctor", "--lint", "--only", "core/doctor/nonsense").status());
    }

    @Test
    void listsTheVariablesTheConfigurationReliesOn() throws Exception {
        configure("{gateway: {mode: 'local', bind: 'loopback', auth: {token: '${THE_TOKEN}'}},"
                + " models: {providers: {openai: {}, mine: {baseUrl: 'http://127.0.0.1:1/v1', apiKey: {source: 'env', provider: 'default', id: 'MINE'}}}},"
                + " channels: {telegram: {}}, env: {vars: {MINE: 'a-value'}}}");
        openclaw.variables.put("THE_TOKEN", "a-token-of-this-test");
        openclaw.variables.put("TELEGRAM_BOT_TOKEN", "");
        platform.having(18789, Map.of("OPENAI_API_KEY", "***"));
        Outcome outcome = openclaw.of("doctor", "--check-env");
        assertEquals(1, outcome.status());
        assertTrue(outcome.out().lines().anyMatch(line -> line.matches("OPENAI_API_KEY +absent +present +models.providers.openai")), outcome.out());
        assertTrue(outcome.out().lines().anyMatch(line -> line.matches("THE_TOKEN +present +absent +gateway.auth.token")), outcome.out());
        assertTrue(outcome.out().lines().anyMatch(line -> line.matches("TELEGRAM_BOT_TOKEN +empty +absent +channels.telegram")), outcome.out());
        assertTrue(outcome.out().lines().anyMatch(line -> line.matches("MINE +present +present +models.providers.mine.apiKey")), outcome.out());
        saysNothingOf(outcome, "a-token-of-this-test");
        saysNothingOf(outcome, "a-value");
        Files.writeString(state().resolve(".env"), "OPENAI_API_KEY=x\nTHE_TOKEN=y\nTELEGRAM_BOT_TOKEN=z\n");
        openclaw.variables.clear();
        assertEquals(0, openclaw.of("doctor", "--check-env", "--json").status());
        says(openclaw.of("doctor"), "✓ Environment: nothing missing");
    }

    @Test
    void namesVariablesOfOlderNames() throws Exception {
        openclaw.variables.put("CLAWDBOT_GATEWAY_PORT", "19879");
        says(openclaw.of("doctor"), "CLAWDBOT_GATEWAY_PORT (used as OPENCLAW_GATEWAY_PORT)");
    }

    @Test
    void printsWhatAProxyNeedsToBeTold() throws Exception {
        configure("{gateway: {mode: 'local', bind: 'loopback', port: 19880, trustedProxies: ['127.0.0.1'],"
                + " controlUi: {basePath: '/claw', allowedOrigins: ['https://claw.example.org']}}}");
        says(openclaw.of("doctor"), "claw.example.org {\n    reverse_proxy /claw* http://127.0.0.1:19880\n}\n");
        assertEquals("# Passes /claw alone; without it, the HTTP API passes, too.\nclaw.example.org {\n    reverse_proxy /claw* http://127.0.0.1:19880\n}\n",
                openclaw.of("doctor", "--proxy", "caddy").out());
        assertEquals(2, openclaw.of("doctor", "--proxy", "apache").status());
    }

    @Test
    void tellsWhetherTheModelProviderLetsUsIn() throws Exception {
        try (FakeProvider provider = FakeProvider.start((request, answer) -> answer.document(401, Json.object()))) {
            String base = "http://127.0.0.1:" + provider.port() + "/v1";
            configure("{gateway: {mode: 'local', bind: 'loopback'}, agents: {defaults: {model: 'fake/x'}},"
                    + " models: {providers: {fake: {baseUrl: '" + base + "', apiKey: 'sk-a-key-of-this-test', models: [{id: 'x', name: 'x'}]}}}}");
            Outcome outcome = openclaw.of("doctor");
            says(outcome, "✗ Model provider: fake failed\n  → Error: AUTH (HTTP 401)\n");
            saysNothingOf(outcome, "sk-a-key-of-this-test");
            Outcome alone = openclaw.of("doctor", "--provider", "fake", "--json");
            assertEquals(1, alone.status());
            assertEquals("auth", alone.json().path("stages").path(2).path("name").asText());
        }
        assertEquals(2, openclaw.of("doctor", "--model", "x").status());
    }

    @Test
    void namesTheFirewallsCommandAndNeverRunsIt() throws Exception {
        platform.firewalls.add(new Firewall.Finding("ufw", Firewall.Reach.CLOSED, "sudo ufw allow 18789/tcp"));
        configure("{gateway: {mode: 'local', bind: 'loopback', auth: {token: 'a-token-of-this-test'}}}");
        saysNothingOf(openclaw.of("doctor"), "Firewall");
        configure("{gateway: {mode: 'local', bind: 'lan', auth: {token: 'a-token-of-this-test'}}}");
        says(openclaw.of("doctor"),
                "! Firewall: ufw keeps other machines from port 18789\n  → To let them in: sudo ufw allow 18789/tcp\n");
        platform.firewalls.set(0, new Firewall.Finding("ufw", Firewall.Reach.OPEN, ""));
        says(openclaw.of("doctor"), "✓ Firewall: ufw lets other machines reach port 18789\n");
        platform.firewalls.clear();
        says(openclaw.of("doctor"), "✓ Firewall: none found on this machine\n");
    }

    @Test
    void tellsOfAClockThatFollowsNoTimeServer() throws Exception {
        configure("{gateway: {mode: 'local'}}");
        platform.clock = BootEvidence.Clock.UNSYNCHRONISED;
        says(openclaw.of("doctor"), "! Clock: not synchronised with a time server\n");
        platform.clock = BootEvidence.Clock.SYNCHRONISED;
        says(openclaw.of("doctor"), "✓ Clock: synchronised\n");
    }

    @Test
    void tellsWhichNameCannotBeLookedUp() throws Exception {
        configure("{gateway: {mode: 'local', bind: 'loopback'}, agents: {defaults: {model: 'fake/x'}}, models: {providers:"
                + " {fake: {baseUrl: 'https://provider.invalid/v1', apiKey: 'k', models: [{id: 'x', name: 'x'}]}}}}");
        assertTrue(finding("core/doctor/dns").path("message").asText().startsWith("DNS: "));
        configure("{gateway: {mode: 'local', bind: 'loopback'}, agents: {defaults: {model: 'fake/x'}}, models: {providers:"
                + " {fake: {baseUrl: 'http://127.0.0.1:1/v1', apiKey: 'k', models: [{id: 'x', name: 'x'}]}}}}");
        assertTrue(finding("core/doctor/dns").isMissingNode());
    }

    @Test
    void tellsWhatBecomesOfFurtherAuthorities() throws Exception {
        configure("{gateway: {mode: 'local'}}");
        openclaw.variables.put("NODE_EXTRA_CA_CERTS", home.resolve("none.pem").toString());
        assertEquals(
                "Certificates: the file in NODE_EXTRA_CA_CERTS can't be used",
                finding("core/doctor/certificates").path("message").asText());
        openclaw.variables.put("NODE_TLS_REJECT_UNAUTHORIZED", "0");
        assertTrue(finding("core/doctor/certificates").path("details").path(0).asText().contains("is ignored"));
    }

    @Test
    void writesOlderKeysAnewAndKeepsTheRestOfTheText() throws Exception {
        Path file = configure("{\n  // ours\n  gateway: { mode: 'local', host: '0.0.0.0', logLevel: 'debug', "
                + "auth: { token: 'a-token-of-this-test' } },\n  agents: { list: [ { id: 'main', name: 'M' } ] },\n}\n");
        String before = Files.readString(file);
        says(openclaw.of("doctor"), "✓ Configuration keys: 2 in an older spelling, still honoured\n");
        assertEquals(before, Files.readString(file));
        says(openclaw.of("doctor", "--fix"), "Fixed: Wrote anew: agents.list, gateway.host");
        String after = Files.readString(file);
        assertTrue(after.contains("// ours") && after.contains("logLevel: 'debug'"), after);
        assertEquals(before, Files.readString(file.resolveSibling("openclaw.json.bak")));
        assertEquals("lan", openclaw.of("config", "get", "gateway.bind").out().strip());
        assertEquals("M", openclaw.of("config", "get", "agents.entries.main.name").out().strip());
        saysNothingOf(openclaw.of("doctor", "--fix"), "older spelling");
        assertEquals(after, Files.readString(file));
    }
}
