package org.openclaw.appliance.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openclaw.appliance.protocol.Json;

/** What the configuration and a session's settings make of a request. */
class RequestOptionsTest {

    private static final List<Message> HI = List.of(new Message.User("hi"));
    private static final List<Message> AFTER_A_TOOL = List.of(
            new Message.User("hi"),
            new Message.Assistant("", List.of(new Message.ToolCall("a", "look", "{}"))),
            new Message.ToolResult("a", "look", "seen", false));

    private static JsonNode body(Dialect dialect, String model, String settings, String params, List<Message> messages, String level)
            throws IOException {
        Map<String, JsonNode> fields = new HashMap<>();
        Json.parse(params).properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        ModelRequest request = new ModelRequest("Be brief.", messages, List.of(), null, null, level);
        Question question = new Question(ModelRef.parse(model).orElseThrow(), request, Json.parse(settings), fields);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        dialect.body(question).writeTo(out);
        return Json.mapper().readTree(out.toByteArray());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{'reasoning':true} | high | {'reasoning_effort':'high'}",
        "{'reasoning':true} | off | {}",
        "{'reasoning':false} | high | {}",
        "{'reasoning':true} | max | {'reasoning_effort':'high'}",
        "{'reasoning':true,'compat':{'supportedReasoningEfforts':['max']}} | max | {'reasoning_effort':'max'}",
        "{'reasoning':true,'thinkingLevelMap':{'low':'tiny'}} | low | {'reasoning_effort':'tiny'}",
        "{'reasoning':true,'compat':{'supportsReasoningEffort':false}} | low | {}",
        "{'reasoning':true,'compat':{'thinkingFormat':'openrouter'}} | low | {'reasoning':{'effort':'low'}}",
        "{'reasoning':true,'compat':{'thinkingFormat':'qwen'}} | off | {'enable_thinking':false}",
        "{'reasoning':true,'compat':{'thinkingFormat':'zai'}} | low | {'thinking':{'type':'enabled'}}",
        "{'reasoning':true,'compat':{'thinkingFormat':'together'}} | low | {'reasoning':{'enabled':true}}",
    })
    void tellsEachServiceInItsOwnWordsHowLongToThink(String settings, String level, String expected) throws Exception {
        JsonNode body = body(new OpenAiCompletions(), "x/m", settings.replace('\'', '"'), "{}", HI, level);
        for (String field : List.of("reasoning_effort", "reasoning", "thinking", "enable_thinking")) {
            assertEquals(Json.parse(expected.replace('\'', '"')).path(field), body.path(field), field);
        }
    }

    @Test
    void givesTheMessagesApiABudgetForThinking() throws Exception {
        String settings = "{\"reasoning\":true,\"maxTokens\":4000}";
        String params = "{\"temperature\":0.5}";
        JsonNode body = body(new AnthropicMessages(), "anthropic/m", settings, params, HI, "medium");
        assertEquals(8_192, body.path("thinking").path("budget_tokens").asInt());
        assertEquals(12_192, body.path("max_tokens").asInt());
        assertFalse(body.has("temperature"));

        JsonNode later = body(new AnthropicMessages(), "anthropic/m", settings, params, AFTER_A_TOOL, "medium");
        assertFalse(later.has("thinking"), "its thoughts of before the tool would have to be sent back");
        assertEquals(0.5, later.path("temperature").asDouble());
    }

    private static List<Message> afterThinking(String by) {
        ObjectNode thought = Json.object().put("type", "thinking").put("thinking", "hm").put("signature", "s");
        return List.of(
                new Message.User("hi"),
                new Message.Assistant(
                        "I look.", List.of(new Message.ToolCall("a", "look", "{}")),
                        new Thoughts(ModelRef.parse(by).orElseThrow(), List.of(thought))),
                new Message.ToolResult("a", "look", "seen", false),
                new Message.User("And hurry."));
    }

    @Test
    void sendsThoughtsBackUnchangedWithinTheirTurn() throws Exception {
        JsonNode body = body(new AnthropicMessages(), "anthropic/m", "{\"reasoning\":true}", "{}", afterThinking("anthropic/m"), "low");
        assertEquals(2_048, body.path("thinking").path("budget_tokens").asInt());
        JsonNode said = body.path("messages").path(1).path("content");
        assertEquals(Json.parse("{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"}"), said.path(0));
        assertEquals("text", said.path(1).path("type").asText());
        assertEquals("tool_use", said.path(2).path("type").asText());
    }

    @Test
    void keepsThoughtsFromAModelThatDidntThinkThem() throws Exception {
        JsonNode body = body(new AnthropicMessages(), "anthropic/m", "{\"reasoning\":true}", "{}", afterThinking("other/m"), "low");
        assertFalse(body.has("thinking"));
        assertEquals("text", body.path("messages").path(1).path("content").path(0).path("type").asText());
    }

    @Test
    void sendsReasoningContentBackToServicesThatWantIt() throws Exception {
        ObjectNode thought = Json.object().put("reasoning_content", "hm");
        List<Message> messages = List.of(
                new Message.User("hi"),
                new Message.Assistant(
                        "", List.of(new Message.ToolCall("a", "look", "{}")),
                        new Thoughts(ModelRef.parse("x/m").orElseThrow(), List.of(thought))),
                new Message.ToolResult("a", "look", "seen", false));
        String wanting = "{\"compat\":{\"requiresReasoningContentOnAssistantMessages\":true}}";
        int said = 2;
        assertEquals("hm", body(new OpenAiCompletions(), "x/m", wanting, "{}", messages, null)
                .path("messages").path(said).path("reasoning_content").asText());
        assertEquals("", body(new OpenAiCompletions(), "x/m", wanting, "{}", AFTER_A_TOOL, null)
                .path("messages").path(said).path("reasoning_content").asText("absent"));
        assertFalse(body(new OpenAiCompletions(), "x/m", "{}", "{}", messages, null)
                .path("messages").path(said).has("reasoning_content"));
    }

    @Test
    void doesNotThinkWhereAToolIsDemanded() throws Exception {
        ModelRequest request = new ModelRequest(
                "", HI, List.of(Json.parse("{\"name\":\"look\"}")), Json.parse("\"required\""), null, "high");
        Question question = new Question(
                ModelRef.parse("anthropic/m").orElseThrow(), request, Json.parse("{\"reasoning\":true}"), Map.of());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new AnthropicMessages().body(question).writeTo(out);
        JsonNode body = Json.mapper().readTree(out.toByteArray());
        assertFalse(body.has("thinking"));
        assertEquals("any", body.path("tool_choice").path("type").asText());
    }

    @ParameterizedTest
    @CsvSource({"anthropic/m, {}, short", "proxy/m, {}, none", "anthropic/m, none, none", "proxy/m, long, long"})
    void marksWhatTheProviderIsToKeep(String model, String retention, String expected) throws Exception {
        String params = retention.equals("{}") ? "{}" : "{\"cacheRetention\":\"" + retention + "\"}";
        JsonNode body = body(new AnthropicMessages(), model, "{}", params, HI, null);
        JsonNode mark = body.path("system").path(0).path("cache_control");
        switch (expected) {
            case "none" -> assertTrue(body.path("system").isTextual());
            case "long" -> assertEquals("1h", mark.path("ttl").asText());
            default -> assertEquals(Json.parse("{\"type\":\"ephemeral\"}"), mark);
        }
    }

    @Test
    void leavesOutWhatAnEndpointCantTake() throws Exception {
        String settings = "{\"compat\":{\"supportsTemperature\":false,\"supportsUsageInStreaming\":false,\"supportsStore\":false}}";
        assertFalse(body(new OpenAiCompletions(), "x/m", settings, "{\"temperature\":1}", HI, null).has("temperature"));
        assertFalse(body(new OpenAiCompletions(), "x/m", settings, "{}", HI, null).has("stream_options"));
        assertFalse(body(new OpenAiResponses(), "x/m", settings, "{\"temperature\":1}", HI, null).has("store"));
    }
}
