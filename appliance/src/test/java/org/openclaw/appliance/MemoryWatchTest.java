package org.openclaw.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.server.Await;

/** What a whole gateway gives up when memory is short, rehearsed. */
class MemoryWatchTest {

    @TempDir
    Path home;

    private TestGateway gateway;
    private TestGateway.Session owner;

    private void start(boolean dev) throws Exception {
        gateway = new TestGateway(home, "{}", dev);
        owner = gateway.owner("operator.admin", "operator.read", "operator.write");
    }

    @AfterEach
    void stop() {
        owner.close();
        gateway.close();
    }

    private void rehearse(String level) throws Exception {
        start(true);
        JsonNode told = owner.call(
                "appliance.memory.simulate", Json.object().put("level", level).put("seconds", 60));
        assertFalse(told.has("error"), told.toString());
        Await.until("everything the level asks for is given up", () -> isShed(level));
    }

    private boolean isShed(String level) {
        JsonNode report = report();
        long active = 0;
        long due = 0;
        for (JsonNode shed : report.path("sheds")) {
            boolean fits = shed.path("from").asText().equals("warning") || shed.path("from").asText().equals(level);
            due += fits ? 1 : 0;
            active += fits && shed.path("active").asBoolean() ? 1 : 0;
        }
        return level.equals(report.path("level").asText()) && active == due;
    }

    private JsonNode report() {
        try {
            return owner.call("appliance.memory.get", Json.object());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode chat(String id) throws IOException {
        return owner.call(
                "chat.send", Json.object().put("sessionKey", "main").put("message", "hello").put("idempotencyKey", id));
    }

    private HttpURLConnection http(String path, String body) throws IOException {
        HttpURLConnection call = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + gateway.port() + path).toURL().openConnection();
        call.setRequestProperty("Authorization", "Bearer " + TestGateway.TOKEN);
        if (body != null) {
            call.setDoOutput(true);
            call.setRequestProperty("Content-Type", "application/json");
            call.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        }
        return call;
    }

    private void assertRefused(JsonNode answer) {
        assertEquals("UNAVAILABLE", answer.path("error").path("code").asText(), answer.toString());
        assertTrue(answer.path("error").path("retryAfterMs").asLong() > 0, answer.toString());
        assertTrue(answer.path("error").path("message").asText().contains("memory is short"), answer.toString());
    }

    @Test
    void aCriticalLevelRefusesNewTurnsAndTellsWhenToComeBack() throws Exception {
        rehearse("critical");
        assertRefused(chat("one"));
        assertRefused(owner.call(
                "agent", Json.object().put("message", "hello").put("agentId", "main").put("idempotencyKey", "two")));
        HttpURLConnection completion = http(
                "/v1/chat/completions", "{\"model\":\"openclaw\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");
        assertEquals(503, completion.getResponseCode());
        assertTrue(Integer.parseInt(completion.getHeaderField("Retry-After")) > 0);
    }

    @Test
    void whoeverAsksHowItFaresIsAnswered() throws Exception {
        rehearse("critical");
        assertEquals("critical", owner.call("health", Json.object().put("probe", true)).path("memory").path("level").asText());
        JsonNode memory = owner.call("status", Json.object()).path("appliance").path("memory");
        assertEquals("critical", memory.path("level").asText());
        assertEquals("critical", memory.path("shedding").asText());
        assertEquals("simulated", memory.path("reason").asText());
        assertTrue(memory.path("budget").asLong() > 0);
        assertEquals(200, http("/health", null).getResponseCode());
        assertEquals(200, http("/healthz", null).getResponseCode());
    }

    @Test
    void aWarningHalvesWhatMayWaitForNewConnectionsAndRefusesNothing() throws Exception {
        rehearse("warning");
        long before = owner.answer().path("payload").path("policy").path("maxBufferedBytes").asLong();
        try (TestGateway.Session later = gateway.owner("operator.read")) {
            assertEquals(
                    before / 2, later.answer().path("payload").path("policy").path("maxBufferedBytes").asLong());
        }
        assertFalse(chat("one").has("error"));
    }

    @Test
    void theOwnerIsToldOnce() throws Exception {
        rehearse("critical");
        owner.call("appliance.memory.simulate", Json.object().put("level", "normal"));
        Await.until("the owner is told", () -> !notes().isEmpty());
        JsonNode notes = notes();
        assertEquals(1, notes.size(), notes.toString());
        assertTrue(notes.path(0).asText().contains("level=critical reason=simulated"), notes.toString());
    }

    private JsonNode notes() {
        try {
            return owner.call("status", Json.object()).path("queuedSystemEvents");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theOwnerIsToldOfAnEndForWantOfMemory() throws Exception {
        start(false);
        Path record = home.resolve(".openclaw/run/boot.json");
        gateway.restart(() -> Files.writeString(
                record,
                Files.readString(record).replaceAll(
                        "\"kind\":\"[A-Z_]+\",\"by\":\"[^\"]*\"",
                        "\"kind\":\"EMERGENCY\",\"by\":\"memory pressure: level=emergency\"")));
        owner = gateway.owner("operator.admin");
        JsonNode notes = owner.call("status", Json.object()).path("queuedSystemEvents");
        assertTrue(notes.path(0).asText().contains("memory-emergency (certain)"), notes.toString());
    }

    @Test
    void aSmallerBudgetIsInForceAtOnce() throws Exception {
        start(false);
        gateway.reconfigure(root -> root.withObject("/gateway").put("maxMemory", "123m"));
        Await.until("the budget is told", () -> budget() == 123L << 20);
    }

    @Test
    void aBudgetBelowWhatAnIdleGatewayNeedsIsNotTakenOver() throws Exception {
        start(false);
        long before = budget();
        gateway.reconfigure(root -> root.withObject("/gateway").put("maxMemory", "50m"));
        Await.until("the change is refused", () -> reload().has("error") || reload().toString().contains("Too small"));
        assertEquals(before, budget());
    }

    private long budget() {
        try {
            return owner.call("status", Json.object()).path("appliance").path("memory").path("budget").asLong();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode reload() {
        try {
            return owner.call("status", Json.object()).path("appliance").path("configReload");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void rehearsalsAreForTheDevelopmentProfileAndForAdministrators() throws Exception {
        start(false);
        ObjectNode critical = Json.object().put("level", "critical");
        assertTrue(owner.call("appliance.memory.simulate", critical).has("error"));
        assertEquals("normal", report().path("level").asText());
    }

    @Test
    void aReaderMayNotRehearse() throws Exception {
        start(true);
        try (TestGateway.Session reader = gateway.owner("operator.read")) {
            assertTrue(reader.call("appliance.memory.simulate", Json.object().put("level", "critical")).has("error"));
        }
        assertEquals("normal", report().path("level").asText());
    }
}
