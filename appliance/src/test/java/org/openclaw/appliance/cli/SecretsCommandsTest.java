package org.openclaw.appliance.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.Json5;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.platform.PortablePlatform;
import org.openclaw.appliance.secret.PlanBuilder;

@DisabledOnOs(OS.WINDOWS)
class SecretsCommandsTest {

    private static final String SECRET = "sk-plain-secret-of-openai";

    @TempDir
    Path home;

    private CommandLineRun run;

    @BeforeEach
    void begin() throws IOException {
        run = new CommandLineRun(home, new PortablePlatform());
        config("{gateway: {mode: 'local', port: 1}, models: {providers: {openai: {apiKey: '" + SECRET + "'}}}}");
    }

    private void config(String text) throws IOException {
        Files.createDirectories(home.resolve(".openclaw"));
        Files.writeString(home.resolve(".openclaw/openclaw.json"), text);
    }

    private JsonNode config() throws Exception {
        return Json5.parse(Files.readString(home.resolve(".openclaw/openclaw.json")));
    }

    private Recording.Outcome silent(String... words) throws InterruptedException {
        Recording.Outcome outcome = run.of(words);
        assertFalse((outcome.out() + outcome.err()).contains(SECRET), outcome.out() + outcome.err());
        return outcome;
    }

    @Test
    void auditEndsAsGatesExpect() throws Exception {
        assertEquals(0, silent("secrets", "audit").status());
        Recording.Outcome found = silent("secrets", "audit", "--check", "--json");
        assertEquals(1, found.status());
        assertEquals("PLAINTEXT_FOUND", found.json().path("findings").path(0).path("code").asText());
        assertEquals("models.providers.openai.apiKey", found.json().path("findings").path(0).path("jsonPath").asText());
        config("{models: {providers: {openai: {apiKey: {source: 'env', provider: 'default', id: 'NOT_SET'}}}}}");
        assertEquals(2, silent("secrets", "audit").status());
        run.variables.put("NOT_SET", "it-is-now");
        Recording.Outcome clean = silent("secrets", "audit", "--check", "--json");
        assertEquals(0, clean.status());
        assertEquals("clean", clean.json().path("status").asText());
    }

    @Test
    void auditFindsWhatLiesAbout() throws Exception {
        Files.writeString(home.resolve("value"), SECRET + "\n");
        assertEquals(0, silent("secrets", "store", "set", "OPENAI_API_KEY", "--value-file", home.resolve("value").toString()).status());
        Files.writeString(home.resolve(".openclaw/.env"), "OPENAI_API_KEY=" + SECRET + "\nLANG=C\n");
        Path agent = Files.createDirectories(home.resolve(".openclaw/agents/main/agent"));
        Files.writeString(agent.resolve("auth.json"), "{}");
        Files.writeString(agent.resolve("models.json"), "{\"providers\":{\"openai\":{\"apiKey\":\"" + SECRET + "\"}}}");
        Files.writeString(agent.resolve("auth-profiles.json"), "{\"profiles\":{\"openai:a\":{\"type\":\"api_key\",\"provider\":\"openai\",\"key\":\""
                + SECRET + "\"}}}");
        JsonNode summary = silent("secrets", "audit", "--json").json().path("summary");
        assertEquals("{\"plaintextCount\":4,\"unresolvedRefCount\":0,\"shadowedRefCount\":0,\"storeResidueCount\":1,\"legacyResidueCount\":1}",
                summary.toString());
    }

    @Test
    void configureMovesASecretIntoTheStoreByFlags() throws Exception {
        Recording.Outcome outcome = silent(
                "secrets", "configure", "--move", "models.providers.openai.apiKey=OPENAI_API_KEY", "--apply", "--yes");
        assertEquals(0, outcome.status(), outcome.err());
        assertEquals("store", config().at("/models/providers/openai/apiKey/source").asText());
        assertEquals(0, silent("secrets", "audit", "--check").status());
        Recording.Outcome list = silent("secrets", "list", "--json");
        assertEquals("ok", list.json().path("references").path(0).path("state").asText());
        assertEquals(2, silent("secrets", "store", "get", "OPENAI_API_KEY").status());
        assertTrue(silent("doctor").out().contains("all 1 references resolve"));
    }

    @Test
    void aPlanIsKeptAndAppliedLater() throws Exception {
        run.variables.put("ELSEWHERE", "sk-of-elsewhere");
        String plan = home.resolve("plan.json").toString();
        assertEquals(0, silent("secrets", "configure", "--set", "models.providers.openai.apiKey=env:ELSEWHERE", "--plan-out", plan).status());
        assertEquals(SECRET, config().at("/models/providers/openai/apiKey").asText());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(plan))));
        assertEquals(0, silent("secrets", "apply", "--from", plan, "--dry-run").status());
        assertTrue(silent("secrets", "apply", "--from", plan, "--json").json().path("changed").asBoolean());
        assertEquals("ELSEWHERE", config().at("/models/providers/openai/apiKey/id").asText());
    }

    @Test
    void aSecretIsNeverTakenFromTheCommandLine() throws Exception {
        assertEquals(2, run.of("secrets", "store", "set", "A_TOKEN", "--value", "x").status());
        assertEquals(0, run.of("secrets", "store", "set", "LOG_LEVEL", "--kind", "env", "--value", "debug").status());
        assertEquals("debug\n", run.of("secrets", "store", "get", "LOG_LEVEL").out());
        assertEquals(3, run.of("secrets", "store", "get", "NOBODY").status());
        assertEquals(2, run.of("secrets", "store", "list", "--scope", "me").status());
        assertEquals(0, run.of("secrets", "store", "remove", "LOG_LEVEL", "--yes").status());
        assertEquals("", run.of("secrets", "store", "list", "--plain").out());
    }

    @Test
    void aDialogueOfPlainTextMakesThePlan() throws Exception {
        Files.writeString(home.resolve("s"), "sk-in-a-file\n");
        Files.setPosixFilePermissions(home.resolve("s"), PosixFilePermissions.fromString("rw-------"));
        String answers = String.join("\n", "files", "file", home.resolve("s").toString(), "singleValue", "",
                "1", "file", "files", "value", "") + "\n";
        List<String> questions = new ArrayList<>();
        Terminal terminal = new Terminal(new Terminal.Sink() {
            @Override
            public void out(String line) {
                questions.add(line);
            }

            @Override
            public void err(String line) {
                questions.add(line);
            }
        }, Terminal.Look.PLAIN);
        Environment environment = new Environment(Map.of(), home, home, "tester");
        PlanBuilder plan = new PlanBuilder(
                StatePaths.of(environment, Optional.empty(), false), environment, Clock.systemUTC());
        new SecretsDialogue(plan, Questions.of(new ByteArrayInputStream(answers.getBytes(StandardCharsets.UTF_8))), terminal)
                .run(true, true, Optional.empty());
        assertTrue(questions.contains("1) models.providers.openai.apiKey (plain text)"), questions::toString);
        plan.apply(false);
        assertEquals("files", config().at("/models/providers/openai/apiKey/provider").asText());
        assertFalse(Files.readString(home.resolve(".openclaw/openclaw.json")).contains(SECRET));
    }
}
