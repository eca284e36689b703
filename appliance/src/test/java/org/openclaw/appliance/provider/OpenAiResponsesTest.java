package org.openclaw.appliance.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
class OpenAiResponsesTest {

    private static final ModelRef MODEL = new ModelRef("openai", "gpt");

    private final RecordingListener heard = new RecordingListener();
    private FakeProvider provider;

    @AfterEach
    void stop() throws IOException {
        provider.close();
    }

    @Test
    void streamsTextAndCountsTokens() throws Exception {
        ModelReply reply = ask(Fixtures.script("responses-text.sse"));

        assertEquals("Hi there, wörld.", reply.text());
        assertEquals(List.of("Hi", " there,", " wörld."), heard.texts);
        assertEquals(new ModelReply.Usage(32, 11, 4, 0), reply.usage());
        assertEquals("stop", reply.stopReason());
    }

    @Test
    void assemblesToolCalls() throws Exception {
        ModelReply reply = ask(Fixtures.script("responses-tool-call.sse"));

        assertEquals(
                List.of(
                        new Message.ToolCall("call_1", "lookup", "{\"city\":\"Paris\"}"),
                        new Message.ToolCall("call_2", "now", "{}")),
                reply.toolCalls());
        assertEquals("toolUse", reply.stopReason());
        assertEquals(
                List.of("0 call_1 lookup ", "0 call_1 lookup {\"city\":", "0 call_1 lookup \"Paris\"}", "1 call_2 now ",
                        "1 call_2 now {}"),
                heard.toolCalls);
    }

    @Test
    void takesAWholeDocument() throws Exception {
        ModelReply reply = ask((request, answer) -> answer.document(200, """
                {"object":"response","status":"completed","error":null,"output":[
                {"type":"reasoning","summary":[]},
                {"type":"message","role":"assistant","content":[{"type":"output_text","text":"All at once."}]},
                {"type":"function_call","call_id":"c1","name":"lookup","arguments":"{\\"a\\":1}"}],
                "usage":{"input_tokens":2,"output_tokens":3}}"""));

        assertEquals("All at once.", reply.text());
        assertEquals(List.of(new Message.ToolCall("c1", "lookup", "{\"a\":1}")), reply.toolCalls());
        assertEquals(new ModelReply.Usage(2, 3, 0, 0), reply.usage());
    }

    @Test
    void tellsAnAnswerThatRanOutOfTokens() throws Exception {
        ModelReply reply = ask((request, answer) -> answer.streamHeader()
                .event("{\"type\":\"response.output_text.delta\",\"output_index\":0,\"delta\":\"Half\"}")
                .event("""
                        {"type":"response.incomplete","response":{"status":"incomplete",\
                        "incomplete_details":{"reason":"max_output_tokens"},"usage":{"input_tokens":1,"output_tokens":1}}}""")
                .hang());

        assertEquals("Half", reply.text());
        assertEquals("length", reply.stopReason());
    }

    @Test
    void sendsTheConversationAsTheApiHasIt() throws Exception {
        ask(Fixtures.script("responses-text.sse"));

        FakeProvider.Request sent = provider.requests().getFirst();
        assertEquals("/v1/responses", sent.path());
        assertEquals("Bearer " + TestEndpoints.key("openai"), sent.headers().get("authorization"));
        assertEquals(Json.parse("""
                {"model":"gpt","stream":true,"store":false,"instructions":"Be brief.","input":[
                {"role":"user","content":[{"type":"input_text","text":"Weather?"},
                  {"type":"input_image","image_url":"data:image/png;base64,iVBORw=="}]},
                {"role":"assistant","content":[{"type":"output_text","text":"Let me see."}]},
                {"type":"function_call","call_id":"a","name":"lookup","arguments":"{\\"x\\":1}"},
                {"type":"function_call_output","call_id":"a","output":"sunny"}],
                "tools":[{"type":"function","name":"lookup","parameters":{"type":"object","properties":{}},"strict":false}],
                "tool_choice":{"type":"function","name":"lookup"},
                "temperature":0.5,"max_output_tokens":777,"reasoning":{"effort":"low"}}"""), sent.body());
    }

    @Test
    void namesTheKindOfFailure() throws Exception {
        assertEquals(Kind.RATE_LIMIT, failure("{\"type\":\"error\",\"code\":\"rate_limit_exceeded\",\"message\":\"secret words\"}"));
        assertEquals(Kind.UNAVAILABLE, failure("""
                {"type":"response.failed","response":{"status":"failed",\
                "error":{"code":"server_error","message":"secret words"}}}"""));
        assertEquals(Kind.CONTEXT_LENGTH, failure("""
                {"type":"response.failed","response":{"error":{"code":"context_length_exceeded","message":"secret words"}}}"""));
    }

    private Kind failure(String event) throws IOException {
        ProviderException failure = assertThrows(
                ProviderException.class, () -> ask((request, answer) -> answer.streamHeader().event(event).endBody()));
        assertFalse(failure.getMessage().contains("secret words"));
        provider.close();
        return failure.kind();
    }

    private ModelReply ask(FakeProvider.Script script) throws IOException, ProviderException {
        provider = FakeProvider.start(script);
        Endpoint endpoint = TestEndpoints.of(
                "openai", Endpoint.RESPONSES, provider.baseUrl(), Map.of(), Timeouts.STANDARD.withTotal(Duration.ofSeconds(20)),
                Json.parse("{\"id\":\"gpt\",\"input\":[\"text\",\"image\"],\"reasoning\":true}"));
        ModelRequest request = new ModelRequest(
                "Be brief.",
                List.of(
                        new Message.User("Weather?", List.of(Image.of("image/png", "iVBORw=="))),
                        new Message.Assistant("Let me see.", List.of(new Message.ToolCall("a", "lookup", "{\"x\":1}"))),
                        new Message.ToolResult("a", "lookup", "sunny", false)),
                List.of(Json.parse("{\"name\":\"lookup\"}")),
                Json.parse("{\"type\":\"function\",\"function\":{\"name\":\"lookup\"}}"),
                Json.parse("{\"temperature\":0.5,\"stop\":\"END\",\"max_completion_tokens\":777}"),
                "low");
        return new HttpProvider(endpoint, new OpenAiResponses(), Map.of(), Clock.systemUTC())
                .complete(MODEL, request, heard, new Cancellation());
    }
}
