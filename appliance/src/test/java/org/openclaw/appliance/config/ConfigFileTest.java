package org.openclaw.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openclaw.appliance.protocol.Json;

class ConfigFileTest {

    @TempDir
    Path home;

    private ConfigFixture fixture() {
        return new ConfigFixture(home);
    }

    private ConfigFixture file(String text) throws IOException {
        return fixture().file(text);
    }

    private static String large() throws IOException {
        try (InputStream in = ConfigFileTest.class.getResourceAsStream("large.json5")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void saysWhenThereIsNoFile() {
        assertInstanceOf(LoadResult.Missing.class, fixture().config().load());
    }

    @Test
    void acceptsALargeConfigurationOfTheOriginalAndNamesWhatHasNoEffect() throws Exception {
        LoadResult.Loaded loaded = file(large()).loaded();
        assertEquals("anthropic/claude-sonnet-4-6", loaded.config().text("agents.defaults.model.primary").orElseThrow());
        assertEquals(Optional.of("sk-or-test"), loaded.environment().get("OPENROUTER_API_KEY"));
        assertTrue(loaded.inertKeys().containsAll(List.of("channels.telegram", "messages.visibleReplies")), loaded.inertKeys().toString());
        assertFalse(loaded.inertKeys().stream().anyMatch(key -> key.startsWith("agents") || key.equals("gateway.port")));
    }

    @Test
    void namesFileLineAndColumnOfASyntaxFault() throws Exception {
        Problem problem = file("{\n  gateway: {\n    port: 3001\n    mode: 'local' } }").invalid().problems().getFirst();
        assertEquals(List.of(4, 5), List.of(problem.line(), problem.column()));
        assertTrue(problem.text().contains("openclaw.json:4:5: <root>: JSON5 parse failed: expected ',' or '}'"), problem.text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{gateway:{port:'x'}}|gateway.port|Invalid input: expected number, received string",
        "{gateway:{port:0}}|gateway.port|Too small: expected number to be >=1",
        "{gateway:{port:1.5}}|gateway.port|Invalid input: expected int, received number",
        "{gateway:{mode:'locl'}}|gateway.mode|Invalid input (allowed: \"local\", \"remote\")",
        "{gateway:{foo:1}}|gateway|Unrecognized key: \"foo\" (gateway.foo)",
        "{gateway:{prot:1}}|gateway|Unrecognized key: \"prot\" (gateway.prot; did you mean gateway.port?)",
        "{gatway:{}}|<root>|did you mean gateway?",
        "{logging:{consoleLevl:'info'}}|logging|did you mean logging.consoleLevel?",
        "{gateway:{basePath:'/x'}}|gateway|did you mean gateway.controlUi.basePath?",
        "{mode:'local'}|<root>|did you mean gateway.mode?",
        "{port:3001}|<root>|did you mean gateway.port?",
        "{gateway:{maxMemory:'64m'}}|gateway.maxMemory|at least 96m",
        "{gateway:{maxMemory:'lots'}}|gateway.maxMemory|must match pattern",
        "{gateway:{host:'example.org'}}|gateway.host|IPv4",
        "{agents:{defaults:{model:{first:'x'}}}}|agents.defaults.model|Unrecognized key: \"first\"",
        "{gateway:{auth:{token:{source:'env'}}}}|gateway.auth.token|Invalid input: expected string, received object",
        "[]|<root>|expected object"
    })
    void refusesWhatTheSchemaDoesNotKnow(String text, String path, String message) throws Exception {
        Problem problem = file(text).invalid().problems().getFirst();
        assertEquals(path, problem.path());
        assertTrue(problem.message().contains(message), problem.message());
        assertTrue(problem.line() == 1 && problem.column() >= 1, problem.text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{gateway:{host:'localhost'}}|gateway.bind|\"loopback\"",
        "{gateway:{host:'::1'}}|gateway.bind|\"loopback\"",
        "{gateway:{host:'0.0.0.0'}}|gateway.bind|\"lan\"",
        "{gateway:{host:'::'}}|gateway.bind|\"lan\"",
        "{gateway:{host:'192.168.7.2'}}|gateway.bind|\"custom\"",
        "{gateway:{host:'192.168.7.2'}}|gateway.customBindHost|\"192.168.7.2\"",
        "{gateway:{logLevel:'debug'}}|logging.level|\"debug\"",
        "{gateway:{nodes:{allowCommands:['a']}}}|gateway.nodes.commands.allow|[\"a\"]",
        "{gateway:{nodes:{denyCommands:['b']}}}|gateway.nodes.commands.deny|[\"b\"]",
        "{agents:{list:[{id:'m',default:true}]}}|agents.entries|{\"m\":{\"default\":true}}",
        "{gateway:{maxMemory:'512m',historyLimit:50,sessionTimeout:3600,logTimings:true}}|gateway.maxMemory|\"512m\"",
        "{gateway:{reload:{mode:'hot'}}}|gateway.reload.mode|\"hot\"",
        "{canvasHost:{enabled:true,port:18793,root:'x'},browser:{controlUrl:'http://x'}}|canvasHost.port|18793",
        "{appliance:{profile:'lean',autoRepair:true,serial:{console:{baud:9600}}}}|appliance.profile|\"lean\""
    })
    void acceptsOtherSpellingsAndOwnKeys(String text, String path, String value) throws Exception {
        assertEquals(value, Json.text(file(text).loaded().config().at(path)));
    }

    @Test
    void theCanonicalKeyWinsOverItsAlias() throws Exception {
        LoadResult.Loaded loaded = file("{gateway:{host:'0.0.0.0',bind:'loopback'}}").loaded();
        assertEquals(Optional.of("loopback"), loaded.config().text("gateway.bind"));
        assertEquals("gateway.host", loaded.warnings().getFirst().path());
    }

    @Test
    void putsEnvironmentVariablesInAndReportsMissingOnes() throws Exception {
        LoadResult.Loaded loaded = file("""
                {env:{vars:{OWN:'own',X_URL:'ignored'}}, models:{providers:{p:{baseUrl:'${X_URL}/v1', models: []}}},
                 gateway:{auth:{token:'${GONE}'}}, agents:{defaults:{userTimezone:'$${OWN}', workspace:'/w/${OWN}/${lower}'}}}
                """).with("X_URL", "http://x").loaded();
        assertEquals(Optional.of("http://x/v1"), loaded.config().text("models.providers.p.baseUrl"));
        assertEquals(Optional.of("${OWN}"), loaded.config().text("agents.defaults.userTimezone"));
        assertEquals(Optional.of("/w/own/${lower}"), loaded.config().text("agents.defaults.workspace"));
        assertEquals(Optional.of("GONE"), loaded.config().missingVariable("gateway.auth.token"));
        assertTrue(loaded.config().at("gateway.auth.token").isMissingNode());
        assertTrue(loaded.warnings().getFirst().message().startsWith("Missing env var \"GONE\""));
    }

    @Test
    void includesFilesAndSaysInWhichOneAFaultStands() throws Exception {
        ConfigFixture fixture = file("{gateway:{$include:'gw.json5', port: 2}, logging:{$include:['a.json5','b.json5']}}");
        Path state = home.resolve(".openclaw");
        Files.writeString(state.resolve("gw.json5"), "{port: 1, mode: 'local'}");
        Files.writeString(state.resolve("a.json5"), "{level: 'debug', file: 'a'}");
        Files.writeString(state.resolve("b.json5"), "{file: 'b'}");
        LoadResult.Loaded loaded = fixture.loaded();
        assertEquals("{\"port\":2,\"mode\":\"local\"}", Json.text(loaded.config().at("gateway")));
        assertEquals("{\"level\":\"debug\",\"file\":\"b\"}", Json.text(loaded.config().at("logging")));
        assertEquals(3, loaded.includedFiles().size());
        Files.writeString(state.resolve("gw.json5"), "{\n  mode: 'x'}");
        Problem problem = fixture.invalid().problems().getFirst();
        assertEquals("gw.json5", problem.file().getFileName().toString());
        assertEquals(2, problem.line());
    }

    @Test
    void refusesIncludesThatEscapeOrGoInCircles() throws Exception {
        Path outside = Files.writeString(home.resolve("outside.json5"), "{mode:'local'}");
        assertTrue(file("{gateway:{$include:'../outside.json5'}}").invalid().problems().getFirst().message().contains("may only name"));
        assertTrue(file("{gateway:{$include:'loop.json5'}}").invalid().problems().getFirst().message().contains("loop.json5 doesn't exist"));
        assertTrue(file("{gateway:{$include:'.'}}").invalid().problems().getFirst().message().contains("regular file"));
        Files.writeString(home.resolve(".openclaw/loop.json5"), "{x:{$include:'loop.json5'}}");
        assertTrue(file("{gateway:{$include:'loop.json5'}}").invalid().problems().getFirst().message().contains("circle"));
        Files.createSymbolicLink(home.resolve(".openclaw/link.json5"), outside);
        assertTrue(file("{gateway:{$include:'link.json5'}}").invalid().problems().getFirst().message().contains("may only name"));
        assertEquals(Optional.of("local"), file("{gateway:{$include:'link.json5'}}")
                .with("OPENCLAW_INCLUDE_ROOTS", home.toString()).loaded().config().text("gateway.mode"));
    }

    @Test
    void setsAndUnsetsValuesKeepingComments() throws Exception {
        ConfigFile config = file("{\n  // mine\n  gateway: { mode: 'local' },\n}\n").config();
        WriteResult.Written written = assertInstanceOf(WriteResult.Written.class, config.set("gateway.port", "3002"));
        assertEquals(List.of("gateway.port"), written.changedPaths());
        assertEquals(Optional.of(written.hash()), config.hash());
        assertTrue(written.hash().startsWith("hmac-sha256:v1:"));
        assertTrue(config.text().orElseThrow().contains("// mine"));
        assertEquals(3002, config.get("gateway.port").intValue());
        assertInstanceOf(WriteResult.Written.class, config.unset("gateway.port"));
        assertTrue(config.get("gateway.port").isMissingNode());
    }

    @Test
    void writesNothingThatWouldNotLoad() throws Exception {
        ConfigFile config = file("{}").config();
        assertInstanceOf(WriteResult.Refused.class, config.set("gateway.port", "many"));
        assertInstanceOf(WriteResult.Refused.class, config.write("{", Optional.empty()));
        assertInstanceOf(WriteResult.Stale.class, config.write("{}", Optional.of("h1")));
        assertInstanceOf(WriteResult.Refused.class,
                file("{}").with("OPENCLAW_CONFIG_READONLY", "1").config().set("gateway.port", "1"));
        assertEquals(Optional.of("{}"), config.text());
    }

    @Test
    void mergesAPatchOfBoundedSize() throws Exception {
        ConfigFile config = file("{env: {vars: {}}}").config();
        ObjectNode patch = Json.object();
        for (int i = 0; i < 500; i++) {
            patch.withObject("/env/vars").put("V" + i, "x");
        }
        assertInstanceOf(WriteResult.Written.class, config.patch(patch));
        patch.withObject("/env/vars").put("V500", "x");
        assertThrows(IllegalArgumentException.class, () -> config.patch(patch));
        assertTrue(config.get("env.vars.V500").isMissingNode());
        assertEquals("x", config.get("env.vars.V499").textValue());
    }

    @Test
    void aDraftIsNotWrittenOverAChangeItDoesNotKnow() throws Exception {
        ConfigFile config = file("{gateway:{port:1}}").config();
        Reading before = config.read();
        Draft.Ready draft = assertInstanceOf(Draft.Ready.class, config.setting(before, "gateway.port", Json.tree(2)));
        config.set("logging.level", "debug");
        assertInstanceOf(WriteResult.Stale.class, config.commit(draft));
        assertEquals(1, config.get("gateway.port").intValue());
        assertEquals(config.revision(fixture().loaded().config()), config.revision(fixture().loaded().config()));
    }

    @Test
    void aLinkStaysALink() throws Exception {
        Path elsewhere = Files.writeString(Files.createDirectories(home.resolve("drawer")).resolve("real.json"), "{gateway:{port:1}}");
        Path link = Files.createDirectories(home.resolve(".openclaw")).resolve("openclaw.json");
        Files.createSymbolicLink(link, elsewhere);
        assertInstanceOf(WriteResult.Written.class, fixture().config().set("gateway.port", "2"));
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(2, Json5.parse(Files.readString(elsewhere)).at("/gateway/port").intValue());
        assertTrue(Files.exists(link.resolveSibling("openclaw.json.bak")));
    }

    @Test
    void writesThatFailLeaveTheOlderTextsAlone() throws Exception {
        ConfigFixture fixture = fixture();
        for (int port = 1; port <= 4; port++) {
            fixture.config().set("gateway.port", Integer.toString(port));
        }
        Path file = fixture.paths().configFile();
        // What can't be replaced by a file stands for a disk that takes none.
        Path inTheWay = Files.createDirectories(file.resolveSibling("openclaw.json.bak.0").resolve("full")).getParent();
        for (int i = 0; i < 5; i++) {
            assertThrows(IOException.class, () -> fixture.config().set("gateway.port", "9"));
        }
        Files.delete(inTheWay.resolve("full"));
        Files.delete(inTheWay);
        for (int i = 0; i < 4; i++) {
            Path kept = file.resolveSibling("openclaw.json" + List.of("", ".bak", ".bak.1", ".bak.2").get(i));
            assertEquals(4 - i, Json5.parse(Files.readString(kept)).at("/gateway/port").intValue());
        }
    }

    @Test
    void createsTheFileForItsOwnerAndKeepsFiveOlderTexts() throws Exception {
        ConfigFixture fixture = fixture();
        for (int port = 1; port <= 8; port++) {
            fixture.config().set("gateway.port", Integer.toString(port));
        }
        Path file = fixture.paths().configFile();
        List<String> names = List.of("", ".bak", ".bak.1", ".bak.2", ".bak.3", ".bak.4");
        for (int i = 0; i < names.size(); i++) {
            Path kept = file.resolveSibling("openclaw.json" + names.get(i));
            assertEquals(8 - i, Json5.parse(Files.readString(kept)).at("/gateway/port").intValue());
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)));
            }
        }
        assertFalse(Files.exists(file.resolveSibling("openclaw.json.bak.5")));
        assertFalse(Files.exists(file.resolveSibling("openclaw.json.bak.0")));
        fixture.config().rememberGood();
        assertTrue(Files.exists(file.resolveSibling("openclaw.json.last-good")));
    }

    @Test
    void readersSeeTheOldOrTheNewFileButNeverHalfOfOne() throws Exception {
        ConfigFixture fixture = file("{gateway:{port:1}}");
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = Thread.ofVirtual().start(() -> {
            for (int port = 2; port < 60; port++) {
                try {
                    fixture.config().set("gateway.port", Integer.toString(port));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            done.set(true);
        });
        while (!done.get() && writer.isAlive()) {
            assertTrue(fixture.loaded().config().number("gateway.port").isPresent());
        }
        writer.join();
        assertEquals(59, fixture.loaded().config().number("gateway.port").orElseThrow());
    }

    @Test
    void hidesSecretsAndTakesThemBackOnWrite() throws Exception {
        ConfigFile config = file(large().replace("gateway-token", "t0p")).config();
        String shown = Redaction.redact(config.text().orElseThrow());
        for (String secret : List.of("t0p", "sk-or-test", "gsk-test", "123456:TEST", "discord-test", "xoxb-test", "xapp-test")) {
            assertFalse(shown.contains(secret), secret);
        }
        assertTrue(shown.contains("GROQ_API_KEY") && shown.contains("// A large"));
        assertEquals("token", Redaction.redact(Json5.parse(config.text().orElseThrow())).at("/gateway/auth/mode").textValue());
        assertEquals(Redaction.PLACEHOLDER, config.getRedacted("gateway.auth.token").textValue());
        assertEquals("t0p", config.get("gateway.auth.token").textValue());
        String before = config.text().orElseThrow();
        assertInstanceOf(WriteResult.Written.class, config.write(shown, config.hash()));
        assertEquals(Json5.parse(before), Json5.parse(config.text().orElseThrow()));
        assertInstanceOf(WriteResult.Refused.class, config.set("hooks.token", Redaction.PLACEHOLDER));
    }

    @Test
    void randomBytesAreRefusedWithoutACrash() throws Exception {
        Random random = new Random(7);
        ConfigFixture fixture = file("{}");
        for (int round = 0; round < 300; round++) {
            byte[] bytes = new byte[random.nextInt(400)];
            random.nextBytes(bytes);
            Files.write(fixture.paths().configFile(), bytes);
            assertFalse(fixture.config().load() instanceof LoadResult.Missing);
        }
    }

    @Test
    void aDamagedValidFileNeverCrashesTheLoader() throws Exception {
        Random random = new Random(11);
        String text = large();
        ConfigFixture fixture = file("{}");
        for (int round = 0; round < 150; round++) {
            StringBuilder damaged = new StringBuilder(text);
            for (int i = random.nextInt(4); i >= 0; i--) {
                int at = random.nextInt(damaged.length());
                damaged.replace(at, at + 1, List.of("", "{", "}", "[", "\"", ":", ",", "1", "null").get(random.nextInt(9)));
            }
            assertFalse(fixture.config().check(damaged.toString()) instanceof LoadResult.Missing);
        }
    }
}
