package org.openclaw.appliance.heartbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openclaw.appliance.Bench;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.server.Await;
import org.openclaw.appliance.session.SessionKey;

/** Heartbeats of a scripted agent: the model answers with the prompt it is configured with. */
class HeartbeatsTest {

    private static final String CONFIG = """
            {"commands":{"ownerAllowFrom":["board:me"]},
             "models":{"providers":{"test":{"baseUrl":"http://127.0.0.1:9","models":[{"id":"scripted","name":"s"}]}}},
             "agents":{"defaults":{"model":{"primary":"test/scripted"},"heartbeat":{"prompt":"%s"%s}}}}""";
    private static final SessionKey MAIN = SessionKey.main("main");

    private Bench bench;
    private Heartbeats heartbeats;
    private Path workspace;

    @BeforeEach
    void open(@TempDir Path folder) {
        bench = new Bench(folder, CONFIG.formatted("say the pump is hot", ""));
        workspace = folder.resolve("workspace");
        heartbeats = bench.heartbeats();
    }

    @AfterEach
    void close() {
        heartbeats.close();
        bench.close();
    }

    private HeartbeatSettings settings() {
        return HeartbeatSettings.all(bench.config(), bench.agents).getFirst();
    }

    private JsonNode regular() {
        heartbeats.regular(settings());
        return heartbeats.last();
    }

    @Test
    void tellsTheOwnerAndTheConversation() {
        JsonNode told = regular();
        assertEquals("sent", told.path("status").asText());
        assertEquals("board", told.path("channel").asText());
        assertEquals(1, bench.board.sent.size());
        assertEquals(1, bench.sessions.recent(MAIN, 10).size(), "the alert alone, without the prompt");
    }

    @Test
    void leavesNoTraceInTheConversationWhereAllIsWell() {
        bench.configure(CONFIG.formatted("all is well: HEARTBEAT_OK", ""));
        assertEquals("ok-token", regular().path("status").asText());
        assertTrue(bench.sessions.recent(MAIN, 10).isEmpty());
        assertTrue(bench.board.sent.isEmpty());
    }

    @Test
    void showsTheModelTheConversationAndTheChecklist() throws Exception {
        Files.createDirectories(workspace);
        Files.writeString(workspace.resolve("HEARTBEAT.md"), "# List\n\n- Is the pump on?\n");
        regular();
        regular();
        bench.model.asked.take();
        List<?> messages = bench.model.asked.take().messages();
        assertEquals(2, messages.size(), "the alert from before and the prompt");
        assertTrue(messages.getLast().toString().contains("Is the pump on?"));
    }

    @ParameterizedTest
    @CsvSource({
        "memory, memory-pressure", "safe mode, safe-mode", "other, suspended"
    })
    void saysWhyNothingBegins(String who, String reason) {
        bench.lifecycle.suspendWork(who, new Lifecycle.Suspension("x", 0));
        assertEquals(reason, regular().path("reason").asText());
        heartbeats.wake(MAIN);
        Await.until("the wake is skipped", () -> heartbeats.last().path("reason").asText().equals(reason));
        assertTrue(bench.model.asked.isEmpty());
    }

    @Test
    void skipsWithoutAnybodyToTellWithAnEmptyListAndAtNight() throws Exception {
        bench.configure(CONFIG.formatted("x", "").replace("board:me", "fax:me"));
        assertEquals("no-route", regular().path("reason").asText());
        bench.configure(CONFIG.formatted("x", ",\"activeHours\":{\"start\":\"09:00\",\"end\":\"10:00\",\"timezone\":\"UTC\"}"));
        assertEquals("quiet-hours", regular().path("reason").asText());
        bench.configure(CONFIG.formatted("x", ""));
        Files.createDirectories(workspace);
        Files.writeString(workspace.resolve("HEARTBEAT.md"), "# Nothing\n- [ ]\n<!-- x\ny -->\n");
        assertEquals("empty-heartbeat-file", regular().path("reason").asText());
        assertTrue(bench.model.asked.isEmpty());
    }

    @Test
    void keepsStillWithTheBuiltInResponder() {
        bench.configure("{\"commands\":{\"ownerAllowFrom\":[\"board:me\"]}}");
        assertEquals("no-model", regular().path("reason").asText());
    }

