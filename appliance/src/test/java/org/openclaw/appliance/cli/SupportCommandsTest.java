package org.openclaw.appliance.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.diagnostics.StabilityBundles;
import org.openclaw.appliance.protocol.Json;

/** What helps when something is wrong: the file for helpers, the security audit, clearing caches. */
class SupportCommandsTest {

    private static final String CONFIG = """
            {gateway: {port: 1, bind: "lan", auth: {mode: "token", token: "a-token-nobody-knows-yet"}},
             hooks: {enabled: true, token: "a-token-nobody-knows-yet", allowedAgentIds: []},
             channels: {telegram: {botToken: "123456:AAabcdefghijklmnopqrstuvwxyz0123456", dmPolicy: "open",
                                   allowFrom: ["+491701234567"], groups: {"-100123456789": {requireMention: true}}}},
             agents: {defaults: {model: {primary: "openai/gpt-5"}}}}
            """;

    @TempDir
    Path home;

    private final ScriptedPlatform platform = new ScriptedPlatform();
    private Path state;
    private CommandLineRun openclaw;

    @BeforeEach
    void makeState() throws IOException {
        state = Files.createDirectory(
                home.resolve(".openclaw"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        configure(CONFIG);
        openclaw = new CommandLineRun(home, platform);
    }

    @Test
    void exportsWhatHelpsWithoutAGatewayAndWithoutWhatIsPrivate() throws Exception {
        Files.createDirectories(state.resolve("logs"));
        Files.writeString(state.resolve("logs/gateway.log"), """
                {"time":"2026-01-01T00:00:00.000Z","level":"error","subsystem":"agent","message":"agent:main:telegram:4711 at +49 170 1234567, a-token-nobody-knows-yet, 192.168.7.9, %s"}
                no json
                """.formatted(home));
        new StabilityBundles(StabilityBundles.in(state), text -> text, Clock.systemUTC())
                .write("gateway.fatal", new IllegalStateException("x"), null, null);
        Path target = home.resolve("export.zip");

        Recording.Outcome outcome = openclaw.of("gateway", "diagnostics", "export", "--output", target.toString(), "--json");
        assertEquals(0, outcome.status(), outcome.err());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
        Map<String, String> files = unpack(target);
        assertTrue(
                files.keySet().containsAll(List.of(
                        "manifest.json", "summary.md", "diagnostics.json", "config/sanitized.json", "boots.json",
                        "logs/openclaw-sanitized.jsonl", "stability/latest.json")),
                files.keySet().toString());
        JsonNode manifest = Json.parse(files.get("manifest.json"));
        assertEquals(files.size() - 1, manifest.path("files").size());
        JsonNode config = Json.parse(files.get("config/sanitized.json")).path("config");
        assertEquals("lan", config.path("gateway").path("bind").asText());
        assertEquals("<secret>", config.path("gateway").path("auth").path("token").asText());
        assertEquals("openai/gpt-5", config.path("agents").path("defaults").path("model").path("primary").asText());
        String all = String.join("\n", files.values());
        for (String secret : List.of("nobody-knows", "AAabcdef", "170", "4711", "100123456789", "192.168.7.9", home.toString())) {
            assertFalse(all.contains(secret), secret);
        }
        assertTrue(files.get("logs/openclaw-sanitized.jsonl").contains("agent:main:<peer> at <number>, ***, <address>, ~"));
        assertFalse(Json.parse(files.get("diagnostics.json")).path("gateway").path("reachable").asBoolean());
    }

    @Test
    void followsTheServiceManagersLogWhereNoGatewayAnswers() throws Exception {
        platform.journal = Optional.of(List.of("printf", "%s\n%s\n",
                "{\"MESSAGE\":\"[gateway] all is well\",\"PRIORITY\":\"6\",\"__REALTIME_TIMESTAMP\":\"1767225600000000\"}",
                "{\"MESSAGE\":\"Main process exited\",\"PRIORITY\":\"4\",\"__REALTIME_TIMESTAMP\":\"1767225601000000\"}"));

        Recording.Outcome all = openclaw.of("logs", "--follow");
        String zone = OffsetDateTime.ofInstant(Instant.ofEpochSecond(1_767_225_600), ZoneId.systemDefault()).toString();
        assertTrue(all.out().startsWith(zone.substring(0, 13)), all.out());
        assertEquals(
                List.of(" info [gateway] all is well", " warn Main process exited"),
                all.out().lines().map(line -> line.substring(line.indexOf(' '))).toList());
        assertTrue(all.err().contains("following the journal of"), all.err());
        assertEquals(1, openclaw.of("logs", "--follow", "--level", "warn").out().lines().count());
        assertEquals(1, openclaw.of("logs", "--follow", "--subsystem", "gateway").out().lines().count());
        assertEquals(
                "2026-01-01T00:00:00.000Z info [gateway] all is well",
                openclaw.of("logs", "--follow", "--utc").out().lines().findFirst().orElseThrow());
        String json = openclaw.of("logs", "--follow", "--json").out();
        assertTrue(json.startsWith("{\"type\":\"meta\",\"sourceKind\":\"journal\",\"localFallback\":true"), json);
    }

    @Test
    void showsTheLastBundle() throws Exception {
        assertEquals(1, openclaw.of("gateway", "stability", "--bundle").status());
        new StabilityBundles(StabilityBundles.in(state), text -> text, Clock.systemUTC())
                .write("gateway.fatal", new IllegalStateException("x"), null, null);

        assertTrue(openclaw.of("gateway", "stability", "--bundle").out().contains("Reason: gateway.fatal"));
        assertEquals("gateway.fatal", openclaw.of("gateway", "stability", "--bundle", "latest", "--json").json().path("reason").asText());
    }

    @Test
    void auditFindsWhatHelpsAnIntruder() throws Exception {
        Files.setPosixFilePermissions(state.resolve("openclaw.json"), PosixFilePermissions.fromString("rw-r--r--"));

        Recording.Outcome outcome = openclaw.of("security", "audit", "--json");
        List<String> found = ids(outcome.json());
        assertEquals(0, outcome.status());
        assertTrue(
                found.containsAll(List.of(
                        "hooks.token_reuse_gateway_token", "channels.telegram.dm.open", "fs.config.perms_world_readable",
                        "gateway.bind_no_tls", "hooks.default_session_key_unset")),
                found.toString());
        assertFalse(outcome.out().contains("nobody-knows"));
        assertTrue(ids(openclaw.of("security", "audit", "--deep", "--json").json()).contains("gateway.probe_failed"));
    }

    @Test
    void auditFixesFileModesAndNothingElse() throws Exception {
        Path config = state.resolve("openclaw.json");
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-rw-r--"));
        String before = Files.readString(config);

        JsonNode fixed = openclaw.of("security", "audit", "--fix", "--json").json();
        assertTrue(fixed.path("fix").path("ok").asBoolean());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(config)));
        assertEquals(before, Files.readString(config));
        assertFalse(ids(fixed.path("report")).toString().contains("fs.config"));
    }

