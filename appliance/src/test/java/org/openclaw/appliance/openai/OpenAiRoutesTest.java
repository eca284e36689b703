package org.openclaw.appliance.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openclaw.appliance.access.Grant;
import org.openclaw.appliance.access.Role;
import org.openclaw.appliance.agent.Gateway;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.Message;
import org.openclaw.appliance.provider.ModelRequest;
import org.openclaw.appliance.server.Route;
import org.openclaw.appliance.session.SessionKey;

class OpenAiRoutesTest {

    private static final String TOOLS = ",'tools':[{'type':'function','function':{'name':'get_weather'}}]";

    @TempDir
    Path folder;

    private Gateway gateway;
    private boolean enabled = true;
    private boolean responsesEnabled;
    private List<Route> routes;

    @BeforeEach
    void start() {
        gateway = new Gateway(folder, "{}");
        Targets targets = new Targets(gateway.agents, gateway.sessions, gateway.models);
        OpenAiRoutes.Enabled wanted = new OpenAiRoutes.Enabled(() -> enabled, () -> responsesEnabled);
        routes = new OpenAiRoutes(wanted, targets, gateway.models, gateway.parts.runs(), gateway.clock).routes();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private RecordedCall models(String rest) throws IOException {
        RecordedCall call = new RecordedCall(rest, "");
        routes.get(0).handler().handle(call);
        return call;
    }

    private RecordedCall complete(RecordedCall call) throws IOException {
        routes.get(1).handler().handle(call);
        return call;
    }

    private RecordedCall complete(String body) throws IOException {
        return complete(call(body));
    }

    private static RecordedCall call(String body) {
        return new RecordedCall("", body.replace('\'', '"'));
    }

    private static String ask(String text, String more) {
        return "{'model':'openclaw','messages':[{'role':'user','content':'" + text + "'}]" + more + "}";
    }

    @Test
    void listsAgentsAsModels() throws Exception {
        JsonNode data = models("").json().path("data");
        assertEquals(
                List.of("openclaw", "openclaw/default", "openclaw/main"),
                data.valueStream().map(model -> model.path("id").asText()).toList());
        assertEquals("openclaw/main", models("/openclaw/main").json().path("id").asText());
        assertEquals(400, models("/nope").status);
    }

    @Test
    void isNotThereWhenDisabled() throws Exception {
        enabled = false;
        assertEquals(404, models("").status);
        assertEquals("Not Found", complete(ask("hi", "")).text());
    }

    @Test
    void answersWhole() throws Exception {
        RecordedCall call = complete(ask("hi", ""));
        assertEquals(200, call.status);
        JsonNode answer = call.json();
        assertTrue(answer.path("id").asText().startsWith("chatcmpl_"));
        assertEquals("echo hi", answer.path("choices").path(0).path("message").path("content").asText());
        assertEquals("stop", answer.path("choices").path(0).path("finish_reason").asText());
        assertEquals(18, answer.path("usage").path("total_tokens").asInt());
    }

    @Test
    void streamsChunksUsageAndDone() throws Exception {
        String text = complete(ask("hi", ",'stream':true,'stream_options':{'include_usage':true}")).text();
        String[] chunks = text.split("\n\n");
        assertTrue(chunks[0].contains("\"delta\":{\"role\":\"assistant\"}"), chunks[0]);
        StringBuilder said = new StringBuilder();
        for (String chunk : chunks) {
            if (chunk.startsWith("data: {")) {
                JsonNode delta = Json.parseOwn(chunk.substring(6)).path("choices").path(0).path("delta");
                said.append(delta.path("content").asText(""));
            }
        }
        assertEquals("echo hi", said.toString());
        assertTrue(chunks[chunks.length - 2].contains("\"choices\":[],\"usage\""), text);
        assertEquals("data: [DONE]", chunks[chunks.length - 1]);
    }

    @Test
    void toolCallsMakeTheRoundTrip() throws Exception {
        JsonNode choice = complete(ask("call", TOOLS)).json().path("choices").path(0);
        assertEquals("tool_calls", choice.path("finish_reason").asText());
        assertEquals(
                "{\"city\":\"Paris\"}",
                choice.path("message").path("tool_calls").path(0).path("function").path("arguments").asText());

        RecordedCall second = complete("{'model':'openclaw','messages':[{'role':'user','content':'call'},"
                + "{'role':'assistant','content':null,'tool_calls':[{'id':'call_1','type':'function','function':"
                + "{'name':'get_weather','arguments':'{}'}}]},"
                + "{'role':'tool','tool_call_id':'call_1','content':'sunny'}]" + TOOLS + "}");
        assertEquals(
                "echo tool said sunny", second.json().path("choices").path(0).path("message").path("content").asText());
    }

    @Test
    void streamsToolCallsInFragments() throws Exception {
        String text = complete(ask("call", ",'stream':true" + TOOLS)).text();
        assertTrue(text.contains("\"name\":\"get_weather\",\"arguments\":\"\""), text);
        assertTrue(text.contains("\"finish_reason\":\"tool_calls\""), text);
    }

    @Test
    void honoursTheWholeConversationOfAStatelessRequest() throws Exception {
        complete("{'model':'openclaw','messages':[{'role':'system','content':'Be brief.'},"
                + "{'role':'user','content':'one'},{'role':'assistant','content':'1'},{'role':'user','content':'two'}]}");
        ModelRequest asked = gateway.model.asked.take();
        assertEquals(
                List.of(new Message.User("one"), new Message.Assistant("1", List.of()), new Message.User("two")),
                asked.messages());
        assertTrue(asked.system().contains("Be brief."));
    }

    @Test
    void aUserHasAStableSessionWithItsHistory() throws Exception {
        complete(ask("one", ",'user':'ann'"));
        complete(ask("two", ",'user':'ann'"));
        gateway.model.asked.take();
        assertEquals(3, gateway.model.asked.take().messages().size());
        assertTrue(gateway.sessions.find(SessionKey.parse("agent:main:openai-user:ann").orElseThrow()).isPresent());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{'model':'openclaw'} | Missing user message in `messages`.",
        "{'model':'openclaw','messages':[{'role':'system','content':'x'}]} | Missing user message in `messages`.",
        "{'model':'gpt','messages':[{'role':'user','content':'x'}]} | Invalid `model`. Use `openclaw` or `openclaw/<agentId>`.",
        "{'model':'openclaw/nope','messages':[{'role':'user','content':'x'}]} | Unknown agent 'nope'.",
        "{'model':'openclaw','temperature':9,'messages':[{'role':'user','content':'x'}]} | `temperature` must be between 0 and 2.",
        "{'model':'openclaw','tools':{},'messages':[{'role':'user','content':'x'}]} | tools: Invalid input: expected array, received object",
    })
    void refusesWhatIsWrong(String body, String message) throws Exception {
        RecordedCall call = complete(body);
        assertEquals(400, call.status);
        assertEquals(message, call.errorMessage());
        assertEquals("invalid_request_error", call.json().path("error").path("type").asText());
    }

