package org.openclaw.appliance.secret;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openclaw.appliance.config.Json5;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.protocol.Json;
import org.tinylog.Logger;

@DisabledOnOs(OS.WINDOWS)
class PlanApplyTest {

    private static final PlanApply.Permission WRITE = new PlanApply.Permission(true, false);
    private static final PlanApply.Permission DRY_RUN = new PlanApply.Permission(false, false);
    private static final String CONFIG = "// kept\n{gateway: {mode: 'local'}, models: {providers: {openai: {apiKey: 'sk-plain-openai'},"
            + " anthropic: {apiKey: 'sk-plain-anthropic'}}}}\n";

    @TempDir
    Path home;

    private SecretsFixture fixture;

    @BeforeEach
    void begin() throws IOException {
        fixture = new SecretsFixture(home).config(CONFIG);
        fixture.variables.put("OPENAI_KEY", "sk-elsewhere");
        fixture.privately("s.json", "{\"k\":\"sk-in-a-file\"}");
    }

    private static String target(String type, String path, String ref) {
        return "{\"type\":\"" + type + "\",\"path\":\"" + path + "\",\"ref\":" + ref + "}";
    }

    private static String ref(String source, String provider, String id) {
        return "{\"source\":\"" + source + "\",\"provider\":\"" + provider + "\",\"id\":\"" + id + "\"}";
    }

    private static String plan(String rest, String... targets) {
        return "{\"version\":1,\"protocolVersion\":1" + rest + ",\"targets\":[" + String.join(",", targets) + "]}";
    }

    private PlanApply.Outcome apply(String plan, PlanApply.Permission permission) throws Exception {
        fixture.privately("plan.json", plan);
        return fixture.apply().run(home.resolve("plan.json"), permission);
    }

    private String refusal(String plan) throws IOException {
        String before = fixture.config();
        String message = assertThrows(PlanException.class, () -> apply(plan, WRITE)).getMessage();
        assertEquals(before, fixture.config());
        assertFalse(message.contains("sk-plain"), message);
        return message;
    }

    private JsonNode config() throws Exception {
        return Json5.parse(fixture.config());
    }

    @Test
    void addsProvidersBeforeWhatRefersToThemAndKeepsComments() throws Exception {
        PlanApply.Outcome outcome = apply(plan(
                ",\"providerUpserts\":{\"files\":{\"source\":\"file\",\"path\":\"" + home.resolve("s.json") + "\"}}",
                target("models.providers.apiKey", "models.providers.openai.apiKey", ref("file", "files", "/k"))), WRITE);
        assertEquals(1, outcome.checked());
        assertEquals("/k", config().at("/models/providers/openai/apiKey/id").asText());
        assertTrue(fixture.config().startsWith("// kept"));
        assertEquals("sk-plain-anthropic", config().at("/models/providers/anthropic/apiKey").asText());
    }

