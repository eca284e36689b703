package org.openclaw.appliance.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.TestGateway;
import org.openclaw.appliance.TestGateway.Session;
import org.openclaw.appliance.config.Json5;
import org.openclaw.appliance.protocol.Json;

class ConfigMethodsTest {

    private static final int READERS = 10;
    private static final int READS = 10;

    @TempDir
    Path home;

    private TestGateway gateway;
    private Session admin;

    @BeforeEach
    void start() throws Exception {
        gateway = new TestGateway(home, "{\"logging\":{\"level\":\"info\"}}");
        admin = gateway.owner("operator.admin", "operator.read");
    }

    @AfterEach
    void stop() throws Exception {
        admin.close();
        gateway.close();
    }

    private JsonNode get() throws Exception {
        return admin.call("config.get", Json.object());
    }

    private JsonNode write(String method, String raw) throws Exception {
        return admin.call(method, Json.object().put("raw", raw).put("baseHash", get().path("hash").asText()));
    }

    private Path file() {
        return home.resolve(".openclaw/openclaw.json");
    }

    @Test
    void readersDuringChangesSeeTheOldOrTheNewConfigurationAsAWhole() throws Exception {
        Map<String, String> known = new ConcurrentHashMap<>();
        JsonNode first = get();
        known.put(first.path("hash").asText(), "info");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<JsonNode>>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(threads.submit(this::readOften));
            }
            for (String level : List.of("debug", "warn", "error", "trace", "fatal")) {
                JsonNode answer = write("config.patch", "{logging: {level: '" + level + "'}}");
                assertTrue(answer.path("ok").asBoolean(), answer.toString());
                known.put(answer.path("hash").asText(), level);
            }
            int seen = 0;
            for (Future<List<JsonNode>> reader : readers) {
                for (JsonNode config : reader.get()) {
                    String level = known.get(config.path("hash").asText());
                    assertEquals(level, config.at("/config/logging/level").asText());
                    assertEquals(level, config.at("/parsed/logging/level").asText());
                    assertEquals(level, Json5.parse(config.path("raw").asText()).at("/logging/level").asText());
                    assertTrue(known.containsValue(config.at("/runtimeConfig/logging/level").asText()));
                    seen++;
                }
            }
            assertEquals(READERS * READS, seen);
        }
    }

    private List<JsonNode> readOften() throws Exception {
        List<JsonNode> answers = new ArrayList<>();
        try (Session reader = gateway.owner("operator.read")) {
            for (int i = 0; i < READS; i++) {
                answers.add(reader.call("config.get", Json.object()));
            }
        }
        return answers;
    }

    @Test
    void aChangeIsInForceWhenItIsAnswered() throws Exception {
        JsonNode answer = write("config.patch", "{logging: {level: 'debug'}}");
        assertEquals("[\"logging.level\"]", answer.path("changedPaths").toString());
        assertEquals("[\"logging.level\"]", answer.at("/reload/applied").toString());
        assertFalse(answer.at("/sentinel/payload/stats/requiresRestart").asBoolean(true));
        JsonNode now = get();
        assertEquals("debug", now.at("/runtimeConfig/logging/level").asText());
        assertEquals(now.path("configRevisionHash"), now.path("appliedConfigHash"));
        assertEquals(answer.path("hash"), now.path("hash"));
    }

    @Test
    void whatWaitsForARestartIsSaid() throws Exception {
        write("config.patch", "{gateway: {reload: {mode: 'hot'}}}");
        JsonNode answer = write("config.patch", "{gateway: {customBindHost: '192.0.2.1'}, logging: {level: 'warn'}}");
        assertEquals("[\"gateway.customBindHost\"]", answer.at("/reload/pendingRestartKeys").toString());
        assertEquals("[\"logging.level\"]", answer.at("/reload/applied").toString());
        assertTrue(answer.at("/sentinel/payload/stats/requiresRestart").asBoolean());
        assertTrue(answer.path("restart").isMissingNode());
        JsonNode now = get();
        assertFalse(now.path("configRevisionHash").equals(now.path("appliedConfigHash")));
        assertTrue(now.at("/runtimeConfig/gateway/customBindHost").isMissingNode());
        assertEquals("192.0.2.1", now.at("/config/gateway/customBindHost").asText());
    }

    @Test
    void refusesWhatNoGatewayCouldStartWith() throws Exception {
        String before = Files.readString(file());
        for (String raw : List.of("{gateway: {bind: 'lan', auth: {mode: 'none'}}}", "{gateway: {mode: 'remote'}}", "{gateway: {prot: 1}}")) {
            JsonNode answer = write("config.patch", raw);
            assertTrue(answer.at("/error/message").asText().startsWith("invalid config: "), answer.toString());
        }
        assertEquals(before, Files.readString(file()));
    }

    @Test
    void refusesAWholeTextThatForgetsAgents() throws Exception {
        write("config.patch", "{agents: {entries: {main: {}, second: {}}}}");
        String whole = get().path("raw").asText();
        JsonNode refused = write("config.set", whole.replaceAll(",\\s*\"second\"\\s*:\\s*\\{}", ""));
        assertTrue(refused.at("/error/message").asText().startsWith("config.set would remove existing agent entries: second."), refused.toString());
    }

    @Test
    void aBrokenFileCanBeReplacedButNotPatched() throws Exception {
        String good = Files.readString(file());
        Files.writeString(file(), "{ gateway: ");
        JsonNode broken = get();
        assertFalse(broken.path("valid").asBoolean());
        assertTrue(broken.path("raw").isNull());
        assertTrue(broken.at("/issues/0/line").asInt() == 1);
        assertTrue(write("config.patch", "{}").at("/error/message").asText().contains("before patching"));
        assertTrue(write("config.set", good).path("ok").asBoolean());
        assertEquals(good, Files.readString(file()));
    }

    @Test
    void openFileTellsWhereTheFileIs() throws Exception {
        JsonNode answer = admin.call("config.openFile", Json.object());
        assertFalse(answer.path("ok").asBoolean());
        assertEquals(file().toString(), answer.path("path").asText());
    }
}
