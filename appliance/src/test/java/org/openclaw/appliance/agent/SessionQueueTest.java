package org.openclaw.appliance.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ResponseFrame;
import org.openclaw.appliance.provider.Message;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.tool.ToolCall;
import org.openclaw.appliance.tool.ToolResult;
import org.openclaw.appliance.tool.ToolSpec;

class SessionQueueTest {

    @TempDir
    Path folder;

    private Gateway gateway;
    private Caller owner;

    @AfterEach
    void stop() {
        gateway.close();
    }

    private void start(String config) {
        gateway = new Gateway(folder, config);
        owner = gateway.owner();
    }

    private void send(String id, String text) throws InterruptedException {
        gateway.ask(owner, "chat.send", Gateway.chat(id, text));
    }

    private void keepBusy() throws InterruptedException {
        send("busy", "wait");
        gateway.awaitAsked();
    }

    private JsonNode history() throws InterruptedException {
        return gateway.ask(owner, "chat.history", Json.object().put("sessionKey", "main"));
    }

    private List<String> texts() throws InterruptedException {
        return StreamSupport.stream(history().path("messages").spliterator(), false)
                .map(message -> message.path("content").path(0).path("text").asText())
                .toList();
    }

    @Test
    void aWaitingMessageIsPendingAndStandsBeforeItsAnswerInTheEnd() throws Exception {
        start("{}");
        keepBusy();
        send("r2", "two");
        assertEquals(List.of("wait"), texts());
        JsonNode pending = history().path("pendingInputs");
        assertEquals(1, pending.path("total").asInt());
        assertEquals("queued", pending.path("items").path(0).path("state").asText());
        assertEquals("r2:user", pending.path("items").path(0).path("message").path("idempotencyKey").asText());
        gateway.model.gate.countDown();
        gateway.end(owner, "r2");
        assertEquals(List.of("wait", "echo wait", "two", "echo two"), texts());
        assertEquals(0, history().path("pendingInputs").path("total").asInt());
    }

    @Test
    void collectAnswersAllThatWaitInOneTurn() throws Exception {
        start("{\"messages\":{\"queue\":{\"mode\":\"collect\"}}}");
        keepBusy();
        send("r2", "two");
        send("r3", "three");
        send("r4", "four");
        gateway.model.gate.countDown();
        assertEquals("ok", gateway.end(owner, "r4").path("status").asText());
        gateway.end(owner, "r2");
        List<Message> asked = gateway.model.asked.take().messages();
        assertEquals(
                List.of(new Message.User("two"), new Message.User("three"), new Message.User("four")),
                asked.subList(2, 5));
        assertTrue(gateway.model.asked.isEmpty());
        assertEquals(List.of("wait", "echo wait", "two", "three", "four", "echo four"), texts());
    }

    @Test
    void interruptEndsWhatGoesOn() throws Exception {
        start("{\"messages\":{\"queue\":{\"byChannel\":{\"webchat\":\"interrupt\"}}}}");
        send("r1", "hang");
        gateway.awaitAsked();
        send("r2", "two");
        assertEquals("ok", gateway.end(owner, "r2").path("status").asText());
        assertEquals("error", gateway.end(owner, "r1").path("status").asText());
    }

    @Test
    void oneTooManyIsRefusedWhenTheNewestIsToGo() throws Exception {
        start("{\"messages\":{\"queue\":{\"cap\":2,\"drop\":\"new\"}}}");
        keepBusy();
        send("r2", "two");
        send("r3", "three");
        ResponseFrame answer = Gateway.next(gateway.send(owner, "chat.send", Gateway.chat("r4", "four")));
        assertEquals(ErrorCode.UNAVAILABLE, answer.error().code());
        assertEquals(Boolean.TRUE, answer.error().retryable());
    }

    @Test
    void theOldestGoesAndTheAgentLearnsWhatItWasAbout() throws Exception {
        start("{\"messages\":{\"queue\":{\"cap\":1}}}");
        keepBusy();
        send("r2", "water the ferns");
        send("r3", "three");
        assertEquals("error", gateway.end(owner, "r2").path("status").asText());
        gateway.model.gate.countDown();
        gateway.end(owner, "r3");
        assertTrue(gateway.model.asked.take().system().contains("water the ferns"));
        // It was acknowledged: it has lost its turn, not its place.
        assertEquals(List.of("wait", "water the ferns", "echo wait", "three", "echo three"), texts());
    }

    @Test
    void aSessionsOwnRuleIsSetByCommand() throws Exception {
        start("{}");
        send("q1", "/queue collect cap:5 drop:old");
        gateway.end(owner, "q1");
        send("q2", "/queue");
        gateway.end(owner, "q2");
        assertTrue(texts().getLast().contains("collect, at most 5 waiting, then drop old"), texts().getLast());
        send("q3", "/queue default");
        gateway.end(owner, "q3");
        assertTrue(texts().getLast().contains("steer, at most 20"), texts().getLast());
        send("q4", "/queue sideways");
        gateway.end(owner, "q4");
        assertTrue(texts().getLast().contains("I don't know \"sideways\""));
    }

    @Test
    void aMessageJoinsTheTurnAtTheNextBoundaryBetweenItsRequests() throws Exception {
        start("""
                {"models":{"providers":{"test":{"baseUrl":"http://127.0.0.1:9/v1","api":"openai-completions",
                "models":[{"id":"scripted","name":"S"}]}}},
                "agents":{"defaults":{"model":{"primary":"test/scripted"}}}}""");
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        gateway.tools.add(() -> List.of(new SlowTool(called, goOn)));
        send("r1", "call it");
        assertTrue(called.await(20, TimeUnit.SECONDS));
        send("r2", "and hurry");
        goOn.countDown();
        gateway.end(owner, "r1");
        assertEquals("ok", gateway.end(owner, "r2").path("status").asText());
        gateway.model.asked.take();
        assertEquals(new Message.User("and hurry"), gateway.model.asked.take().messages().getLast());
        assertTrue(gateway.model.asked.isEmpty());
        assertEquals(List.of("call it", "", "sunny", "and hurry", "echo and hurry"), texts());
    }

    private record SlowTool(CountDownLatch called, CountDownLatch goOn) implements Tool {
        @Override
        public ToolSpec spec() {
            return ToolSpec.of("get_weather", ToolSpec.Group.WEB, "Tells the weather.",
                    "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}");
        }

        @Override
        public ToolResult call(ToolCall call) throws InterruptedException {
            called.countDown();
            goOn.await();
            return ToolResult.of("sunny");
        }
    }

    @Test
    void aModelWithNothingToSayIsNotHeard() throws Exception {
        start("{}");
        send("r1", "silence");
        gateway.end(owner, "r1");
        assertEquals(List.of("silence"), texts());
        assertTrue(gateway.heard("chat").stream().noneMatch(event -> event.has("message")));
        assertFalse(gateway.heard("agent").stream().anyMatch(event -> event.path("stream").asText().equals("assistant")));
    }
}