    @Test
    void removesWhatHasMovedFromTheEnvironmentFileAndOlderCopies() throws Exception {
        fixture.privately(".openclaw/.env", "A=1\nOLD_KEY=sk-plain-openai\nOPENAI_KEY=sk-elsewhere\n");
        fixture.privately(".openclaw/openclaw.json.bak", CONFIG);
        apply(plan("", target("models.providers.apiKey", "models.providers.openai.apiKey", ref("env", "default", "OPENAI_KEY"))), WRITE);
        assertEquals("A=1\nOPENAI_KEY=sk-elsewhere\n", Files.readString(home.resolve(".openclaw/.env")));
        try (Stream<Path> files = Files.walk(home.resolve(".openclaw"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertFalse(Files.readString(file, StandardCharsets.ISO_8859_1).contains("sk-plain-openai"), file.toString());
            }
        }
    }

    @Test
    void givesAnAuthProfileAReferenceInThePlaceOfItsKey() throws Exception {
        fixture.privately(".openclaw/agents/ops/agent/auth-profiles.json",
                "{\"version\":1,\"profiles\":{\"openai:a.b\":{\"type\":\"api_key\",\"provider\":\"openai\",\"key\":\"sk-profile\"}}}");
        String target = "{\"type\":\"auth-profiles.api_key.key\",\"path\":\"profiles.openai:a.b.key\",\"pathSegments\":[\"profiles\",\"openai:a.b\",\"key\"],"
                + "\"agentId\":\"ops\",\"ref\":" + ref("env", "default", "OPENAI_KEY") + "}";
        apply(plan("", target), WRITE);
        JsonNode profile = Json.parse(Files.readString(home.resolve(".openclaw/agents/ops/agent/auth-profiles.json")))
                .path("profiles").path("openai:a.b");
        assertFalse(profile.has("key"));
        assertEquals("OPENAI_KEY", profile.path("keyRef").path("id").asText());
        String nobodys = target.replace("\"agentId\":\"ops\",", "");
        assertTrue(refusal(plan("", nobodys)).contains("agentId"));
    }

    @ParameterizedTest
    @CsvSource({
        "models.providers.apiKey,models.providers.openai.baseUrl",
        "models.providers.apiKey,models.providers.__proto__.apiKey",
        "models.providers.apiKey,models.providers.constructor.apiKey",
        "models.providers.apiKey,models.providers..apiKey",
        "models.providers.apiKey,gateway.auth.token",
        "made.up,models.providers.openai.apiKey",
        "auth-profiles.api_key.key,profiles.x.token",
        "gateway.auth.token,''",
    })
    void refusesPathsThatAreNoPlaceForTheirType(String type, String path) throws IOException {
        String message = refusal(plan("", target(type, path, ref("env", "default", "OPENAI_KEY"))));
        assertTrue(message.startsWith("Invalid plan target path for " + type + ": "), message);
    }

    @Test
    void refusesSegmentsAndIdsThatContradictThePath() throws IOException {
        String good = target("models.providers.*.apiKey", "models.providers.openai.apiKey", ref("env", "default", "OPENAI_KEY"));
        assertTrue(refusal(plan("", good.replace("\"ref\"", "\"providerId\":\"anthropic\",\"ref\""))).startsWith("Invalid plan target path"));
        assertTrue(refusal(plan("", good.replace("\"ref\"", "\"pathSegments\":[\"models\"],\"ref\""))).startsWith("Invalid plan target path"));
        assertDoesNotThrow(() -> apply(plan("", good.replace("\"ref\"", "\"providerId\":\"openai\",\"ref\"")), DRY_RUN));
    }

    @Test
    void writesNothingWhenOneSecretCannotBeHad() throws IOException {
        String message = refusal(plan("",
                target("models.providers.apiKey", "models.providers.openai.apiKey", ref("env", "default", "OPENAI_KEY")),
                target("models.providers.apiKey", "models.providers.anthropic.apiKey", ref("env", "default", "NOT_SET"))));
        assertTrue(message.contains("models.providers.anthropic.apiKey"), message);
        assertTrue(refusal(plan("", target("models.providers.apiKey", "models.providers.openai.apiKey", ref("file", "nowhere", "/k"))))
                .contains("is not configured"));
    }

    @Test
    void runsNoProgramWithoutPermission() throws Exception {
        Path script = fixture.script("keeper", "echo ran > " + home.resolve("ran")
                + "; echo '{\"protocolVersion\":1,\"values\":{\"id\":\"v-of-program\"}}'");
        String plan = plan(",\"providerUpserts\":{\"prog\":{\"source\":\"exec\",\"command\":\"" + script + "\"}}",
                target("models.providers.apiKey", "models.providers.openai.apiKey", ref("exec", "prog", "id")));
        assertTrue(refusal(plan).contains("--allow-exec"));
        assertEquals(1, apply(plan, DRY_RUN).skipped());
        assertFalse(Files.exists(home.resolve("ran")));
        apply(plan, new PlanApply.Permission(true, true));
        assertTrue(Files.exists(home.resolve("ran")));
    }

    @Test
    void readsOnlyRegularFilesOfBoundedSize() throws Exception {
        assertTrue(assertThrows(PlanException.class, () -> fixture.apply().run(home, WRITE)).getMessage().contains("no regular file"));
        assertTrue(assertThrows(PlanException.class, () -> fixture.apply().run(Path.of("/dev/zero"), WRITE))
                .getMessage().contains("no regular file"));
        Files.write(home.resolve("plan.json"), new byte[PlanFile.LARGEST + 1]);
        assertTrue(assertThrows(PlanException.class, () -> fixture.apply().run(home.resolve("plan.json"), WRITE))
                .getMessage().contains("16 MiB"));
    }

    /** Whatever a plan holds, it is refused with a sentence or carried out as a whole. */
    @Test
    void brokenPlansNeitherCrashNorHalfApply() throws Exception {
        String good = plan(",\"providerUpserts\":{\"files\":{\"source\":\"file\",\"path\":\"" + home.resolve("s.json") + "\"}},\"providerDeletes\":[\"x\"]",
                target("models.providers.apiKey", "models.providers.openai.apiKey", ref("file", "files", "/k")),
                target("gateway.auth.token", "gateway.auth.token", ref("env", "default", "OPENAI_KEY")));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 400; round++) {
            fixture.config(CONFIG);
            try {
                apply(broken(good, random), WRITE);
            } catch (PlanException e) {
                assertEquals(CONFIG, fixture.config(), () -> "seed " + seed);
            }
            assertTrue(fixture.load() instanceof LoadResult.Loaded, () -> "seed " + seed);
        }
    }

