package org.openclaw.appliance.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.ProviderException.Kind;

@Timeout(60)
class OllamaChatTest {

    private static final ModelRef MODEL = new ModelRef("ollama", "llama");

    private final RecordingListener heard = new RecordingListener();
    private FakeProvider provider;

    @AfterEach
    void stop() throws IOException {
        provider.close();
    }

    @Test
    void streamsTextAndCountsTokens() throws Exception {
        ModelReply reply = ask(Fixtures.script("ollama-text.ndjson"), Map.of());

        assertEquals("The sky is blue, süß 🎉", reply.text());
        assertEquals(List.of("The", " sky is", " blue, süß 🎉"), heard.texts);
        assertEquals(new ModelReply.Usage(26, 298, 0, 0), reply.usage());
        assertEquals("stop", reply.stopReason());
    }

    @Test
    void takesToolCalls() throws Exception {
        ModelReply reply = ask(Fixtures.script("ollama-tool-call.ndjson"), Map.of());

        assertEquals(
                List.of(
                        new Message.ToolCall("call_0", "get_weather", "{\"city\":\"Toronto\"}"),
                        new Message.ToolCall("call_1", "get_time", "{}")),
                reply.toolCalls());
        assertEquals("toolUse", reply.stopReason());
    }

    @Test
    void sendsTheConversationAsTheApiHasIt() throws Exception {
        ask(Fixtures.script("ollama-text.ndjson"), Map.of(
                "num_ctx", Json.parse("4096"), "keep_alive", Json.parse("\"10m\""), "streaming", Json.parse("true")));

        FakeProvider.Request sent = provider.requests().getFirst();
        assertEquals("/api/chat", sent.path());
        assertEquals(Json.parse("""
                {"model":"llama","stream":true,"messages":[
                {"role":"system","content":"Be brief."},
                {"role":"user","content":"Weather?","images":["iVBORw=="]},
                {"role":"assistant","content":"","tool_calls":[{"function":{"name":"lookup","arguments":{"x":1}}}]},
                {"role":"tool","tool_name":"lookup","content":"sunny"}],
                "tools":[{"type":"function","function":{"name":"lookup"}}],
                "think":"high","keep_alive":"10m",
                "options":{"num_ctx":4096,"temperature":0.5,"stop":"END","num_predict":777}}"""), sent.body());
    }

    @Test
    void takesAnAnswerInOnePiece() throws Exception {
        ModelReply reply = ask((request, answer) -> answer.document(
                200, "{\"message\":{\"role\":\"assistant\",\"content\":\"All at once.\"},\"done\":true,\"eval_count\":3}"), Map.of());

        assertEquals("All at once.", reply.text());
    }

    @Test
    void namesTheKindOfFailure() throws Exception {
        assertEquals(Kind.NOT_FOUND, failure((request, answer) -> answer.document(404, "{\"error\":\"model 'llama' not found\"}")));
        assertEquals(Kind.UNAVAILABLE, failure((request, answer) -> answer.streamHeader()
                .body("{\"message\":{\"content\":\"Hal\"},\"done\":false}\n")
                .body("{\"error\":\"an internal error was encountered\"}\n")
                .endBody()));
        assertEquals(Kind.UNAVAILABLE, failure((request, answer) -> answer.streamHeader()
                .body("{\"message\":{\"content\":\"Hal\"},\"done\":false}\n")
                .endBody()));
    }

    private Kind failure(FakeProvider.Script script) throws IOException {
        ProviderException failure = assertThrows(ProviderException.class, () -> ask(script, Map.of()));
        provider.close();
        return failure.kind();
    }

    private ModelReply ask(FakeProvider.Script script, Map<String, JsonNode> params) throws IOException, ProviderException {
        provider = FakeProvider.start(script);
        Endpoint endpoint = TestEndpoints.of(
                "ollama", Endpoint.OLLAMA, provider.baseUrl(), Map.of(), Timeouts.STANDARD.withTotal(Duration.ofSeconds(20)),
                Json.parse("{\"id\":\"llama\",\"input\":[\"text\",\"image\"],\"reasoning\":true,\"contextTokens\":8192}"));
        ModelRequest request = new ModelRequest(
                "Be brief.",
                List.of(
                        new Message.User("Weather?", List.of(Image.of("image/png", "iVBORw=="))),
                        new Message.Assistant("", List.of(new Message.ToolCall("a", "lookup", "{\"x\":1}"))),
                        new Message.ToolResult("a", "lookup", "sunny", false)),
                List.of(Json.parse("{\"name\":\"lookup\"}")),
                null,
                Json.parse("{\"temperature\":0.5,\"stop\":\"END\",\"max_completion_tokens\":777}"),
                "high");
        return new HttpProvider(endpoint, new OllamaChat(), new HashMap<>(params), Clock.systemUTC())
                .complete(MODEL, request, heard, new Cancellation());
    }
}
