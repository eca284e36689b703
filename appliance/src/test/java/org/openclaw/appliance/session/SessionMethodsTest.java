package org.openclaw.appliance.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.rpc.Caller;

class SessionMethodsTest {

    /** The properties of a row that the published schema and measured rows know. */
    private static final Set<String> ROW = Set.of(
            "key", "kind", "agentId", "sessionId", "label", "displayName", "derivedTitle", "lastMessagePreview", "chatType",
            "channel", "isMain", "createdAt", "updatedAt", "lastInteractionAt", "lastActivityAt", "startedAt", "endedAt",
            "runtimeMs", "status", "lastRunId", "lastRunError", "activeRunIds", "hasActiveRun", "archived", "archivedAt",
            "pinned", "pinnedAt", "unread", "markedUnreadAt", "lastReadAt", "abortedLastRun", "thinkingLevel",
            "verboseLevel", "reasoningLevel", "elevatedLevel", "sendPolicy", "permissionMode", "toolOverrides", "execNode",
            "visibility", "icon", "color", "category", "boardFace", "inputTokens", "outputTokens", "totalTokens",
            "totalTokensFresh", "contextTokens", "modelProvider", "model", "modelOverrideSource", "parentSessionKey",
            "createdVia");

    @TempDir
    private Path directory;

    private Desk desk;
    private Caller admin;
    private Caller writer;
    private Caller reader;

