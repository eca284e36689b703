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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.FakeProvider;

/** Agents with tools, in a whole gateway, with a provider that plays every kind of model. */
class AgentToolsTest {

    @TempDir
    Path home;

    private FakeProvider provider;
    private TestGateway gateway;
    private TestGateway.Session owner;
    private volatile FakeProvider.Script script;
    private int runs;

    @BeforeEach
    void start() throws Exception {
        provider = FakeProvider.start((request, answer) -> script.play(request, answer));
        gateway = new TestGateway(home, """
                {"models":{"providers":{"fake":{"baseUrl":"%s","apiKey":"k","models":[{"id":"m","name":"m"}]}}},
                "agents":{"defaults":{"model":{"primary":"fake/m"}}}}""".formatted(provider.baseUrl()));
        owner = gateway.owner("operator.admin");
    }

    @AfterEach
    void stop() throws Exception {
        owner.close();
        gateway.close();
        provider.close();
    }

    @Test
    void makesTheModelsCallsAndShowsItTheResults() throws Exception {
        Files.createDirectories(workspace());
        Files.writeString(workspace().resolve("note.txt"), "the note");
        script = calls("read {\"path\":\"note.txt\"}", "write {\"path\":\"new.txt\",\"content\":\"made\"}");
        JsonNode done = run("do it");

        assertEquals("ok", done.path("status").asText(), done.toString());
        assertEquals("seen: Wrote 4 bytes to new.txt.", text(done));
        assertEquals("made", Files.readString(workspace().resolve("new.txt")));
        JsonNode shown = lastMessages();
        assertTrue(shown.toString().contains("the note"), shown.toString());
        List<String> roles = new ArrayList<>();
        owner.call("chat.history", Json.object().put("sessionKey", "main")).path("messages").forEach(message -> {
            roles.add(message.path("role").asText());
            if (message.path("role").asText().equals("toolResult")) {
                assertFalse(message.path("isError").asBoolean());
                assertEquals("text", message.path("content").path(0).path("type").asText());
            }
        });
        assertEquals(List.of("user", "assistant", "toolResult", "toolResult", "assistant"), roles);
        assertTrue(done.toString().contains("\"successfulToolNames\":[\"") && done.toString().contains("\"write\""), done.toString());
    }

    /** Clients that asked for tool events get those; those that follow the list of sessions get the same as session.tool. */
    @Test
    void tellsHowToolsGetOn() throws Exception {
        script = calls("write {\"path\":\"new.txt\",\"content\":\"made\"}");
        ObjectNode params = TestGateway.operator("operator.admin");
        params.putArray("caps").add("tool-events");
        TestGateway.Session watcher = gateway.connect(null, params);
        owner.call("sessions.subscribe", Json.object());
        owner.call("chat.send", chat("r-events", "write"));

        JsonNode start = toolEvent(watcher, "agent", "start");
        assertEquals("write", start.path("data").path("name").asText());
        assertEquals("made", start.path("data").path("args").path("content").asText());
        JsonNode result = toolEvent(watcher, "agent", "result");
        assertFalse(result.path("data").path("isError").asBoolean());
        assertEquals("text", result.path("data").path("result").path("content").path(0).path("type").asText());
        assertEquals("r-events", toolEvent(owner, "session.tool", "result").path("runId").asText());
        watcher.close();
    }

    private static JsonNode toolEvent(TestGateway.Session session, String event, String phase) throws IOException {
        return session.client().nextWhere(frame -> frame.path("event").asText().equals(event)
                        && frame.path("payload").path("stream").asText().equals("tool")
                        && frame.path("payload").path("data").path("phase").asText().equals(phase))
                .path("payload");
    }

    @Test
    void offersOnlyWhatPoliciesAllow() throws Exception {
        gateway.reconfigure(root -> root.withObject("tools").put("profile", "coding").withArray("deny").add("exec"));
        script = answer("done");
        awaitTrue(() -> {
            run("which?");
            return !offered().contains("exec");
        });
        assertTrue(offered().containsAll(List.of("read", "process", "session_status")), offered().toString());
        assertFalse(offered().contains("nodes"));
    }

    @Test
    void answersGarbageAndGoesOn() throws Exception {
        for (String call : List.of("read {", "read []", "read {\"path\":7}", "nope {}", "read {\"path\":\"../x\"}", "write \"x\"")) {
            script = calls(call);
            JsonNode done = run("garbage");
            assertEquals("ok", done.path("status").asText(), done.toString());
            assertTrue(text(done).startsWith("seen: "), done.toString());
        }
    }

