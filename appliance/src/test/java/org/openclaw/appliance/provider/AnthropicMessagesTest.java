package org.openclaw.appliance.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.ProviderException.Kind;

@Timeout(60)
class AnthropicMessagesTest {

    private static final ModelRef MODEL = new ModelRef("anthropic", "claude");
    private static final String START = """
            {"type":"message_start","message":{"usage":{"input_tokens":9,"cache_read_input_tokens":4,\
            "cache_creation_input_tokens":3,"output_tokens":1}}}""";
    private static final String STOP = "{\"type\":\"message_stop\"}";

    private final RecordingListener heard = new RecordingListener();
    private FakeProvider provider;

    @AfterEach
    void stop() throws IOException {
        provider.close();
    }

    @Test
    void streamsTextAndCountsTokens() throws Exception {
        ModelReply reply = ask((request, answer) -> answer.streamHeader()
                .event(START)
                .event("{\"type\":\"ping\"}")
                .event("{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}")
                .event("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hel\"}}")
                .event("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"lo\"}}")
                .event("{\"type\":\"content_block_stop\",\"index\":0}")
                .event("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":6}}")
                .event(STOP)
                .hang());

        assertEquals("Hello", reply.text());
        assertEquals(List.of("Hel", "lo"), heard.texts);
        assertEquals(new ModelReply.Usage(9, 6, 4, 3), reply.usage());
        assertEquals("stop", reply.stopReason());
    }

    @Test
    void keepsWhatTheModelThoughtWithItsSignature() throws Exception {
        ModelReply reply = ask((request, answer) -> answer.streamHeader()
                .event(START)
                .event("{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\"}}")
                .event("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm \"}}")
                .event("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"so\"}}")
                .event("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"c2ln\"}}")
                .event("{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"redacted_thinking\",\"data\":\"x\"}}")
                .event("{\"type\":\"content_block_start\",\"index\":2,\"content_block\":{\"type\":\"text\",\"text\":\"Hi\"}}")
                .event(STOP)
                .hang());

        assertEquals("Hi", reply.text(), "nobody is shown the thoughts");
        assertEquals(
                new Thoughts(MODEL, List.of(
                        Json.parse("{\"type\":\"thinking\",\"thinking\":\"hm so\",\"signature\":\"c2ln\"}"),
                        Json.parse("{\"type\":\"redacted_thinking\",\"data\":\"x\"}"))),
                reply.thoughts());
    }

    @Test
    void assemblesToolCalls() throws Exception {
        ModelReply reply = ask((request, answer) -> answer.streamHeader()
                .event(START)
                .event("{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\"}}")
                .event("""
                        {"type":"content_block_start","index":1,\
                        "content_block":{"type":"tool_use","id":"t1","name":"lookup","input":{}}}""")
                .event("""
                        {"type":"content_block_delta","index":1,\
                        "delta":{"type":"input_json_delta","partial_json":"{\\"city\\":"}}""")
                .event("""
                        {"type":"content_block_delta","index":1,\
                        "delta":{"type":"input_json_delta","partial_json":"\\"Paris\\"}"}}""")
                .event("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":6}}")
                .event(STOP)
                .hang());

        assertEquals(List.of(new Message.ToolCall("t1", "lookup", "{\"city\":\"Paris\"}")), reply.toolCalls());
        assertEquals("toolUse", reply.stopReason());
        assertEquals(List.of("0 t1 lookup ", "0 t1 lookup {\"city\":", "0 t1 lookup \"Paris\"}"), heard.toolCalls);
    }

    @Test
    void takesAWholeDocument() throws Exception {
        ModelReply reply = ask((request, answer) -> answer.document(200, """
                {"type":"message","content":[{"type":"text","text":"All at once."},
                {"type":"tool_use","id":"t1","name":"lookup","input":{"a":1}}],
                "stop_reason":"tool_use","usage":{"input_tokens":2,"output_tokens":3}}"""));

        assertEquals("All at once.", reply.text());
        assertEquals(List.of(new Message.ToolCall("t1", "lookup", "{\"a\":1}")), reply.toolCalls());
    }

    @Test
    void sendsTheConversationAsTheApiHasIt() throws Exception {
        ask((request, answer) -> answer.streamHeader()
                .event("{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"ok\"}}")
                .event(STOP)
                .hang());

        FakeProvider.Request sent = provider.requests().getFirst();
        assertEquals("/v1/messages", sent.path());
        assertEquals(TestEndpoints.key("anthropic"), sent.headers().get("x-api-key"));
        assertEquals("2023-06-01", sent.headers().get("anthropic-version"));
        assertFalse(sent.headers().containsKey("authorization"));
        JsonNode expected = Json.parse("""
                {"model":"claude","stream":true,"max_tokens":777,
                "system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],"temperature":0.5,
                "stop_sequences":["END"],"messages":[
                {"role":"user","content":[{"type":"text","text":"Weather?"}]},
                {"role":"assistant","content":[{"type":"text","text":"Let me see."},
                  {"type":"tool_use","id":"a","name":"lookup","input":{"x":1}},
                  {"type":"tool_use","id":"b","name":"lookup","input":{}}]},
                {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"sunny"},
                  {"type":"tool_result","tool_use_id":"b","content":"broken","is_error":true,
                   "cache_control":{"type":"ephemeral"}}]}],
                "tools":[{"name":"lookup","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"}}],"tool_choice":{"type":"any"}}""");
        assertEquals(expected, sent.body());
    }

    @Test
    void namesTheKindOfFailure() throws Exception {
        assertEquals(Kind.UNAVAILABLE, failure(529, "overloaded_error").kind());
        assertTrue(failure(529, "overloaded_error").retry().worthwhile());
        assertEquals(Kind.AUTH, failure(401, "authentication_error").kind());
        assertEquals(Kind.NOT_FOUND, failure(404, "not_found_error").kind());
        assertEquals(Kind.RATE_LIMIT, failure(429, "rate_limit_error").kind());
        assertEquals(Kind.UNAVAILABLE, failure(0, "overloaded_error").kind());
        assertEquals(Kind.RATE_LIMIT, failure(0, "rate_limit_error").kind());
    }

    @Test
    void tellsACutStream() {
        ProviderException failure = assertThrows(
                ProviderException.class, () -> ask((request, answer) -> answer.streamHeader().event(START)));
        assertEquals(Kind.UNAVAILABLE, failure.kind());
        assertTrue(failure.getMessage().contains("broke off"), failure.getMessage());
    }

    /** @param status 0 for an error inside the stream */
    private ProviderException failure(int status, String type) throws IOException {
        if (provider != null) {
            provider.close();
        }
        String error = "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"secret words\"}}";
        ProviderException failure = assertThrows(ProviderException.class, () -> ask((request, answer) -> {
            if (status == 0) {
                answer.streamHeader().event(START).event(error).endBody();
            } else {
                answer.document(status, error);
            }
        }));
        assertFalse(failure.getMessage().contains("secret words"));
        return failure;
    }

    private ModelReply ask(FakeProvider.Script script) throws IOException, ProviderException {
        provider = FakeProvider.start(script);
        Endpoint endpoint = TestEndpoints.of(
                "anthropic", Endpoint.MESSAGES, provider.baseUrl(), Map.of(), Timeouts.STANDARD.withTotal(Duration.ofSeconds(20)));
        ModelRequest request = new ModelRequest(
                "Be brief.",
                List.of(
                        new Message.User("Weather?"),
                        new Message.Assistant("Let me see.", List.of(
                                new Message.ToolCall("a", "lookup", "{\"x\":1}"),
                                new Message.ToolCall("b", "lookup", "no json"))),
                        new Message.ToolResult("a", "lookup", "sunny", false),
                        new Message.ToolResult("b", "lookup", "broken", true)),
                List.of(Json.parse("{\"name\":\"lookup\"}")),
                Json.parse("\"required\""),
                Json.parse("{\"temperature\":0.5,\"stop\":\"END\",\"max_completion_tokens\":777}"));
        return new HttpProvider(endpoint, new AnthropicMessages(), Map.of(), Clock.systemUTC())
                .complete(MODEL, request, heard, new Cancellation());
    }
}
