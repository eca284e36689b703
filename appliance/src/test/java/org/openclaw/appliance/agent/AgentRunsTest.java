package org.openclaw.appliance.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ResponseFrame;
import org.openclaw.appliance.provider.Message;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.session.SessionKey;

class AgentRunsTest {

    @TempDir
    Path folder;

    private Gateway gateway;
    private Caller owner;

    @BeforeEach
    void start() {
        gateway = new Gateway(folder, "{}");
        owner = gateway.owner();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void tellsAPlainTurnInTheObservedOrder() throws Exception {
        gateway.ask(owner, "chat.send", Gateway.chat("r1", "hello"));
        gateway.end(owner, "r1");

        List<String> told = new ArrayList<>();
        for (JsonNode frame : gateway.heard) {
            JsonNode payload = frame.path("payload");
            told.add(switch (frame.path("event").asText()) {
                case "agent" -> payload.path("stream").asText() + ":" + payload.path("data").path("phase").asText("");
                case "chat" -> "chat:" + payload.path("state").asText();
                case "session.message" -> "message:" + payload.path("message").path("role").asText();
                default -> "";
            });
        }
        told.removeIf(String::isEmpty);
        assertEquals(
                List.of(
                        "run_status:preparing_workspace", "chat:status", "run_status:preparing_context", "chat:status",
                        "lifecycle:start", "run_status:starting_model", "chat:status", "lifecycle:model", "assistant:",
                        "chat:delta", "assistant:", "chat:delta", "usage:", "lifecycle:finishing", "lifecycle:end",
                        "chat:final"),
                told.stream().filter(word -> !word.startsWith("message:")).toList());
    }

    @Test
    void numbersARunsEventsWithoutAGap() throws Exception {
        gateway.ask(owner, "chat.send", Gateway.chat("r1", "hello"));
        gateway.end(owner, "r1");

        long expected = 1;
        for (JsonNode event : gateway.heard("agent")) {
            assertEquals(expected++, event.path("seq").asLong());
        }
        long last = 0;
        for (JsonNode event : gateway.heard("chat")) {
            assertTrue(event.path("seq").asLong() > last, "chat events ascend");
            last = event.path("seq").asLong();
        }
    }

    @Test
    void concatenatedDeltasAreTheFinalMessage() throws Exception {
        gateway.ask(owner, "chat.send", Gateway.chat("r1", "hello"));
        gateway.end(owner, "r1");

        StringBuilder deltas = new StringBuilder();
        JsonNode last = null;
        for (JsonNode event : gateway.heard("chat")) {
            deltas.append(event.path("deltaText").asText(""));
            last = event;
        }
        assertEquals("echo hello", deltas.toString());
        assertEquals("echo hello", last.path("message").path("content").path(0).path("text").asText());
        assertEquals("final", last.path("state").asText());
    }

    @Test
    void answersAgentInTwoStages() throws Exception {
        BlockingQueue<ResponseFrame> answers = gateway.send(owner, "agent", Gateway.agent("r1", "hello"));
        JsonNode accepted = Json.tree(Gateway.next(answers).payload());
        assertEquals("accepted", accepted.path("status").asText());
        assertEquals("agent:main:main", accepted.path("sessionKey").asText());
        JsonNode done = Json.tree(Gateway.next(answers).payload());
        assertEquals("ok", done.path("status").asText());
        assertEquals("completed", done.path("summary").asText());
        assertEquals("echo hello", done.path("result").path("payloads").path(0).path("text").asText());
    }

    @Test
    void answersARepetitionOfAnEndedTurnFromTheRecord() throws Exception {
        BlockingQueue<ResponseFrame> answers = gateway.send(owner, "agent", Gateway.agent("r1", "hello"));
        Gateway.next(answers);
        JsonNode first = Json.tree(Gateway.next(answers).payload());

        assertEquals(first.toString(), gateway.ask(owner, "agent", Gateway.agent("r1", "hello")).toString());
        assertEquals(1, gateway.model.asked.size());
        assertEquals("ok", gateway.ask(owner, "chat.send", Gateway.chat("r1", "hello")).path("status").asText());
    }

    @Test
    void answersARepetitionOfARunningTurnAsInFlight() throws Exception {
        gateway.ask(owner, "chat.send", Gateway.chat("r1", "wait"));
        assertEquals("in_flight", gateway.ask(owner, "chat.send", Gateway.chat("r1", "wait")).path("status").asText());
    }

    @Test
    void runsOneTurnAtATimePerSessionAndKeepsTheOrder() throws Exception {
        gateway.ask(owner, "chat.send", Gateway.chat("r1", "wait one"));
        gateway.awaitAsked();
        gateway.ask(owner, "chat.send", Gateway.chat("r2", "two"));
        gateway.model.gate.countDown();
        gateway.end(owner, "r2");

        assertEquals(1, gateway.model.mostAtOnce.get());
        List<Message> second = gateway.model.asked.take().messages();
        assertEquals(
                List.of(
                        new Message.User("wait one"),
                        new Message.Assistant("echo wait one", List.of()),
                        new Message.User("two")),
                second);
    }

    @Test
    void runsEightSessionsAtOnceAndNoMore() throws Exception {
        for (int i = 0; i < 12; i++) {
            gateway.ask(owner, "chat.send", Gateway.chat("r" + i, "wait").put("sessionKey", "s" + i));
        }
        for (int i = 0; i < 8; i++) {
            gateway.awaitAsked();
        }
        assertEquals(8, gateway.model.atOnce.get());
        gateway.model.gate.countDown();
        for (int i = 0; i < 12; i++) {
            assertEquals("ok", gateway.end(owner, "r" + i).path("status").asText());
        }
        assertEquals(8, gateway.model.mostAtOnce.get());
    }

    @Test
    void abortEndsAStreamKeepsItsTextAndFreesTheLane() throws Exception {
        gateway.ask(owner, "chat.send", Gateway.chat("r1", "hang"));
        gateway.awaitAsked();
        JsonNode answer = gateway.ask(owner, "chat.abort", Json.object().put("sessionKey", "main"));
        assertTrue(answer.path("aborted").asBoolean());
        assertEquals("r1", answer.path("runIds").path(0).asText());
        assertEquals("rpc", gateway.end(owner, "r1").path("stopReason").asText());
        JsonNode last = gateway.heard("chat").getLast();
        assertEquals("aborted", last.path("state").asText());
        assertEquals("partial", last.path("message").path("content").path(0).path("text").asText());

        gateway.ask(owner, "chat.send", Gateway.chat("r2", "next"));
        assertEquals("ok", gateway.end(owner, "r2").path("status").asText());
        JsonNode history = gateway.ask(owner, "chat.history", Json.object().put("sessionKey", "main"));
        assertEquals("partial", history.path("messages").path(1).path("content").path(0).path("text").asText());
    }

    @Test
    void abortEndsATurnThatStillWaits() throws Exception {
        gateway.ask(owner, "chat.send", Gateway.chat("r1", "wait"));
        gateway.awaitAsked();
        gateway.ask(owner, "chat.send", Gateway.chat("r2", "queued"));
        JsonNode answer = gateway.ask(owner, "sessions.abort", Json.object().put("key", "main").put("runId", "r2"));
        assertEquals("r2", answer.path("abortedRunId").asText());
        assertEquals("error", gateway.end(owner, "r2").path("status").asText());
        gateway.model.gate.countDown();
        assertEquals("ok", gateway.end(owner, "r1").path("status").asText());
        gateway.ask(owner, "chat.send", Gateway.chat("r3", "after"));
        assertEquals("ok", gateway.end(owner, "r3").path("status").asText());
    }

    @Test
    void aDeadlineEndsTheTurnWithAgentTimeout() throws Exception {
        BlockingQueue<ResponseFrame> answers = gateway.send(owner, "agent", Gateway.agent("r1", "hang").put("timeout", 1));
        Gateway.next(answers);
        ResponseFrame last = Gateway.next(answers);
        assertFalse(last.ok());
        assertEquals(ErrorCode.AGENT_TIMEOUT, last.error().code());
        assertEquals("timeout", gateway.heard("chat").getLast().path("errorKind").asText());
    }

    @Test
    void aProviderThatIgnoresItsEndDoesNotHoldTheLane() throws Exception {
        gateway.ask(owner, "chat.send", Gateway.chat("r1", "hang for ever"));
        gateway.awaitAsked();
        gateway.ask(owner, "chat.abort", Json.object().put("sessionKey", "main"));
        gateway.ask(owner, "chat.send", Gateway.chat("r2", "next"));
        assertEquals("ok", gateway.end(owner, "r2").path("status").asText());
    }

    @Test
    void aFaultOfTheGatewaysOwnEndsTheTurnToo() throws Exception {
        gateway.ask(owner, "chat.send", Gateway.chat("r1", "overflow"));
        assertEquals("error", gateway.end(owner, "r1").path("status").asText());
        assertEquals(0, gateway.parts.runs().count());
    }

    @Test
    void aFailureIsToldStoredAndKeptFromTheNextPrompt() throws Exception {
        gateway.ask(owner, "chat.send", Gateway.chat("r1", "fail"));
        assertEquals("error", gateway.end(owner, "r1").path("status").asText());
        JsonNode event = gateway.heard("chat").getLast();
        assertEquals("rate_limit", event.path("errorKind").asText());
        assertEquals(429, event.path("errorDetail").path("httpStatus").asInt());
        JsonNode stored = gateway.ask(owner, "chat.history", Json.object().put("sessionKey", "main"))
                .path("messages").path(1);
        assertEquals("half ", stored.path("content").path(0).path("text").asText());
        assertEquals("The model is over its limit.", stored.path("errorMessage").asText());

        gateway.ask(owner, "chat.send", Gateway.chat("r2", "next"));
        gateway.end(owner, "r2");
        gateway.model.asked.take();
        assertEquals(
                new Message.Assistant("half ", List.of()), gateway.model.asked.take().messages().get(1));
    }

    @Test
    void historyCarriesWhatMatchesALiveTurn() throws Exception {
        gateway.ask(owner, "chat.send", Gateway.chat("r1", "hello"));
        gateway.end(owner, "r1");
        JsonNode messages = gateway.ask(owner, "chat.startup", Json.object().put("sessionKey", "main")).path("messages");
        assertEquals("r1:user", messages.path(0).path("idempotencyKey").asText());
        assertEquals("user", messages.path(0).path("role").asText());
        assertEquals("r1", messages.path(1).path("__openclaw").path("runId").asText());
        assertFalse(messages.path(1).path("__openclaw").path("id").asText().isEmpty());
        assertTrue(messages.path(1).path("__openclaw").path("seq").asLong()
                > messages.path(0).path("__openclaw").path("seq").asLong());
    }

    @Test
    void aScopedClientHearsOnlyOfSessionsItFollows() throws Exception {
        gateway.close();
        gateway = new Gateway(folder, "{}");
        Caller scoped = gateway.connect(Set.of(RunEvents.SCOPED), "operator.admin");
        gateway.ask(scoped, "chat.send", Gateway.chat("r1", "hello"));
        gateway.end(scoped, "r1");
        assertEquals(List.of(), gateway.heard("chat"));
        scoped.subscriptions().followMessages(SessionKey.main("main").toString());
        gateway.ask(scoped, "chat.send", Gateway.chat("r2", "hello"));
        gateway.end(scoped, "r2");
        assertFalse(gateway.heard("chat").isEmpty());
    }

    @Test
    void refusesAnUnknownAgentByName() throws Exception {
        ResponseFrame answer =
                Gateway.next(gateway.send(owner, "agent", Gateway.agent("r1", "hi").put("agentId", "nope")));
        assertEquals("invalid agent params: unknown agent id \"nope\"", answer.error().message());
    }

    @Test
    void waitingForAnUnknownRunTimesOut() throws Exception {
        JsonNode answer = gateway.ask(owner, "agent.wait", Json.object().put("runId", "x").put("timeoutMs", 10));
        assertEquals("timeout", answer.path("status").asText());
    }

    @Test
    void anAgentIsListedWithAModelEvenUnconfigured() throws Exception {
        JsonNode list = gateway.ask(owner, "agents.list", Json.object());
        assertEquals("main", list.path("defaultId").asText());
        assertFalse(list.path("agents").path(0).path("model").path("primary").asText().isEmpty());
    }

    @Test
    void aTurnCutOffByStoppingIsToldInItsSession() throws Exception {
        gateway.ask(owner, "chat.send", Gateway.chat("r1", "hang"));
        gateway.awaitAsked();
        gateway.close();
        gateway = new Gateway(folder, "{}");
        owner = gateway.owner();
        JsonNode messages = gateway.ask(owner, "chat.history", Json.object().put("sessionKey", "main")).path("messages");
        assertTrue(messages.path(1).path("errorMessage").asText().startsWith("The gateway stopped"));
    }

    @Test
    void aTurnCutOffByACrashIsToldInItsSessionButNotToTheModel() throws Exception {
        SessionKey side = new SessionKey("main", "side");
        gateway.sessions.beginRun("r1", side, Conversation.user("r1", "hello", false, gateway.clock.millis()));
        restart();
        JsonNode messages = gateway.ask(owner, "chat.history", Json.object().put("sessionKey", "side")).path("messages");
        assertTrue(messages.path(1).path("content").path(0).path("text").asText().contains("send it again"));

        gateway.ask(owner, "chat.send", Gateway.chat("r2", "again").put("sessionKey", "side"));
        gateway.end(owner, "r2");
        assertEquals(
                List.of(new Message.User("hello"), new Message.User("again")), gateway.model.asked.take().messages());
    }

    @Test
    void aMainSessionsTurnGoesOnAfterACrashAndNotForEver() throws Exception {
        gateway.sessions.beginRun(
                "r1", SessionKey.main("main"), Conversation.user("r1", "hello", false, gateway.clock.millis()));
        restart();
        assertEquals("ok", gateway.end(owner, "r1~resumed1").path("status").asText());
        assertEquals(new Message.User("hello"), gateway.model.asked.take().messages().getFirst());

        gateway.sessions.beginRun(
                "r1~resumed3", SessionKey.main("main"), Conversation.user("r1", "boom", false, gateway.clock.millis()));
        restart();
        assertEquals(0, gateway.parts.runs().count());
        JsonNode messages = gateway.ask(owner, "chat.history", Json.object().put("sessionKey", "main")).path("messages");
        String last = messages.path(messages.size() - 1).path("content").path(0).path("text").asText();
        assertTrue(last.contains("send it again"), last);
    }

    private void restart() {
        gateway.close();
        gateway = new Gateway(folder, "{}");
        owner = gateway.owner();
        gateway.parts.runs().reportInterrupted(run -> false);
    }

    @Test
    void waitingEventsReachTheNextPromptOnce() throws Exception {
        gateway.notes.add("agent:main:main", "the door opened");
        gateway.ask(owner, "chat.send", Gateway.chat("r1", "one"));
        gateway.end(owner, "r1");
        gateway.ask(owner, "chat.send", Gateway.chat("r2", "two"));
        gateway.end(owner, "r2");
        assertTrue(gateway.model.asked.take().system().contains("the door opened"));
        assertFalse(gateway.model.asked.take().system().contains("the door opened"));
    }

    @Test
    void aFullSessionRefusesMoreAndSaysWhenToRetry() throws Exception {
        for (int i = 0; i < AgentRuns.MOST_PER_SESSION; i++) {
            gateway.ask(owner, "agent", Gateway.agent("r" + i, "wait"));
        }
        ResponseFrame answer = Gateway.next(gateway.send(owner, "agent", Gateway.agent("more", "wait")));
        assertEquals(ErrorCode.UNAVAILABLE, answer.error().code());
        assertEquals(Boolean.TRUE, answer.error().retryable());
    }

    @Test
    void aModelIsGivenTheNewestMessagesOnlyAndTheOthersStayToBeRead() throws Exception {
        fill(200);
        gateway.ask(owner, "chat.send", Gateway.chat("r1", "again"));
        gateway.end(owner, "r1");
        List<Message> window = gateway.model.asked.take().messages();
        assertEquals(50, window.size());
        assertEquals(new Message.User("message 151"), window.getFirst());
        assertEquals(new Message.User("again"), window.getLast());
        assertEquals(202, gateway.sessions.find(SessionKey.main("main")).orElseThrow().messages());
    }

    @Test
    void howManyMessagesThatAreIsConfigured() throws Exception {
        gateway.close();
        gateway = new Gateway(folder.resolve("other"), "{\"gateway\":{\"historyLimit\":7}}");
        owner = gateway.owner();
        fill(20);
        gateway.ask(owner, "chat.send", Gateway.chat("r1", "again"));
        gateway.end(owner, "r1");
        assertEquals(7, gateway.model.asked.take().messages().size());
    }

    private void fill(int messages) {
        gateway.sessions.append(
                SessionKey.main("main"),
                IntStream.range(0, messages)
                        .mapToObj(at -> Conversation.user("old" + at, "message " + at, false, at))
                        .toList());
    }
}