    @BeforeEach
    void open() {
        desk = new Desk(directory.resolve("state").resolve("openclaw.sqlite"));
        admin = desk.connect("operator.admin");
        writer = desk.connect("operator.write");
        reader = desk.connect("operator.read");
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void pagesThroughAThousandSessions() {
        desk.store.write(sql -> {
            for (int i = 0; i < 1_000; i++) {
                SessionTable.insert(sql, new SessionKey("main", "s" + i), "operator", null, Desk.START + i);
            }
            return null;
        });
        Set<String> seen = new HashSet<>();
        String newest = null;
        for (JsonNode offset = Json.tree(0); !offset.isNull(); ) {
            JsonNode page = desk.ask(reader, "sessions.list", params().put("limit", 150).put("offset", offset.asInt()));
            assertEquals(1_000, page.path("totalCount").asInt());
            assertEquals(page.path("sessions").size(), page.path("count").asInt());
            assertEquals(150, page.path("limitApplied").asInt());
            assertEquals(!page.path("nextOffset").isNull(), page.path("hasMore").asBoolean());
            newest = newest == null ? page.path("sessions").path(0).path("key").asText() : newest;
            page.path("sessions").forEach(row -> assertTrue(seen.add(row.path("key").asText())));
            offset = page.path("nextOffset");
        }
        assertEquals(1_000, seen.size());
        assertEquals("agent:main:s999", newest);
    }

    @Test
    void showsRowsInTheWiresWords() {
        desk.sessions.beginRun("r1", SessionKey.main("main"), NewEntry.ofUser("r1", Desk.message("user", "What is\n up?")));
        desk.sessions.runStarted("r1");
        desk.ask(admin, "sessions.patch", params().put("key", "main").put("label", "Home").put("pinned", true)
                .put("model", "ollama/tiny").put("thinkingLevel", "low").put("sendPolicy", "allow"));
        JsonNode row = desk.ask(reader, "sessions.describe", params().put("key", "main")
                .put("includeDerivedTitles", true).put("includeLastMessage", true)).path("session");
        row.fieldNames().forEachRemaining(name -> assertTrue(ROW.contains(name), name));
        assertEquals("agent:main:main", row.path("key").asText());
        assertEquals("direct", row.path("kind").asText());
        assertEquals("What is up?", row.path("derivedTitle").asText());
        assertEquals("What is up?", row.path("lastMessagePreview").asText());
        assertEquals("ollama", row.path("modelProvider").asText());
        assertEquals("tiny", row.path("model").asText());
        assertEquals("user", row.path("modelOverrideSource").asText());
        assertEquals("running", row.path("status").asText());
        assertEquals("[\"r1\"]", row.path("activeRunIds").toString());
    }

    @Test
    void filtersTheList() {
        create("alpha");
        create("beta");
        desk.ask(writer, "sessions.patch", params().put("key", "beta").put("archived", true));
        desk.ask(writer, "sessions.patch", params().put("key", "agent:ops:gamma").put("label", "Gamma Ray"));
        assertEquals(List.of("agent:ops:gamma", "agent:main:alpha"), keys(params()));
        assertEquals(List.of("agent:main:beta"), keys(params().put("archived", true)));
        assertEquals(3, keys(params().put("archived", "all")).size());
        assertEquals(List.of("agent:ops:gamma"), keys(params().put("agentId", "ops")));
        assertEquals(List.of("agent:ops:gamma"), keys(params().put("search", "gamma r")));
        assertEquals(List.of("agent:ops:gamma"), keys(params().put("label", "Gamma Ray")));
        assertEquals(List.of(), keys(params().put("activeOnly", true)));
        desk.clock.now += 600_000;
        assertEquals(List.of(), keys(params().put("activeMinutes", 5)));
    }

    @Test
    void subscribesToTheIndexAndAnswersTheListWhenAsked() {
        assertEquals("{\"subscribed\":true}", desk.ask(reader, "sessions.subscribe", params()).toString());
        assertTrue(reader.subscriptions().followsSessionIndex());
        create("alpha");
        assertEquals(1, desk.ask(reader, "sessions.subscribe", params().put("limit", 5)).path("list").path("count").asInt());
        assertEquals("create", desk.heard("sessions.changed").getFirst().path("reason").asText());
    }

    @Test
    void followsMessagesByAnyNameOfTheSession() {
        assertEquals(
                "{\"subscribed\":true,\"key\":\"agent:main:main\"}",
                desk.ask(reader, "sessions.messages.subscribe", params().put("key", "main")).toString());
        assertTrue(reader.subscriptions().followsMessages("agent:main:main"));
        desk.ask(reader, "sessions.messages.unsubscribe", params().put("key", "agent:main:main"));
        assertFalse(reader.subscriptions().followsMessages("agent:main:main"));
    }

    @Test
    void describesAnUnknownSessionAsNull() {
        assertEquals("{\"session\":null}", desk.ask(reader, "sessions.describe", params().put("key", "nope")).toString());
        assertEquals("{\"messages\":[]}", desk.ask(reader, "sessions.get", params().put("key", "nope")).toString());
    }

    @Test
    void previewsSessions() {
        say("main", "hello\n  there");
        create("empty");
        ObjectNode params = params();
        params.putArray("keys").add("main").add("empty").add("nope");
        JsonNode previews = desk.ask(reader, "sessions.preview", params).path("previews");
        assertEquals("[{\"role\":\"user\",\"text\":\"hello there\"}]", previews.path(0).path("items").toString());
        assertEquals("ok", previews.path(0).path("status").asText());
        assertEquals("empty", previews.path(1).path("status").asText());
        assertEquals("missing", previews.path(2).path("status").asText());
    }

    @Test
    void resolvesASessionByEachOfItsNames() {
        JsonNode created = desk.ask(writer, "sessions.create", params().put("key", "alpha").put("label", "First"));
        String id = created.path("sessionId").asText();
        for (ObjectNode name : List.of(
                params().put("key", "alpha"),
                params().put("sessionId", id),
                params().put("label", "First"),
                params().put("shortId", id.substring(0, 8)))) {
            assertEquals("agent:main:alpha", desk.ask(reader, "sessions.resolve", name).path("key").asText(), name.toString());
        }
        assertEquals("No session found: nope", desk.refusal(reader, "sessions.resolve", params().put("key", "nope")).message());
        assertFalse(desk.ask(reader, "sessions.resolve", params().put("key", "nope").put("allowMissing", true)).path("ok").asBoolean());
    }

    @Test
    void resolvesTheShortIdOfALink() {
        String key = "agent:main:dashboard:50d3b5ab-27cf-4901-81bf-98e63f2711b4";
        desk.sessions.ensure(SessionKey.parse(key).orElseThrow(), "operator");
        for (String shortId : List.of("50d3b5ab27cf490181bf98e63f2711b4", "50D3B5AB27")) {
            assertEquals(key, desk.ask(reader, "sessions.resolve", params().put("shortId", shortId)).path("key").asText());
        }
    }

    @Test
    void createsTheSameSessionForTheSameRequest() {
        JsonNode first = desk.ask(writer, "sessions.create", params().put("idempotencyKey", "k1"));
        assertTrue(first.path("key").asText().matches("agent:main:dashboard:[0-9a-f-]{36}"), first.path("key").asText());
        assertFalse(first.path("runStarted").asBoolean());
        assertEquals(first.path("sessionId"), desk.ask(writer, "sessions.create", params().put("idempotencyKey", "k1")).path("sessionId"));
        JsonNode run = desk.ask(writer, "sessions.create", params().put("key", "alpha").put("message", "go").put("idempotencyKey", "k2"));
        assertTrue(run.path("runStarted").asBoolean());
        assertEquals("k2", run.path("runId").asText());
        assertEquals(List.of("agent:main:alpha go"), desk.started);
    }

    @Test
    void refusesToCreateWhatItCannotOrMustNot() {
        assertTrue(desk.refusal(writer, "sessions.create", params().put("worktree", true)).message().contains("worktree"));
        assertTrue(desk.refusal(writer, "sessions.create", params().put("key", "cron:x")).message().contains("reserved"));
        assertEquals(ErrorCode.FORBIDDEN, desk.refusal(reader, "sessions.create", params()).code());
    }

    @Test
    void patchesAndClearsSettings() {
        JsonNode patched = desk.ask(writer, "sessions.patch", params().put("key", "alpha").put("model", "ollama/tiny"));
        assertEquals("agent:main:alpha", patched.path("key").asText());
        assertEquals("tiny", patched.path("resolved").path("model").asText());
        JsonNode cleared = desk.ask(writer, "sessions.patch", params().put("key", "alpha").putNull("model"));
        assertEquals("gpt-x", cleared.path("resolved").path("model").asText());
        assertFalse(cleared.path("entry").has("modelOverrideSource"));
    }

    @Test
    void refusesUnknownWrongAndUnauthorizedPatches() {
        assertEquals(
                "invalid sessions.patch params: at root: unexpected property 'bogus'",
                desk.refusal(admin, "sessions.patch", params().put("key", "main").put("bogus", 1)).message());
        assertEquals(ErrorCode.INVALID_REQUEST, desk.refusal(admin, "sessions.patch", params().put("key", "main").put("sendPolicy", "maybe")).code());
        ErrorShape forbidden = desk.refusal(writer, "sessions.patch", params().put("key", "main").put("execHost", "node"));
        assertEquals("missing scope: operator.admin", forbidden.message());
        assertEquals("missing scope: operator.admin", desk.refusal(writer, "sessions.patch", params().put("key", "main").put("permissionMode", "full")).message());
        assertTrue(desk.refusal(admin, "sessions.patch", params().put("key", "main").put("label", "x").put("expectedSessionId", "other")).message().contains("changed"));
    }

    @Test
    void resetsAndDeletesOnlyWhenNothingRuns() {
        desk.sessions.beginRun("r1", new SessionKey("main", "alpha"), NewEntry.ofUser("r1", Desk.message("user", "hi")));
        for (String method : List.of("sessions.reset", "sessions.delete")) {
            ErrorShape busy = desk.refusal(admin, method, params().put("key", "alpha"));
            assertEquals(ErrorCode.UNAVAILABLE, busy.code());
            assertEquals(Boolean.TRUE, busy.retryable());
        }
        desk.sessions.finishRun("r1", new RunEnd(RunStatus.DONE, null, null, List.of(), TokenUsage.NONE));
        assertEquals("agent:main:alpha", desk.ask(admin, "sessions.reset", params().put("key", "alpha")).path("key").asText());
        JsonNode deleted = desk.ask(admin, "sessions.delete", params().put("key", "alpha"));
        assertTrue(deleted.path("deleted").asBoolean());
        assertEquals(0, deleted.path("archived").size());
        assertFalse(desk.ask(admin, "sessions.delete", params().put("key", "alpha")).path("deleted").asBoolean());
        assertEquals(
                "Cannot delete the main session (agent:main:main).",
                desk.refusal(admin, "sessions.delete", params().put("key", "main")).message());
        assertEquals(ErrorCode.FORBIDDEN, desk.refusal(writer, "sessions.delete", params().put("key", "alpha")).code());
    }

    @Test
    void keepsATranscriptAsAFileWhenItsSessionIsDeleted() throws IOException {
        create("alpha");
        say("alpha", "remember this");
        JsonNode answer = desk.ask(
                admin, "sessions.delete", Json.object().put("key", "alpha").put("deleteTranscript", false));
        assertTrue(answer.path("deleted").asBoolean());
        List<String> lines = Files.readAllLines(Path.of(answer.path("archived").path(0).asText()));
        assertEquals("session", Json.parseOwn(lines.getFirst()).path("type").asText());
        assertTrue(lines.getLast().contains("remember this"));
    }

    @Test
    void findsWhatWasSaid() {
        say("alpha", "The boiler pressure was 1.8 bar on Tuesday");
        say("beta", "Überprüfe den Kessel \"morgen\" OR NOT");
        JsonNode hits = desk.ask(reader, "sessions.search", params().put("query", "boil tuesday"));
        assertEquals(1, hits.path("results").size());
        JsonNode hit = hits.path("results").path(0);
        assertEquals("agent:main:alpha", hit.path("sessionKey").asText());
        assertEquals("user", hit.path("role").asText());
        assertTrue(hit.path("snippet").asText().contains("boiler pressure"));
        assertTrue(hit.path("score").asDouble() > 0);
        assertFalse(hits.path("truncated").asBoolean());
        assertEquals(1, found("uberprufe"), "diacritics are folded");
        assertEquals(1, found("\"morgen OR NOT"), "operators and quotes are plain words");
        assertEquals(0, found("*"));
        ObjectNode elsewhere = params().put("query", "boiler");
        elsewhere.putArray("sessionKeys").add("beta");
        assertEquals(0, desk.ask(reader, "sessions.search", elsewhere).path("results").size());
        desk.sessions.reset(new SessionKey("main", "alpha"), "new");
        assertEquals(0, found("boiler"));
    }

    @Test
    void marksSessionsReadAndUnread() {
        say("alpha", "one");
        desk.ask(writer, "sessions.patch", params().put("key", "alpha").put("unread", true));
        assertTrue(row("alpha").path("unread").asBoolean());
        desk.clock.now++;
        desk.ask(writer, "sessions.patch", params().put("key", "alpha").put("unread", false));
        assertFalse(row("alpha").path("unread").asBoolean());
        desk.clock.now++;
        say("alpha", "two");
        assertTrue(row("alpha").path("unread").asBoolean());
    }

    @Test
    void answersInTheOperatorsWordsWhenTheDiskIsReadOnly() {
        create("alpha");
        desk.store.write(sql -> sql.update("PRAGMA query_only=1"));
        ErrorShape error = desk.refusal(writer, "sessions.patch", params().put("key", "alpha").put("label", "x"));
        assertEquals(ErrorCode.UNAVAILABLE, error.code());
        assertTrue(error.message().contains("read-only"), error.message());
        assertEquals(List.of("agent:main:alpha"), keys(params()), "reads go on");
    }

    private static ObjectNode params() {
        return Json.object();
    }

    private void create(String key) {
        desk.ask(writer, "sessions.create", params().put("key", key));
        desk.clock.now++;
    }

    private void say(String key, String text) {
        desk.sessions.append(new SessionKey("main", key), NewEntry.of(null, Desk.message("user", text)));
    }

    private int found(String query) {
        return desk.ask(reader, "sessions.search", params().put("query", query)).path("results").size();
    }

    private JsonNode row(String key) {
        return desk.ask(reader, "sessions.describe", params().put("key", key)).path("session");
    }

    private List<String> keys(ObjectNode params) {
        return desk.ask(reader, "sessions.list", params).path("sessions").findValuesAsText("key");
    }
}
