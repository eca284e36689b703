package org.openclaw.appliance.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.cli.Recording.Outcome;
import org.openclaw.appliance.TestGateway;
import org.openclaw.appliance.client.FakeGateway;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.server.Await;

class CliTest {

    @TempDir
    Path home;

    private final Map<String, String> variables = new HashMap<>();
    private final List<RunOptions> runs = new ArrayList<>();
    private Terminal.Look look = Terminal.Look.PLAIN;

    private Outcome run(String... words) throws InterruptedException {
        Recording terminal = new Recording();
        Environment environment = new Environment(variables, home, home, "tester");
        GatewayRunner runner = (options, in) -> {
            runs.add(options);
            return 0;
        };
        Cli cli = new Cli(StandardCommands.all(runner), new LocalSurroundings(environment, action -> () -> {}));
        int status = cli.run(List.of(words), new Terminal(terminal, look));
        return terminal.outcome(status);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void use(FakeGateway gateway, String token) {
        variables.put("OPENCLAW_GATEWAY_PORT", Integer.toString(gateway.port()));
        variables.put("OPENCLAW_GATEWAY_TOKEN", token);
    }

    @Test
    void listsEveryCommandAndExplainsEach() throws Exception {
        String help = run("--help").out();
        for (Commands.Entry entry : StandardCommands.all((options, in) -> 0).all()) {
            assertTrue(help.contains("  " + entry.name() + " "), entry.name());
            List<String> words = new ArrayList<>(List.of(entry.name().split(" ")));
            words.add("--help");
            Outcome outcome = run(words.toArray(String[]::new));
            assertEquals(0, outcome.status(), entry.name());
            assertTrue(outcome.out().contains("Usage: openclaw " + words.getFirst()), outcome.out());
        }
    }

    @Test
    void suggestsTheCommandThatWasMeant() throws Exception {
        Outcome outcome = run("statsu");
        assertEquals(2, outcome.status());
        assertTrue(outcome.err().contains("did you mean `openclaw status`"), outcome.err());
        assertEquals("", outcome.out());
    }

    @Test
    void refusesUnknownOptionsWithUsage() throws Exception {
        Outcome outcome = run("health", "--jsn");
        assertEquals(2, outcome.status());
        assertTrue(outcome.err().contains("Usage: openclaw health"), outcome.err());
        assertTrue(outcome.err().contains("--json"), outcome.err());
    }

    @Test
    void failsFastWithAStartHintWhenNoGatewayRuns() throws Exception {
        int port = freePort();
        variables.put("OPENCLAW_GATEWAY_PORT", Integer.toString(port));
        Outcome outcome = run("health", "--json");
        assertEquals(1, outcome.status());
        assertEquals("ECONNREFUSED", outcome.json().path("error").path("code").asText());
        assertTrue(outcome.err().startsWith("gateway connect failed: ECONNREFUSED 127.0.0.1:" + port), outcome.err());
        assertTrue(outcome.err().contains("OPENCLAW_GATEWAY_PORT"), outcome.err());
        assertTrue(outcome.err().contains("`openclaw gateway`"), outcome.err());
    }

    @Test
    void statusBeginsWithWhetherTheGatewayRuns() throws Exception {
        variables.put("OPENCLAW_GATEWAY_PORT", Integer.toString(freePort()));
        Outcome down = run("status");
        assertEquals(1, down.status());
        assertEquals("gateway: stopped", down.out().lines().findFirst().orElseThrow());
        try (FakeGateway gateway = new FakeGateway("t").answering("health", Json.object()).answering("status", Json.object())) {
            use(gateway, "t");
            Outcome up = run("status");
            assertEquals(0, up.status());
            assertEquals("gateway: running", up.out().lines().findFirst().orElseThrow());
            assertTrue(run("status", "--json").json().path("running").asBoolean());
        }
    }

    @Test
    void neverSendsStoredCredentialsToAnExplicitUrl() throws Exception {
        try (FakeGateway gateway = new FakeGateway("t")) {
            use(gateway, "t");
            Outcome outcome = run("health", "--url", gateway.url());
            assertEquals(1, outcome.status());
            assertTrue(outcome.err().startsWith("unauthorized: "), outcome.err());
            assertTrue(gateway.connects.getFirst().path("auth").isMissingNode());
        }
    }

    @Test
    void callsAnyMethod() throws Exception {
        try (FakeGateway gateway = new FakeGateway("t").answering("echo", Json.object().put("x", 1))) {
            use(gateway, "t");
            assertEquals(1, run("gateway", "call", "echo", "--params", "{\"a\":2}").json().path("x").asInt());
            assertEquals(2, gateway.requests.getFirst().path("params").path("a").asInt());
            assertEquals(2, run("gateway", "call", "echo", "--params", "[1]").status());
            assertEquals(1, run("gateway", "call", "nope").status());
        }
    }

    @Test
    void printsTheAgentsFinalText() throws Exception {
        var last = Json.object().put("status", "ok");
        last.putObject("result").putArray("payloads").addObject().put("text", "hello\nthere");
        try (FakeGateway gateway = new FakeGateway("t").answering("agent", Json.object().put("status", "accepted"), last)) {
            use(gateway, "t");
            Outcome outcome = run("agent", "--agent", "main", "--message", "hi");
            assertEquals(0, outcome.status());
            assertEquals("hello\nthere\n", outcome.out());
            assertEquals("hi", gateway.requests.getFirst().path("params").path("message").asText());
        }
        assertEquals(2, run("agent", "--message", "hi").status());
    }

    @Test
    void reportsTheGatewaysParts() throws Exception {
        try (FakeGateway gateway = new FakeGateway("t")) {
            use(gateway, "t");
            Outcome outcome = run("gateway", "status");
            assertEquals(0, outcome.status());
            for (String label : List.of(
                    "Config (cli):", "Config (service):", "Gateway: bind=loopback port=" + gateway.port(),
                    "Probe target:", "Runtime: running", "Connectivity probe: ok", "Capability: read-only",
                    "Listening:", "File logs:", "Dashboard: http://127.0.0.1:")) {
                assertTrue(outcome.out().contains(label), label + " in\n" + outcome.out());
            }
            assertEquals(1, run("gateway", "status", "--require-rpc").status());
            assertEquals(2, run("gateway", "status", "--require-rpc", "--no-probe").status());
            assertEquals("skipped", probeLine(run("gateway", "status", "--no-probe")));
        }
    }

    private static String probeLine(Outcome outcome) {
        String label = "Connectivity probe: ";
        return outcome.out().lines().filter(line -> line.startsWith(label)).findFirst().orElseThrow().substring(label.length());
    }

    @Test
    void gatewayStatusWorksWithABrokenConfiguration() throws Exception {
        Files.createDirectories(home.resolve(".openclaw"));
        Files.writeString(home.resolve(".openclaw/openclaw.json"), "{ gateway: ");
        Outcome outcome = run("gateway", "status", "--json", "--no-probe");
        assertEquals(0, outcome.status());
        assertTrue(outcome.json().path("config").path("cli").path("state").asText().startsWith("invalid"), outcome.out());
        assertEquals(1, run("config", "validate").status());
    }

    @Test
    void setupIsIdempotentAndKeepsTheTokenToItself() throws Exception {
        Outcome first = run("--dev", "setup", "--show-token");
        assertEquals(0, first.status(), first.err());
        Path config = home.resolve(".openclaw-dev/openclaw.json");
        String written = Files.readString(config);
        JsonNode parsed = Json.parseOwn(written);
        String token = parsed.path("gateway").path("auth").path("token").asText();
        assertEquals(43, token.length());
        assertEquals("local", parsed.path("gateway").path("mode").asText());
        assertFalse((first.out() + first.err()).contains(token));
        assertTrue(Files.isDirectory(home.resolve(".openclaw/workspace-dev")));
        Outcome second = run("--dev", "setup");
        assertEquals(0, second.status());
        assertEquals(written, Files.readString(config));
        assertEquals("19001\n", run("--dev", "config", "get", "gateway.port").out());
    }

    @Test
    void changesAndShowsConfigurationValues() throws Exception {
        assertEquals(0, run("setup").status());
        assertEquals(0, run("config", "set", "gateway.port", "3002").status());
        assertEquals("3002\n", run("config", "get", "gateway.port").out());
        assertEquals("__OPENCLAW_REDACTED__\n", run("config", "get", "gateway.auth.token").out());
        assertEquals("127.0.0.1\n", run("config", "get", "gateway.host").out());
        Outcome wrong = run("config", "set", "gateway.port", "many");
        assertEquals(1, wrong.status());
        assertTrue(wrong.err().contains("gateway.port"), wrong.err());
        assertEquals(0, run("config", "unset", "gateway.port").status());
        assertEquals("18789\n", run("config", "get", "gateway.port").out());
        assertTrue(run("config", "validate", "--json").json().path("valid").asBoolean());
        assertEquals(0, run("configure", "--validate").status());
        assertTrue(run("config", "schema").json().isObject());
    }

    @Test
    void showsDefaultsAndWhereTheyComeFrom() throws Exception {
        Outcome mode = run("config", "get", "gateway.reload.mode");
        assertEquals("hybrid\n", mode.out());
        assertEquals("(default)\n", mode.err());
        assertEquals("info\n", run("config", "get", "gateway.logLevel").out());
        run("config", "set", "gateway.logLevel", "debug");
        assertEquals("debug\n", run("config", "get", "logging.level").out());
        assertEquals("debug\n", run("config", "get", "gateway.logLevel").out());
        JsonNode document = run("config", "get", "gateway.port", "--json", "--source").json();
        assertEquals("default", document.path("source").asText());
        assertEquals(18789, document.path("value").asInt());
        assertEquals("18789\n", run("config", "get", "gateway.port", "--json").out());
    }

    @Test
    void tellsAnUnknownKeyFromAnUnsetOne() throws Exception {
        Outcome mistyped = run("config", "get", "gateway.relod.mode");
        assertEquals(1, mistyped.status());
        assertTrue(mistyped.err().contains("did you mean gateway.reload.mode?"), mistyped.err());
        Outcome unset = run("config", "get", "gateway.customBindHost");
        assertEquals(1, unset.status());
        assertTrue(unset.err().contains("is not set"), unset.err());
        assertEquals(2, run("config", "get", "gateway..port").status());
    }

    @Test
    void showsTheTokenOnlyOnATerminal() throws Exception {
        assertEquals(1, run("gateway", "auth-token").status());
        run("setup");
        String token = Json.parseOwn(Files.readString(home.resolve(".openclaw/openclaw.json")))
                .at("/gateway/auth/token").asText();
        Outcome piped = run("gateway", "auth-token", "--show");
        assertEquals(1, piped.status());
        assertFalse((piped.out() + piped.err()).contains(token));
        assertEquals("The token comes from gateway.auth.token.\n", run("gateway", "auth-token").out());
        look = new Terminal.Look(false, 80, true);
        assertEquals(token + "\n", run("gateway", "auth-token", "--show").out());
    }

    @Test
    void mergesAPatchInOneWriteAndKeepsComments() throws Exception {
        Path config = Files.createDirectories(home.resolve(".openclaw")).resolve("openclaw.json");
        Files.writeString(config, "{\n  // mine\n  gateway: { mode: 'local', port: 3001 },\n}\n");
        Path patch = Files.writeString(home.resolve("p.json5"), "{gateway:{port:null,bind:'lan'},logging:{level:'debug',file:null}}");
        assertEquals(0, run("config", "patch", "--file", patch.toString(), "--dry-run").status());
        assertTrue(Files.readString(config).contains("3001"));
        assertEquals(0, run("config", "patch", "--file", patch.toString()).status());
        assertTrue(Files.readString(config).contains("// mine"));
        assertEquals("{mode:'local',bind:'lan'}", run("config", "get", "gateway").out().replaceAll("\\s", "").replace("\"mode\"", "mode")
                .replace("\"bind\"", "bind").replace('"', '\''));
        assertEquals("debug\n", run("config", "get", "logging.level").out());
        assertEquals(2, run("config", "patch").status());
        Files.writeString(patch, "{gateway:{prot:1}}");
        assertEquals(1, run("config", "patch", "--file", patch.toString(), "--dry-run").status());
        assertEquals(1, run("config", "patch", "--file", patch.toString()).status());
    }

    @Test
    void saysWhatAChangeTakesOfARunningGateway() throws Exception {
        run("setup");
        Outcome port = run("config", "set", "gateway.port", "3002");
        assertTrue(port.out().contains("restarts by itself for gateway.port"), port.out());
        assertTrue(run("config", "set", "logging.level", "debug").out().contains("takes it over by itself"));
        run("config", "set", "gateway.reload.mode", "hot");
        JsonNode unset = run("config", "unset", "gateway.port", "--json").json();
        assertEquals("{\"mode\":\"hot\",\"requiresRestart\":true,\"pendingRestartKeys\":[\"gateway.port\"]}", unset.path("reload").toString());
        assertTrue(run("config", "set", "gateway.port", "3003").out().contains("gateway.reload.mode is hot"));
        run("config", "set", "gateway.reload.mode", "off");
        assertTrue(run("config", "set", "logging.level", "warn").out().contains("gateway.reload.mode is off"));
        Outcome tried = run("config", "set", "gateway.port", "3004", "--dry-run");
        assertTrue(tried.out().contains("nothing was written"), tried.out());
        assertEquals("3003\n", run("config", "get", "gateway.port").out());
    }

    @Test
    void replacesTheConfigurationByAFile() throws Exception {
        run("setup");
        Path config = home.resolve(".openclaw/openclaw.json");
        String token = Json.parseOwn(Files.readString(config)).at("/gateway/auth/token").asText();
        Path next = Files.writeString(home.resolve("next.json5"),
                "// from the drawer\n{gateway: {mode: 'local', auth: {token: '__OPENCLAW_REDACTED__'}}}\n");
        assertEquals(0, run("config", "apply", next.toString(), "--dry-run").status());
        assertFalse(Files.readString(config).contains("drawer"));
        assertEquals(0, run("config", "apply", next.toString()).status());
        assertTrue(Files.readString(config).startsWith("// from the drawer") && Files.readString(config).contains(token));
        Files.writeString(next, "{gateway: {mode: 'local', prot: 1}}");
        Outcome wrong = run("config", "apply", next.toString());
        assertEquals(1, wrong.status());
        assertTrue(wrong.err().contains(next + ":1:27: gateway: Unrecognized key: \"prot\""), wrong.err());
        assertEquals(1, run("config", "apply", home.resolve("missing").toString()).status());
        assertEquals(2, run("config", "apply").status());
    }

    @Test
    void takesOnlyJsonWhereAsked() throws Exception {
        assertEquals(0, run("config", "set", "gateway.mode", "local").status());
        assertEquals(2, run("config", "set", "gateway.mode", "local", "--strict-json").status());
        assertEquals(0, run("config", "set", "gateway.port", "3002", "--strict-json").status());
    }

    @Test
    void profilesHaveTheirOwnFile() throws Exception {
        assertEquals(home.resolve(".openclaw-x/openclaw.json") + "\n", run("--profile", "x", "config", "file").out());
        assertEquals(home.resolve(".openclaw-x/openclaw.json") + "\n", run("config", "file", "--profile", "x").out());
    }

    @Test
    void handsRunFlagsToTheGateway() throws Exception {
        assertEquals(0, run("gateway", "--port", "3001", "--bind", "lan", "--verbose").status());
        assertEquals(3001, runs.getFirst().port());
        assertEquals("lan", runs.getFirst().bind());
        assertTrue(runs.getFirst().verbose());
        assertEquals(2, run("gateway", "run", "--port", "70000").status());
        assertEquals(2, run("gateway", "--bind", "everywhere").status());
        assertEquals(1, runs.size());
    }

    @Test
    void readsTheLogFileWhenTheGatewayIsDown() throws Exception {
        variables.put("OPENCLAW_GATEWAY_PORT", Integer.toString(freePort()));
        Path logs = Files.createDirectories(home.resolve(".openclaw/logs"));
        Files.writeString(logs.resolve("gateway.log"), """
                {"time":"2026-01-01T00:00:00.000+00:00","level":"info","subsystem":"gateway","message":"one"}
                {"time":"2026-01-01T00:00:01.000+00:00","level":"error","subsystem":"gateway","message":"two"}
                """);
        Outcome all = run("logs");
        assertEquals(0, all.status());
        assertEquals(2, all.out().lines().count());
        assertTrue(all.err().contains("ECONNREFUSED"), all.err());
        List<String> errors = run("logs", "--level", "error", "--json").out().lines().toList();
        assertEquals(2, errors.size());
        JsonNode meta = Json.parse(errors.getFirst());
        assertEquals("meta", meta.path("type").asText());
        assertTrue(meta.path("localFallback").asBoolean());
        assertEquals("two", Json.parse(errors.getLast()).path("message").asText());
        assertEquals("2026-01-01T00:00:01.000Z error [gateway] two\n", run("logs", "--utc", "--tail", "1").out());
        assertEquals(2, run("logs", "--since", "yesterday").status());
    }

    @Test
    void writesWantedLinesToAFileForTheOwnerAlone() throws Exception {
        variables.put("OPENCLAW_GATEWAY_PORT", Integer.toString(freePort()));
        variables.put("OPENCLAW_GATEWAY_TOKEN", "correcthorsebattery");
        Path logs = Files.createDirectories(home.resolve(".openclaw/logs"));
        Files.writeString(logs.resolve("gateway.log"), """
                {"time":"2026-01-01T00:00:00.000+00:00","level":"info","subsystem":"gateway","message":"one"}
                {"time":"2026-01-01T00:00:01.000+00:00","level":"error","subsystem":"gateway","message":"saw correcthorsebattery"}
                """);
        Path target = home.resolve("errors.jsonl");

        assertEquals(2, run("logs", "--force").status());
        assertEquals(2, run("logs", "--follow", "--output", target.toString()).status());
        Outcome written = run("logs", "--level", "warn", "--output", target.toString());
        assertEquals("Wrote 1 line to " + target + "\n", written.out());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
        assertTrue(Files.readString(target).contains("saw ***"));
        assertEquals(2, run("logs", "--output", target.toString()).status());
        assertEquals(2, run("logs", "--output", target.toString(), "--force", "--json").json().path("lines").asInt());
    }

    @Test
    void readsNoFileInPlaceOfAGatewayThatWasNamed() throws Exception {
        Files.createDirectories(home.resolve(".openclaw/logs"));
        Files.writeString(home.resolve(".openclaw/logs/gateway.log"), "a line\n");

        Outcome named = run("logs", "--url", "ws://127.0.0.1:" + freePort(), "--token", "some-token");
        assertEquals(1, named.status());
        assertEquals("", named.out());
        variables.put("OPENCLAW_GATEWAY_URL", "ws://127.0.0.1:" + freePort());
        assertEquals(1, run("logs").status());
    }

    @Test
    void completesCommandNames() throws Exception {
        assertTrue(run("completion", "bash").out().contains("complete -o default -F _openclaw openclaw"));
        assertTrue(run("completion", "bash").out().contains("--require-rpc"));
        assertTrue(run("completion", "fish").out().contains("sessions"));
        assertEquals(2, run("completion", "tcsh").status());
    }

    @Test
    void saysWhereAKeyThatIsIncludedComesFrom() throws Exception {
        Path state = Files.createDirectories(home.resolve(".openclaw"));
        Files.writeString(state.resolve("openclaw.json"), "{ gateway: { $include: './gw.json5' } }");
        Path included = Files.writeString(state.resolve("gw.json5"), "{ mode: 'local', port: 19444 }");
        assertEquals(0, run("config", "set", "gateway.port", "19445").status());
        assertEquals("19445", run("config", "get", "gateway.port").out().strip());
        assertEquals("{ mode: 'local', port: 19444 }", Files.readString(included));
        Outcome unset = run("config", "unset", "gateway.port");
        assertTrue(unset.err().contains("still has a value") && unset.err().contains("gw.json5"), unset.err());
        assertEquals("19444", run("config", "get", "gateway.port").out().strip());
    }

    @Test
    void validatingTellsWhatARunningGatewayHasYetToTakeOver() throws Exception {
        try (TestGateway gateway = new TestGateway(home, "{\"gateway\":{\"bind\":\"loopback\",\"reload\":{\"mode\":\"hot\"}}}")) {
            assertEquals("[]", run("config", "validate", "--json").json().path("pendingRestartKeys").toString());
            assertEquals(0, run("config", "set", "gateway.customBindHost", "127.0.0.2").status());
            Await.until("the change is seen", () -> pending().equals("[\"gateway.customBindHost\"]"));
            assertTrue(run("config", "validate").err().contains("goes by older values of gateway.customBindHost"));
            assertTrue(run("config", "get", "gateway.customBindHost", "--source").err().contains("until it is restarted"));
        }
    }

    private String pending() {
        try {
            return run("config", "validate", "--json").json().path("pendingRestartKeys").toString();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