    private static String broken(String plan, Random random) {
        StringBuilder text = new StringBuilder(plan);
        for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
            int at = random.nextInt(text.length() - 1);
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.setCharAt(at, "{}[]\":,.0x~/".charAt(random.nextInt(12)));
                case 2 -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(40))));
                default -> {
                    String[] words = {"null", "[]", "{}", "\"__proto__\"", "1e999", "\"models\""};
                    int colon = text.indexOf(":", at);
                    if (colon > 0) {
                        text.insert(colon + 1, words[random.nextInt(words.length)] + ",\"z\":");
                    }
                }
            }
        }
        return text.toString();
    }

    /** Applies plans that change a key to and fro, and says each one. */
    static final class Applier {
        public static void main(String[] arguments) throws Exception {
            SecretsFixture fixture = new SecretsFixture(Path.of(arguments[0]));
            fixture.variables.put("A_KEY", "sk-a-elsewhere");
            fixture.variables.put("B_KEY", "sk-b-elsewhere");
            for (int i = 0; i < 100_000; i++) {
                ObjectNode root = Json.object().put("version", 1).put("protocolVersion", 1);
                ObjectNode target = root.putArray("targets").addObject()
                        .put("type", "models.providers.apiKey").put("path", "models.providers.openai.apiKey");
                target.putObject("ref").put("source", "env").put("provider", "default").put("id", i % 2 == 0 ? "A_KEY" : "B_KEY");
                fixture.apply().run(Plan.of(root), WRITE);
                System.out.println(i);
            }
        }
    }

    @Test
    void aKillAtAnyTimeLeavesTheOldOrTheNew() throws Exception {
        Set<String> seen = new LinkedHashSet<>();
        for (int round = 0; round < 4; round++) {
            Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx64m",
                    "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath(), Applier.class.getName(), home.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader lines = process.inputReader()) {
                for (int i = 0; i < 3 + round; i++) {
                    assertTrue(lines.readLine() != null, "the process ended by itself");
                }
                process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
            assertTrue(fixture.load() instanceof LoadResult.Loaded);
            seen.add(config().at("/models/providers/openai/apiKey/id").asText());
            assertTrue(Set.of("A_KEY", "B_KEY").containsAll(seen), seen::toString);
        }
    }

    // A launcher of tests may have given its class path to a loader instead of to the machine.
    private static String classPath() {
        Set<String> places = new LinkedHashSet<>();
        for (Class<?> type : new Class<?>[] {PlanApplyTest.class, PlanApply.class, JsonNode.class,
                JsonParser.class, JsonProperty.class, Logger.class}) {
            places.add(new File(type.getProtectionDomain().getCodeSource().getLocation().getPath()).toString());
        }
        return String.join(File.pathSeparator, places);
    }
}