    @Test
    void auditIsContentWithASoundInstance() throws Exception {
        configure("{gateway: {mode: 'local', auth: {mode: 'token', token: 'a-token-nobody-knows-yet'}}}");

        assertEquals(List.of(), ids(openclaw.of("security", "audit", "--json").json()));
    }

    @Test
    void auditShowsAcceptedRisksApart() throws Exception {
        configure("{gateway: {auth: {mode: 'none'}}, security: {audit: {suppressions: [{checkId: 'gateway.http.no_auth'}]}}}");

        JsonNode report = openclaw.of("security", "audit", "--json").json();
        assertEquals(List.of("security.audit.suppressions.active"), ids(report));
        assertEquals("gateway.http.no_auth", report.path("suppressedFindings").path(0).path("checkId").asText());
    }

    @Test
    void changesOfTheConfigurationAreOnRecordWithoutTheirValues() throws Exception {
        assertEquals(0, openclaw.of("config", "set", "gateway.auth.token", "another-token-nobody-knows").status());

        JsonNode entry = Json.parse(Files.readString(state.resolve("logs/audit.jsonl")));
        assertEquals("config.write", entry.path("action").asText());
        assertEquals("tester", entry.path("actor").path("user").asText());
        assertEquals("gateway.auth.token", entry.path("target").path("paths").path(0).asText());
        assertFalse(entry.toString().contains("nobody-knows"));
    }

    @Test
    void clearsCachesAndNothingElse() throws Exception {
        Path cached = Files.writeString(Files.createDirectories(state.resolve("cache/models")).resolve("list.json"), "12345");
        Path left = Files.writeString(state.resolve(".openclaw.json.4711.1a2b"), "123");
        Files.setLastModifiedTime(left, FileTime.from(Instant.EPOCH));
        Path fresh = Files.writeString(state.resolve(".openclaw.json.4712.1a2b"), "123");
        Path outside = Files.writeString(home.resolve("outside"), "x");
        Files.createSymbolicLink(state.resolve("cache/link"), outside);

        JsonNode planned = openclaw.of("cache", "clear", "--dry-run", "--json").json();
        assertEquals(2, planned.path("files").asInt());
        assertTrue(Files.exists(cached));
        JsonNode done = openclaw.of("cache", "clear", "--json").json();
        assertEquals(8, done.path("bytes").asInt());
        assertFalse(Files.exists(cached) || Files.exists(left));
        assertTrue(Files.exists(fresh) && Files.exists(outside) && Files.exists(state.resolve("openclaw.json")));
    }

    private void configure(String text) throws IOException {
        Path file = Files.writeString(state.resolve("openclaw.json"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static List<String> ids(JsonNode report) {
        List<String> ids = new ArrayList<>();
        report.path("findings").forEach(finding -> ids.add(finding.path("checkId").asText()));
        return ids;
    }

    private static Map<String, String> unpack(Path file) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return files;
    }
}
