package org.openclaw.appliance.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.ModelRequest;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.session.SessionKey;

class CompactionTest {

    private static final SessionKey MAIN = SessionKey.main("main");

    @TempDir
    Path folder;

    private Gateway gateway;
    private Caller owner;

    @BeforeEach
    void start() {
        gateway = new Gateway(folder, """
                {"models":{"providers":{"test":{"baseUrl":"http://127.0.0.1:9/v1","api":"openai-completions",
                "models":[{"id":"scripted","name":"S","contextWindow":8000}]}}},
                "agents":{"defaults":{"model":{"primary":"test/scripted"}}}}""");
        owner = gateway.owner();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private void fill(int messages, String with) {
        gateway.sessions.append(
                MAIN,
                IntStream.range(0, messages)
                        .mapToObj(at -> Conversation.user("old" + at, at + " " + with.repeat(100), false, at))
                        .toList());
    }

    @Test
    void aConversationNearTheEndOfTheWindowIsSummarizedFirst() throws Exception {
        fill(40, "fern soil ");
        gateway.ask(owner, "chat.send", Gateway.chat("r1", "and now"));
        gateway.end(owner, "r1");
        ModelRequest summary = gateway.model.asked.take();
        assertTrue(summary.system().contains("summary"), summary.system());
        ModelRequest turn = gateway.model.asked.take();
        while (turn.system().equals(summary.system())) {
            turn = gateway.model.asked.take();
        }
        assertTrue(turn.system().contains("# The conversation so far, in short"), turn.system());
        assertTrue(turn.messages().size() < 20, "messages " + turn.messages().size());
        assertEquals(1, gateway.heard("session.operation").stream()
                .filter(event -> event.path("phase").asText().equals("end") && event.path("completed").asBoolean())
                .count());

        JsonNode history = gateway.ask(
                owner, "chat.history", Json.object().put("sessionKey", "main").put("limit", 1000));
        assertEquals(43, history.path("totalMessages").asInt());
        assertEquals(1, history.path("messages").valueStream()
                .filter(message -> message.path("__openclaw").path("kind").asText().equals("compaction"))
                .count());
    }

    @Test
    void theNextSummaryContinuesTheLast() throws Exception {
        fill(40, "fern soil ");
        assertTrue(compact().path("compacted").asBoolean());
        gateway.model.asked.clear();
        fill(40, "pump water ");
        assertTrue(compact().path("compacted").asBoolean());
        assertTrue(gateway.model.asked.take().messages().toString().contains("Summary of what came before"));
    }

    @Test
    void aShortConversationStaysAsItIs() throws Exception {
        fill(2, "x");
        JsonNode answer = compact();
        assertFalse(answer.path("ok").asBoolean());
        assertEquals("Nothing to compact (session too small)", answer.path("reason").asText());
        assertTrue(gateway.model.asked.isEmpty());
    }

    @Test
    void aResetForgetsTheSummary() throws Exception {
        fill(40, "fern soil ");
        compact();
        gateway.sessions.reset(MAIN, "reset");
        gateway.model.asked.clear();
        gateway.ask(owner, "chat.send", Gateway.chat("r1", "hello"));
        gateway.end(owner, "r1");
        assertFalse(gateway.model.asked.take().system().contains("in short"));
    }

    private JsonNode compact() throws InterruptedException {
        return gateway.ask(owner, "sessions.compact", Json.object().put("key", "main"));
    }
}
