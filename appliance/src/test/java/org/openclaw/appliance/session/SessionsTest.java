package org.openclaw.appliance.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Caller;

class SessionsTest {

    private static final SessionKey MAIN = SessionKey.main("main");

    @TempDir
    private Path directory;

    private Desk desk;
    private Sessions sessions;

    @BeforeEach
    void open() {
        desk = new Desk(directory.resolve("openclaw.sqlite"));
        sessions = desk.sessions;
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void resolvesAliasesAndFoldsCase() throws ProtocolException {
        assertEquals(MAIN, sessions.resolve("main", null));
        assertEquals(MAIN, sessions.resolve(null, null));
        assertEquals("agent:ops:main", sessions.resolve("main", "ops").toString());
        assertEquals("agent:main:project x", sessions.resolve(" Project X ", null).toString());
        assertEquals("agent:ops:a:b", sessions.resolve("Agent:OPS:a:b", null).toString());
    }

    @Test
    void refusesMalformedForeignAndReservedKeys() {
        assertThrows(ProtocolException.class, () -> sessions.resolve("agent::x", null));
        assertThrows(ProtocolException.class, () -> sessions.resolve("agent:main:x", "ops"));
        assertThrows(ProtocolException.class, () -> sessions.resolve("x".repeat(600), null));
        ProtocolException gone = assertThrows(ProtocolException.class, () -> sessions.resolve("agent:nope:main", null));
        assertEquals("Agent \"nope\" no longer exists in configuration", gone.getMessage());
        for (String key : List.of("subagent:1", "acp:1", "agent:main:cron:1")) {
            assertThrows(ProtocolException.class, () -> sessions.resolveForCaller(key, null), key);
        }
    }

    @Test
    void pagesAreAsShortAsTheBoundForAll() {
        sessions.append(MAIN, IntStream.range(0, 50).mapToObj(at -> NewEntry.of("r", Desk.message("user", "m" + at))).toList());
        sessions.pageAtMost(20);
        HistoryPage page = sessions.history(MAIN, HistoryQuery.of(1000, null, null, null));
        assertEquals(20, page.messages().size());
        assertTrue(page.hasMore());
        assertEquals(20, page.nextOffset());
        assertEquals(50, page.total());
        sessions.pageAtMost(HistoryQuery.MOST);
        assertEquals(50, sessions.history(MAIN, HistoryQuery.of(1000, null, null, null)).messages().size());
    }

    @Test
    void numbersMessagesAndCountsThem() {
        Entry first = sessions.append(MAIN, NewEntry.of("r", Desk.message("user", "one")));
        desk.clock.now += 5;
        List<Entry> more = sessions.append(
                MAIN,
                List.of(
                        NewEntry.of("r", Desk.message("assistant", "two")),
                        NewEntry.of("r", Desk.message("toolResult", "three"))));
        assertEquals(List.of(1L, 2L, 3L), List.of(first.seq(), more.get(0).seq(), more.get(1).seq()));
        Session session = sessions.find(MAIN).orElseThrow();
        assertEquals(3, session.messages());
        assertEquals(Desk.START + 5, session.updatedAt());
        assertEquals(Desk.START, session.lastInteractionAt());
        assertEquals(List.of("two", "three"), texts(sessions.recent(MAIN, 2)));
    }

    @Test
    void showsMessagesAsClientsMatchThem() {
        sessions.beginRun("run-1", MAIN, NewEntry.ofUser("run-1", Desk.message("user", "hi")));
        JsonNode message = sessions.history(MAIN, HistoryQuery.of(null, null, null, null)).messages().getFirst();
        assertEquals("run-1:user", message.path("idempotencyKey").asText());
        assertEquals(Desk.START, message.path("timestamp").asLong());
        JsonNode record = message.path("__openclaw");
        assertEquals(1, record.path("seq").asLong());
        assertEquals("run-1", record.path("runId").asText());
        assertEquals("run-1:user", record.path("idempotencyKey").asText());
        assertEquals(Desk.START, record.path("recordTimestampMs").asLong());
        assertEquals(36, record.path("id").asText().length());
        assertEquals(1, record.path("transcriptPosition").path("rawSeq").asLong());
    }

    @Test
    void pagesHistoryFromTheEnd() {
        fill(25);
        HistoryPage newest = sessions.history(MAIN, HistoryQuery.of(10, null, null, null));
        assertEquals(IntStream.rangeClosed(16, 25).mapToObj(i -> "m" + i).toList(), shown(newest));
        assertTrue(newest.hasMore());
        assertEquals(25, newest.total());
        HistoryPage middle = sessions.history(MAIN, HistoryQuery.of(10, (int) newest.nextOffset(), null, null));
        assertEquals("m6", shown(middle).getFirst());
        HistoryPage oldest = sessions.history(MAIN, HistoryQuery.of(10, (int) middle.nextOffset(), null, null));
        assertEquals(List.of("m1", "m2", "m3", "m4", "m5"), shown(oldest));
        assertFalse(oldest.hasMore());
        assertEquals(List.of(), shown(sessions.history(MAIN, HistoryQuery.of(10, 25, null, null))));
    }

    @Test
    void boundsHistoryByBytesAndCharacters() {
        for (int i = 0; i < 10; i++) {
            sessions.append(MAIN, NewEntry.of(null, Desk.message("assistant", "x".repeat(1_000))));
        }
        HistoryPage page = sessions.history(MAIN, HistoryQuery.of(10, null, 2_000, 100));
        assertTrue(page.messages().size() > 1 && page.messages().size() < 10, "some fit: " + page.messages().size());
        assertTrue(Json.bytes(page.messages()).length <= 2_000 + 2 + page.messages().size());
        assertTrue(page.hasMore());
        assertEquals(page.messages().size(), page.nextOffset());
        assertTrue(shown(page).getFirst().startsWith("x".repeat(100) + "\n"));
        assertTrue(page.messages().getFirst().path("__openclaw").path("truncated").asBoolean());
        HistoryPage reduced = sessions.history(MAIN, HistoryQuery.of(10, null, 1_024, null));
        assertFalse(reduced.messages().isEmpty(), "a message that is too large is shown in part");
        assertTrue(Json.bytes(reduced.messages()).length <= 1_024 + 2 + reduced.messages().size());
    }

    @Test
    void showsAMessageInTheMiddleOfItsPage() {
        fill(9);
        String id = sessions.recent(MAIN, 5).getFirst().id();
        assertEquals(List.of("m4", "m5", "m6"), shown(sessions.historyAround(MAIN, id, HistoryQuery.of(3, null, null, null))));
        assertEquals(9, shown(sessions.historyAround(MAIN, id, HistoryQuery.of(100, null, null, null))).size());
        assertEquals(List.of(), shown(sessions.historyAround(MAIN, "unknown", HistoryQuery.of(3, null, null, null))));
    }

    @Test
    void tellsWhatCameAfterACursor() {
        fill(3);
        String cursor = sessions.history(MAIN, HistoryQuery.of(1, null, null, null)).cursor();
        assertEquals(List.of(), sessions.historySince(MAIN, cursor).orElseThrow().messages());
        Entry added = sessions.append(MAIN, NewEntry.of("r", Desk.message("assistant", "new")));
        HistoryDelta delta = sessions.historySince(MAIN, cursor).orElseThrow();
        assertEquals(List.of(added.id()), delta.messages().stream().map(m -> m.path("messageId").asText()).toList());
        assertEquals(List.of(), sessions.historySince(MAIN, delta.cursor()).orElseThrow().messages());
        assertNull(sessions.history(MAIN, HistoryQuery.of(1, 1, null, null)).cursor(), "an older page has no cursor");
    }

    @Test
    void refusesCursorsThatAreStaleOrForeign() {
        fill(3);
        String cursor = sessions.history(MAIN, HistoryQuery.of(1, null, null, null)).cursor();
        for (String foreign : List.of("", "zzz", "MS4xLjEuMQ==", "x".repeat(5_000), "\u0000")) {
            assertTrue(sessions.historySince(MAIN, foreign).isEmpty(), foreign);
        }
        assertTrue(sessions.historySince(SessionKey.parse("agent:main:other").orElseThrow(), cursor).isEmpty());
        fill(30);
        assertTrue(sessions.historySince(MAIN, cursor).isEmpty(), "too far behind");
        String recent = sessions.history(MAIN, HistoryQuery.of(1, null, null, null)).cursor();
        sessions.reset(MAIN, null);
        assertTrue(sessions.historySince(MAIN, recent).isEmpty(), "reset");
    }

    @Test
    void keepsTheNewestMessagesAndNumbersThemAfresh() {
        fill(9);
        String cursor = sessions.history(MAIN, HistoryQuery.of(1, null, null, null)).cursor();
        assertEquals(2, sessions.keepNewest(MAIN, 2).orElseThrow());
        HistoryPage kept = sessions.history(MAIN, HistoryQuery.of(null, null, null, null));
        assertEquals(List.of("m8", "m9"), shown(kept));
        assertEquals(1, kept.messages().getFirst().path("__openclaw").path("seq").asLong());
        assertEquals(2, kept.total());
        assertTrue(sessions.historySince(MAIN, cursor).isEmpty());
        assertEquals(3, sessions.append(MAIN, NewEntry.of("r", Desk.message("assistant", "next"))).seq());
        assertEquals(3, sessions.keepNewest(MAIN, 100).orElseThrow());
        assertTrue(sessions.keepNewest(SessionKey.parse("agent:main:unknown").orElseThrow(), 1).isEmpty());
    }

    @Test
    void countsEachAgentsSessions() {
        for (int i = 0; i < 12; i++) {
            sessions.ensure(SessionKey.parse("agent:main:s" + i).orElseThrow(), "operator");
        }
        sessions.ensure(SessionKey.main("ops"), "operator");
        assertEquals(12, sessions.count("main"));
        assertEquals(1, sessions.count("ops"));
        assertEquals(13, sessions.count());
        assertEquals(1, sessions.newest("ops", 5).size());
    }

    @Test
    void answersARepeatedRunFromItsRecord() {
        assertInstanceOf(RunAdmission.Started.class, begin("r1"));
        RunAdmission.Duplicate running = assertInstanceOf(RunAdmission.Duplicate.class, begin("r1"));
        assertEquals(RunStatus.QUEUED, running.run().status());
        ObjectNode result = Json.object().put("answer", 42);
        sessions.finishRun("r1", new RunEnd(RunStatus.DONE, null, result, List.of(), TokenUsage.NONE));
        RunAdmission.Duplicate ended = assertInstanceOf(RunAdmission.Duplicate.class, begin("r1"));
        assertEquals(RunStatus.DONE, ended.run().status());
        assertEquals(result, ended.run().result());
        assertEquals(1, sessions.find(MAIN).orElseThrow().messages(), "the message is recorded once");
    }

    @Test
    void keepsTheBooksOfARun() {
        begin("r1");
        assertEquals(List.of("r1"), sessions.find(MAIN).orElseThrow().activeRunIds());
        assertEquals("queued", row().path("status").asText());
        sessions.runStarted("r1");
        assertEquals("running", row().path("status").asText());
        desk.clock.now += 1_500;
        sessions.finishRun(
                "r1",
                new RunEnd(
                        RunStatus.DONE,
                        null,
                        null,
                        List.of(NewEntry.of("r1", Desk.message("assistant", "hello"))),
                        new TokenUsage(10, 5, 2, 1, 18, "openai", "gpt-x")));
        ObjectNode row = row();
        assertEquals("done", row.path("status").asText());
        assertEquals(1_500, row.path("runtimeMs").asLong());
        assertEquals(10, row.path("inputTokens").asLong());
        assertEquals(5, row.path("outputTokens").asLong());
        assertEquals(18, row.path("totalTokens").asLong());
        assertEquals("r1", row.path("lastRunId").asText());
        assertFalse(row.path("hasActiveRun").asBoolean());
        assertEquals(2, sessions.find(MAIN).orElseThrow().messages());
        assertEquals(List.of(), sessions.finishRun("r1", failed("late")), "ends once");
        assertEquals("done", row().path("status").asText());
    }

    @Test
    void marksRunsThatTheFormerProcessLeft() {
        begin("r1");
        desk.close();
        open();
        assertEquals(List.of("r1"), sessions.interruptedRuns().stream().map(Run::id).toList());
        assertEquals(RunStatus.INTERRUPTED, sessions.run("r1").orElseThrow().status());
        assertEquals("failed", row().path("status").asText());
        assertFalse(row().path("lastRunError").asText().isEmpty());
        assertInstanceOf(RunAdmission.Duplicate.class, begin("r1"));
        desk.close();
        open();
        assertEquals(List.of(), sessions.interruptedRuns());
    }

    @Test
    void resetsTheConversationAndKeepsTheSession() {
        fill(3);
        sessions.patch(MAIN, Json.object().put("thinkingLevel", "high"));
        Session before = sessions.find(MAIN).orElseThrow();
        Session after = sessions.reset(MAIN, "new");
        assertEquals(before.sessionId(), after.sessionId());
        assertFalse(before.lifecycleRevision().equals(after.lifecycleRevision()));
        assertEquals(0, after.messages());
        assertEquals("high", after.setting("thinkingLevel").orElseThrow());
        assertEquals(List.of(), sessions.recent(MAIN, 10));
        assertEquals(1, sessions.append(MAIN, NewEntry.of(null, Desk.message("user", "again"))).seq());
    }

    @Test
    void deletesASessionWithEverythingOfIt() {
        SessionKey key = new SessionKey("main", "x");
        sessions.append(key, NewEntry.of(null, Desk.message("user", "gone")));
        assertTrue(sessions.delete(key));
        assertFalse(sessions.delete(key));
        assertTrue(sessions.find(key).isEmpty());
        for (String table : List.of("entry", "entry_text", "run")) {
            assertEquals(0L, desk.store.<Long>read(sql -> sql.first("SELECT count(*) AS n FROM " + table, row -> row.number("n")).orElseThrow()), table);
        }
    }

    @Test
    void tellsFollowersOfASessionAndOfTheIndexOnly() {
        Caller caller = desk.connect("operator.read");
        begin("r1");
        assertEquals(List.of(), desk.heard);
        caller.subscriptions().followMessages(MAIN.toString());
        caller.subscriptions().followSessionIndex();
        sessions.append(new SessionKey("main", "other"), NewEntry.of(null, Desk.message("user", "elsewhere")));
        assertEquals(0, desk.heard("session.message").size());
        sessions.runStarted("r1");
        sessions.finishRun("r1", new RunEnd(RunStatus.DONE, null, null, List.of(NewEntry.of("r1", Desk.message("assistant", "yes"))), TokenUsage.NONE));
        JsonNode told = desk.heard("session.message").getFirst();
        assertEquals(MAIN.toString(), told.path("sessionKey").asText());
        assertEquals(2, told.path("messageSeq").asLong());
        assertEquals("main", told.path("agentId").asText());
        assertEquals(told.path("messageId"), told.path("message").path("__openclaw").path("id"));
        assertEquals(MAIN.toString(), told.path("session").path("key").asText());
        assertEquals(
                List.of("create", "start", "end"),
                desk.heard("sessions.changed").stream().map(c -> c.path("reason").asText(c.path("phase").asText())).toList());
    }

    private void fill(int messages) {
        List<NewEntry> entries = new ArrayList<>();
        for (int i = 1; i <= messages; i++) {
            entries.add(NewEntry.of(null, Desk.message("user", "m" + i)));
        }
        sessions.append(MAIN, entries);
    }

    private RunAdmission begin(String runId) {
        return sessions.beginRun(runId, MAIN, NewEntry.ofUser(runId, Desk.message("user", "hi")));
    }

    private static RunEnd failed(String error) {
        return new RunEnd(RunStatus.FAILED, error, null, List.of(), TokenUsage.NONE);
    }

    private ObjectNode row() {
        return sessions.row(sessions.find(MAIN).orElseThrow());
    }

    private static List<String> texts(List<Entry> entries) {
        return entries.stream().map(entry -> MessageView.text(entry.message())).toList();
    }

    private static List<String> shown(HistoryPage page) {
        return page.messages().stream().map(MessageView::text).toList();
    }
}