    @Test
    void givesEventsToTheAgentOnceAndAtOnce() {
        bench.configure(CONFIG.formatted("NO_REPLY", ""));
        bench.notes.add(MAIN.toString(), "the door opened");
        heartbeats.wake(MAIN);
        Await.until("it is over", () -> heartbeats.last() != null);
        assertTrue(bench.model.asked.peek().messages().getLast().toString().contains("System: the door opened"));
        assertTrue(bench.notes.peek(MAIN.toString()).isEmpty());
    }

    @Test
    void reportsAFailureOfTheModelAndOfTheChannel() {
        bench.configure(CONFIG.formatted("fail", ""));
        assertEquals("agent-runner-failure", regular().path("reason").asText());
    }

    @Test
    void staysOffWhileSwitchedOff() {
        heartbeats.enable(false);
        heartbeats.wake(MAIN);
        Await.until("the wake is skipped", () -> heartbeats.last() != null);
        assertEquals("disabled", heartbeats.last().path("reason").asText());
    }

    @Test
    void manyWishesAtOnceBecomeOneNowAndOneLater() throws Exception {
        AtomicLong uptime = new AtomicLong();
        AtomicInteger answered = new AtomicInteger();
        CountDownLatch gate = new CountDownLatch(1);
        Wakes wakes = new Wakes(uptime::get, bench.scheduler, bench.workers, key -> {
            answered.incrementAndGet();
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        for (int i = 0; i < 1000; i++) {
            wakes.add(MAIN);
        }
        Await.until("one goes on", () -> answered.get() == 1);
        for (int i = 0; i < 1000; i++) {
            wakes.add(MAIN);
        }
        uptime.set(Wakes.SPACING_MILLIS);
        gate.countDown();
        Await.until("one more", () -> answered.get() == 2);
        for (int i = 0; i < 200; i++) {
            wakes.add(new SessionKey("main", "s" + i));
        }
        wakes.close();
        assertTrue(answered.get() <= 2 + 64, "answered " + answered.get());
    }

    @ParameterizedTest
    @CsvSource({
        "08:00, 22:00, 2026-11-21T07:59:00Z, false", "08:00, 22:00, 2026-11-21T08:00:00Z, true",
        "08:00, 22:00, 2026-11-21T22:00:00Z, false", "22:00, 06:00, 2026-11-21T23:00:00Z, true",
        "22:00, 06:00, 2026-11-21T12:00:00Z, false", "08:00, 24:00, 2026-11-21T23:59:00Z, true",
        "08:00, 08:00, 2026-11-21T08:00:00Z, false"
    })
    void knowsItsHours(String start, String end, Instant time, boolean welcome) {
        bench.configure(CONFIG.formatted("x", ",\"activeHours\":{\"start\":\"" + start + "\",\"end\":\"" + end + "\",\"timezone\":\"UTC\"}"));
        assertEquals(welcome, settings().hours().contain(time));
    }

    @Test
    void readsItsHoursInTheUsersZone() {
        ActiveHours hours = new ActiveHours(9 * 60, 10 * 60, ZoneId.of("Asia/Tokyo"));
        assertTrue(hours.contain(Instant.parse("2026-11-21T00:30:00Z")));
        assertFalse(hours.contain(Instant.parse("2026-11-21T09:30:00Z")));
    }

    @ParameterizedTest
    @CsvSource({"30m, 1800000", "0m, 0", "1h30m, 5400000", "nonsense, 1800000", "1ms, 10000"})
    void readsItsRhythm(String every, long millis) {
        bench.configure(CONFIG.formatted("x", ",\"every\":\"" + every + "\""));
        assertEquals(millis, settings().every());
    }

    @Test
    void onlyAgentsWithSettingsOfTheirOwnHaveHeartbeatsWhereThereAreSuch() {
        bench.configure("{\"agents\":{\"entries\":{\"main\":{},\"ops\":{\"heartbeat\":{\"every\":\"1h\"}}},\"defaults\":{\"heartbeat\":{\"every\":\"5m\"}}}}");
        assertEquals(List.of("ops"), HeartbeatSettings.all(bench.config(), bench.agents).stream().map(HeartbeatSettings::agentId).toList());
        assertEquals(Duration.ofHours(1).toMillis(), settings().every());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# Title\n## More\n", "- [ ]\n* \n+ [x]\n", "```\n```\n", "<!-- a -->\n<!-- b\nc -->\n"})
    void knowsAnEmptyChecklist(String text) {
        assertTrue(Checklist.isEmpty(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "#tag", "- [ ] water the plants", "<!-- a --> b", "<!-- a\n--> b", "-x"})
    void knowsAChecklistWithSomethingToDo(String text) {
        assertFalse(Checklist.isEmpty(text));
    }
}