    @Test
    void refusesBrokenAndHugeBodies() throws Exception {
        assertEquals(400, complete("{bad").status);
        assertEquals(413, complete(" ".repeat(OpenAiRoutes.MOST_BODY + 1)).status);
    }

    @Test
    void refusesReservedSessionsAndUnknownModels() throws Exception {
        RecordedCall reserved = complete(call(ask("hi", "")).header("x-openclaw-session-key", "subagent:x"));
        assertEquals("`x-openclaw-session-key` cannot use reserved internal session namespaces.", reserved.errorMessage());
        RecordedCall unknown = complete(call(ask("hi", "")).header("x-openclaw-model", "nope/none"));
        assertEquals(404, unknown.status);
        assertTrue(unknown.errorMessage().startsWith("Unknown model: nope/none."));
    }

    @Test
    void choosingTheModelNeedsTheOwner() throws Exception {
        RecordedCall call = call(ask("hi", "")).header("x-openclaw-model", "appliance/offline");
        call.grant = new Grant(Role.OPERATOR, List.of("operator.write"), "trusted-proxy");
        assertEquals("missing scope: operator.admin", complete(call).errorMessage());
        assertEquals(403, call.status);
    }

    @Test
    void saysWhenARequiredToolWasNotCalled() throws Exception {
        RecordedCall call = complete(ask("hi", ",'tool_choice':'required'" + TOOLS));
        assertEquals(502, call.status);
        assertEquals("tool_choice=required was not satisfied by the agent response", call.errorMessage());
    }

    @Test
    void aFailedTurnIsAnErrorInBothForms() throws Exception {
        RecordedCall whole = complete(ask("fail", ""));
        assertEquals(500, whole.status);
        assertEquals("internal error", whole.errorMessage());
        String stream = complete(ask("fail", ",'stream':true")).text();
        assertTrue(stream.contains("data: {\"error\":{"), stream);
        assertTrue(stream.endsWith("data: [DONE]\n\n"));
    }

    @Test
    void aDisconnectEndsTheTurn() throws Exception {
        RecordedCall call = call(ask("hang", ""));
        Thread client = Thread.startVirtualThread(() -> {
            try {
                complete(call);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        Runnable disconnect = call.onDisconnect.get(20, TimeUnit.SECONDS);
        assertEquals(1, gateway.parts.runs().count());
        disconnect.run();
        client.join();
        assertEquals(0, gateway.parts.runs().count());
        assertFalse(call.text().isEmpty());
    }
}