    @Test
    void stopsAModelThatRepeatsItself() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        script = (request, answer) -> {
            asked.incrementAndGet();
            call(answer, "read {\"path\":\"nowhere.txt\"}");
        };
        JsonNode done = run("loop");
        assertTrue(done.toString().contains("doesn't come to an end"), done.toString());
        assertTrue(asked.get() <= 12, "asked " + asked + " times");
    }

    @Test
    void stopsAModelThatNeverEndsInNewWays() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        script = (request, answer) -> call(answer, "read {\"path\":\"file-" + asked.incrementAndGet() + ".txt\"}");
        JsonNode done = run("run away");
        assertTrue(done.toString().contains("doesn't come to an end"), done.toString());
        assertEquals(50, asked.get());
    }

    @Test
    void stopsAModelThatCallsTooMuchAtOnce() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        script = (request, answer) -> {
            int round = asked.incrementAndGet();
            String[] calls = new String[60];
            for (int i = 0; i < calls.length; i++) {
                calls[i] = "read {\"path\":\"" + round + "-" + i + "\"}";
            }
            call(answer, calls);
        };
        JsonNode done = run("crowd");
        assertTrue(done.toString().contains("doesn't come to an end"), done.toString());
        assertTrue(asked.get() <= 4, "asked " + asked);
        assertTrue(provider.requests().getLast().body().toString().contains("at most 16 calls at once"));
    }

    @Test
    void keepsWhatIsReadWithinBounds() throws Exception {
        Files.createDirectories(workspace());
        Files.writeString(workspace().resolve("big.txt"), "line of text\n".repeat(200_000));
        AtomicInteger asked = new AtomicInteger();
        script = (request, answer) -> {
            if (asked.incrementAndGet() > 30) {
                answer.streamHeader().text("enough").finish("stop");
            } else {
                call(answer, "read {\"path\":\"big.txt\",\"offset\":" + asked.get() * 2_000 + "}");
            }
        };
        assertEquals("enough", text(run("read it all")));
        int most = provider.requests().stream().mapToInt(request -> request.body().toString().length()).max().orElseThrow();
        assertTrue(most < 600_000, "a request of " + most + " characters");
    }

    @Test
    void endsACommandWithItsTurn() throws Exception {
        allowAll();
        script = calls("exec {\"command\":\"echo $$ > pid; sleep 600\",\"yieldMs\":60000}");
        owner.call("chat.send", chat("r-abort", "sleep"));
        Path file = workspace().resolve("pid");
        awaitTrue(() -> Files.exists(file) && !Files.readString(file).isBlank());
        ProcessHandle command = ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).orElseThrow();
        assertTrue(command.isAlive());
        owner.call("chat.abort", Json.object().put("sessionKey", "main").put("runId", "r-abort"));
        command.onExit().get(20, TimeUnit.SECONDS);
        assertFalse(command.isAlive());
    }

    @Test
    void endsATurnAtItsDeadlineWhateverItsToolDoes() throws Exception {
        allowAll();
        script = calls("exec {\"command\":\"echo $$ > pid; sleep 600\",\"yieldMs\":60000}");
        JsonNode done = runWith(chat("r-late", "sleep").put("timeoutMs", 1_000));
        assertTrue(done.toString().contains("took longer than allowed"), done.toString());
        ProcessHandle.of(Long.parseLong(Files.readString(workspace().resolve("pid")).strip()))
                .ifPresent(command -> command.onExit().join());
    }

    @Test
    void endsCommandsInTheBackgroundWhenTheGatewayStops() throws Exception {
        allowAll();
        script = calls("exec {\"command\":\"echo $$ > pid; sleep 600\",\"background\":true,\"timeoutSeconds\":0}");
        assertTrue(text(run("start")).contains("still running"));
        Path file = workspace().resolve("pid");
        awaitTrue(() -> Files.exists(file) && !Files.readString(file).isBlank());
        ProcessHandle command = ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).orElseThrow();
        gateway.stop();
        command.onExit().get(20, TimeUnit.SECONDS);
        gateway.restart();
        owner = gateway.owner("operator.admin");
    }

    @Test
    void asksTheOwnerBeforeItRunsACommand() throws Exception {
        script = calls("exec {\"command\":\"touch here\"}");
        owner.call("chat.send", chat("r-ask", "touch"));
        String id = awaitQuestion();
        assertFalse(Files.exists(workspace().resolve("here")));
        TestGateway.Session approver = gateway.owner("operator.approvals");
        assertTrue(approver.call("exec.approval.resolve", Json.object().put("id", id).put("decision", "maybe"))
                .toString().contains("invalid decision"));
        assertEquals("{\"ok\":true}", approver.call(
                "exec.approval.resolve", Json.object().put("id", id).put("decision", "allow-once")).toString());
        assertTrue(approver.call("exec.approval.resolve", Json.object().put("id", id).put("decision", "deny"))
                .toString().contains("APPROVAL_ALREADY_RESOLVED"));
        assertTrue(approver.call("exec.approval.resolve", Json.object().put("id", "no").put("decision", "deny"))
                .toString().contains("APPROVAL_NOT_FOUND"));
        approver.close();
        waitFor("r-ask");
        assertTrue(Files.exists(workspace().resolve("here")));
        assertEquals("user", owner.call("exec.approval.waitDecision", Json.object().put("id", id)).path("terminalReason").asText());
    }

    @Test
    void marksWhatWaitedWhenTheGatewayWasRestarted() throws Exception {
        script = calls("exec {\"command\":\"touch here\"}");
        owner.call("chat.send", chat("r-wait", "touch"));
        String id = awaitQuestion();
        owner.close();
        gateway.restart();
        owner = gateway.owner("operator.admin");
        JsonNode approval = owner.call("approval.get", Json.object().put("id", id)).path("approval");
        assertEquals("cancelled", approval.path("status").asText(), approval.toString());
        assertEquals("gateway-restart", approval.path("reason").asText());
        assertEquals(0, owner.call("exec.approval.list", Json.object()).size());
        assertFalse(Files.exists(workspace().resolve("here")));
    }

    @Test
    void invokesToolsForOperators() throws Exception {
        JsonNode unknown = owner.call("tools.invoke", Json.object().put("name", "nope"));
        assertEquals("not_found", unknown.path("error").path("code").asText());
        ObjectNode exec = Json.object().put("name", "exec");
        exec.putObject("args").put("command", "echo hi");
        JsonNode asked = owner.call("tools.invoke", exec);
        assertTrue(asked.path("requiresApproval").asBoolean(), asked.toString());
        owner.call("exec.approval.resolve", Json.object()
                .put("id", asked.path("approvalId").asText()).put("decision", "allow-once"));
        JsonNode done = owner.call("tools.invoke", exec);
        assertTrue(done.path("ok").asBoolean(), done.toString());
        assertEquals("hi", done.path("output").path("content").path(0).path("text").asText());
        TestGateway.Session writer = gateway.owner("operator.write");
        ObjectNode nodes = Json.object().put("name", "nodes");
        nodes.putObject("args").put("action", "status");
        assertTrue(owner.call("tools.invoke", nodes).path("ok").asBoolean());
        assertEquals("not_found", writer.call("tools.invoke", nodes).path("error").path("code").asText());
        writer.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"tool":"sessions_list"} | 200 | "ok":true
        {"name":"sessions_list","tool":"exec"} | 200 | "ok":true
        {"tool":"nodes","args":{"action":"status"}} | 404 | Tool not available: nodes
        {"tool":"exec","args":{"command":"id"}} | 404 | Tool not available: exec
        {"tool":"sessions_send","args":{}} | 404 | Tool not available
        {"tool":"gateway","action":"config.get"} | 404 | Tool not available
        {"tool":"nope"} | 404 | Tool not available: nope
        {"tool":"read"} | 400 | is required
        {"tool":"read","args":7} | 400 | must be an object
        {"tool":"process","action":"list"} | 200 | No commands
        {"tool":"sessions_list","agentId":"zz"} | 400 | Unknown agent id
        {"tool":"sessions_list","sessionKey":"agent:zz:main"} | 400 | zz
        {} | 400 | tools.invoke requires name
        [] | 400 | tools.invoke requires name
        { | 400 | invalid_request_error
        """)
    void answersOverHttp(String body, int status, String part) throws Exception {
        Answer answer = post(body);
        assertEquals(status, answer.status(), answer.body());
        assertTrue(answer.body().contains(part), answer.body());
    }

    @Test
    void boundsHttpBodies() throws Exception {
        assertEquals(413, post("{\"tool\":\"" + "x".repeat(2_100_000) + "\"}").status());
    }

    @Test
    void opensOverHttpWhatIsConfigured() throws Exception {
        gateway.reconfigure(root -> {
            root.withObject("gateway").withObject("tools").withArray("allow").add("nodes");
            root.withObject("gateway").withObject("tools").withArray("deny").add("read");
        });
        awaitTrue(() -> post("{\"tool\":\"nodes\",\"args\":{\"action\":\"status\"}}").status() == 200);
        assertEquals(404, post("{\"tool\":\"read\",\"args\":{\"path\":\"x\"}}").status());
        assertEquals(404, post("{\"tool\":\"exec\",\"args\":{\"command\":\"id\"}}").status());
    }

    private record Answer(int status, String body) {}

    private Answer post(String body) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + gateway.port() + "/tools/invoke")
                .toURL()
                .openConnection();
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Authorization", "Bearer " + TestGateway.TOKEN);
        connection.setDoOutput(true);
        connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        int status = connection.getResponseCode();
        var stream = status < 400 ? connection.getInputStream() : connection.getErrorStream();
        return new Answer(status, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    }

    private void allowAll() throws Exception {
        Files.writeString(home.resolve(".openclaw/exec-approvals.json"), "{\"version\":1}");
        gateway.reconfigure(root -> root.withObject("tools").withObject("exec").put("mode", "full"));
        awaitTrue(() -> gateway.appliance().config().text("tools.exec.mode").isPresent());
    }

    private String awaitQuestion() throws Exception {
        awaitTrue(() -> !owner.call("exec.approval.list", Json.object()).isEmpty());
        return owner.call("exec.approval.list", Json.object()).path(0).path("id").asText();
    }

    /** Calls these tools, then repeats the last result. */
    private static FakeProvider.Script calls(String... calls) {
        return (request, answer) -> {
            if (request.endsWithToolResult()) {
                JsonNode messages = request.body().path("messages");
                String last = messages.path(messages.size() - 1).path("content").asText();
                answer.streamHeader().text("seen: " + last).finish("stop");
            } else {
                call(answer, calls);
            }
        };
    }

    private static FakeProvider.Script answer(String text) {
        return (request, answer) -> answer.streamHeader().text(text).finish("stop");
    }

    private static void call(FakeProvider.Answer answer, String... calls) throws IOException {
        answer.streamHeader();
        for (int i = 0; i < calls.length; i++) {
            int blank = calls[i].indexOf(' ');
            ObjectNode delta = Json.object();
            ObjectNode call = delta.putArray("tool_calls").addObject().put("index", i).put("id", "call_" + i).put("type", "function");
            call.putObject("function").put("name", calls[i].substring(0, blank)).put("arguments", calls[i].substring(blank + 1));
            answer.event(FakeProvider.Answer.chunk(delta, null));
        }
        answer.finish("tool_calls");
    }

    private Path workspace() {
        return home.resolve(".openclaw/workspace");
    }

    private static ObjectNode chat(String id, String message) {
        return Json.object().put("sessionKey", "main").put("message", message).put("idempotencyKey", id);
    }

    private JsonNode run(String message) throws IOException {
        return runWith(chat("run-" + ++runs, message));
    }

    private JsonNode runWith(ObjectNode params) throws IOException {
        String id = params.path("idempotencyKey").asText();
        owner.call("chat.send", params);
        waitFor(id);
        // The same request again is answered from the record.
        return owner.client().call("agent", Json.object().put("message", "again").put("idempotencyKey", id)).path("payload");
    }

    private void waitFor(String runId) throws IOException {
        owner.call("agent.wait", Json.object().put("runId", runId).put("timeoutMs", 60_000));
    }

    private static String text(JsonNode done) {
        return done.path("result").path("payloads").path(0).path("text").asText();
    }

    private JsonNode lastMessages() {
        return provider.requests().getLast().body().path("messages");
    }

    private List<String> offered() {
        List<String> names = new ArrayList<>();
        provider.requests().getLast().body().path("tools").forEach(tool -> names.add(tool.path("function").path("name").asText()));
        return names;
    }

    /** Something that comes true in the end. */
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void awaitTrue(Condition condition) throws Exception {
        while (!condition.holds()) {
            Thread.onSpinWait();
        }
    }
}
