package org.openclaw.appliance.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openclaw.appliance.access.Grant;
import org.openclaw.appliance.access.Role;
import org.openclaw.appliance.agent.Gateway;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.Image;
import org.openclaw.appliance.provider.Message;
import org.openclaw.appliance.provider.ModelRequest;

@Timeout(60)
class ResponsesTest {

    private static final String TOOLS = ",'tools':[{'type':'function','name':'get_weather','parameters':{'type':'object'}}]";

    @TempDir
    Path folder;

    private Gateway gateway;
    private boolean enabled = true;

    @BeforeEach
    void start() {
        gateway = new Gateway(folder, "{}");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private RecordedCall respond(RecordedCall call) throws IOException {
        OpenAiRoutes.Enabled wanted = new OpenAiRoutes.Enabled(() -> false, () -> enabled);
        Targets targets = new Targets(gateway.agents, gateway.sessions, gateway.models);
        new OpenAiRoutes(wanted, targets, gateway.models, gateway.parts.runs(), gateway.clock)
                .routes().stream()
                .filter(route -> route.path().equals("/v1/responses"))
                .findFirst()
                .orElseThrow()
                .handler()
                .handle(call);
        return call;
    }

    private RecordedCall respond(String body) throws IOException {
        return respond(new RecordedCall("", body.replace('\'', '"')));
    }

    private ModelRequest asked() throws InterruptedException {
        return gateway.model.asked.poll(20, TimeUnit.SECONDS);
    }

    private static String outputText(JsonNode response) {
        return response.path("output").path(0).path("content").path(0).path("text").asText();
    }

    @Test
    void isNotThereUnlessEnabled() throws Exception {
        enabled = false;
        assertEquals(404, respond("{'model':'openclaw','input':'hi'}").status);
    }

    @Test
    void answersWhole() throws Exception {
        RecordedCall call = respond("{'model':'openclaw','input':'hi','instructions':'Be brief.'}");
        assertEquals(200, call.status);
        JsonNode answer = call.json();
        assertTrue(answer.path("id").asText().startsWith("resp_"));
        assertEquals("completed", answer.path("status").asText());
        assertEquals("echo hi", outputText(answer));
        assertEquals("final_answer", answer.path("output").path(0).path("phase").asText());
        assertEquals(18, answer.path("usage").path("total_tokens").asInt());
        assertTrue(asked().system().contains("Be brief."));
    }

    @Test
    void streamsTheEventsInOrder() throws Exception {
        String text = respond("{'model':'openclaw','input':'hi','stream':true}").text();
        assertEquals(
                List.of("response.created", "response.in_progress", "response.output_item.added", "response.content_part.added",
                        "response.output_text.delta", "response.output_text.delta", "response.output_text.done",
                        "response.content_part.done", "response.output_item.done", "response.completed"),
                types(text));
        assertTrue(text.endsWith("data: [DONE]\n\n"));
        JsonNode last = events(text).getLast();
        assertEquals("echo hi", outputText(last.path("response")));
    }

    private static List<JsonNode> events(String text) {
        List<JsonNode> events = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (line.startsWith("data: {")) {
                events.add(Json.parseOwn(line.substring(6)));
            }
        }
        return events;
    }

    private static List<String> types(String text) {
        return events(text).stream().map(event -> event.path("type").asText()).toList();
    }

    @Test
    void toolCallsMakeTheRoundTrip() throws Exception {
        JsonNode first = respond("{'model':'openclaw','input':'call'" + TOOLS + "}").json();
        assertEquals("commentary", first.path("output").path(0).path("phase").asText());
        JsonNode call = first.path("output").path(1);
        assertEquals("function_call", call.path("type").asText());
        assertEquals("call_1", call.path("call_id").asText());
        assertEquals("{\"city\":\"Paris\"}", call.path("arguments").asText());
        asked();

        JsonNode second = respond("{'model':'openclaw','input':[{'type':'function_call_output','call_id':'call_1',"
                + "'output':'sunny'}],'previous_response_id':'" + first.path("id").asText() + "'" + TOOLS + "}").json();
        assertEquals("echo tool said sunny".substring(5), outputText(second).substring(5), outputText(second));
        List<Message> messages = asked().messages();
        assertEquals(new Message.ToolResult("call_1", "get_weather", "sunny", false), messages.getLast());
        assertEquals(new Message.User("call"), messages.getFirst());
    }

    @Test
    void streamsToolCallsAsItemsOfTheirOwn() throws Exception {
        String text = respond("{'model':'openclaw','input':'call','stream':true" + TOOLS + "}").text();
        List<JsonNode> items = events(text).stream()
                .filter(event -> event.path("type").asText().equals("response.output_item.done"))
                .toList();
        assertEquals("commentary", items.get(0).path("item").path("phase").asText());
        assertEquals(1, items.get(1).path("output_index").asInt());
        assertEquals("get_weather", items.get(1).path("item").path("name").asText());
    }

    @Test
    void goesOnFromAnEarlierResponse() throws Exception {
        String first = respond("{'model':'openclaw','input':'one'}").json().path("id").asText();
        asked();
        respond("{'model':'openclaw','input':'two','previous_response_id':'" + first + "'}");
        assertEquals(
                List.of(new Message.User("one"), new Message.Assistant("echo one", List.of()), new Message.User("two")),
                asked().messages());
        respond("{'model':'openclaw','input':'three'}");
        assertEquals(List.of(new Message.User("three")), asked().messages());
        respond("{'model':'openclaw','input':'four','previous_response_id':'resp_nothing'}");
        assertEquals(List.of(new Message.User("four")), asked().messages());
    }

    @Test
    void readsAConversationOfItems() throws Exception {
        respond("{'model':'openclaw','input':["
                + "{'type':'message','role':'developer','content':'Speak French.'},"
                + "{'role':'user','content':[{'type':'input_text','text':'What is it?'},"
                + "{'type':'input_image','image_url':'data:image/png;base64,iVBORw=='}]},"
                + "{'type':'reasoning','id':'r'},"
                + "{'type':'message','role':'assistant','content':[{'type':'output_text','text':'Let me see.'}]},"
                + "{'type':'function_call','call_id':'c','name':'look','arguments':'{}'},"
                + "{'type':'function_call_output','call_id':'c','output':'a cat'},"
                + "{'role':'user','content':[{'type':'input_text','text':'Sure?'},{'type':'input_file','source':"
                + "{'type':'base64','media_type':'text/plain','filename':'a.txt','data':'bWVvdw=='}}]}]}");
        ModelRequest request = asked();
        assertEquals(
                List.of(
                        new Message.User("What is it?", List.of(Image.of("image/png", "iVBORw=="))),
                        new Message.Assistant("Let me see.", List.of(new Message.ToolCall("c", "look", "{}"))),
                        new Message.ToolResult("c", "look", "a cat", false),
                        new Message.User("Sure?")),
                request.messages());
        assertTrue(request.system().contains("Speak French."));
        assertTrue(request.system().contains("Source: External\nmeow"), request.system());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{} | model: Invalid input: expected string, received undefined",
        "{'model':'openclaw'} | input: Invalid input",
        "{'model':'openclaw','input':[]} | Missing user message in `input`.",
        "{'model':'openclaw','input':[{'type':'zzz'}]} | input: Invalid input",
        "{'model':'openclaw','input':'x','tools':{}} | tools: Invalid input: expected array, received object",
        "{'model':'openclaw','input':'x','tools':[{'type':'web'}]} | tools.0.type: Invalid input: expected \"function\"",
        "{'model':'openclaw','input':'x','tool_choice':'required'} | invalid tool configuration",
        "{'model':'openclaw','input':'x','bogus':1} | : Unrecognized key: \"bogus\"",
        "{'model':'openclaw','input':'x','temperature':9} | temperature: Too big: expected number to be <=2",
        "{'model':'openclaw','input':'x','max_output_tokens':-1} | max_output_tokens: Too small: expected number to be >0",
        "{'model':'nope','input':'x'} | Invalid `model`. Use `openclaw` or `openclaw/<agentId>`.",
        "{'model':'openclaw/nope','input':'x'} | Unknown agent 'nope'.",
    })
    void refusesWhatItCantTake(String body, String message) throws Exception {
        RecordedCall call = respond(body);
        assertEquals(400, call.status);
        assertEquals(message, call.errorMessage());
        assertEquals("invalid_request_error", call.json().path("error").path("type").asText());
    }

    @Test
    void fetchesNoImages() throws Exception {
        RecordedCall call = respond("{'model':'openclaw','input':[{'role':'user','content':[{'type':'input_image',"
                + "'source':{'type':'url','url':'http://169.254.169.254/x.png'}}]}]}");
        assertEquals(400, call.status);
        assertTrue(call.errorMessage().contains("fetches none"), call.errorMessage());
    }

    @Test
    void tellsFailures() throws Exception {
        assertEquals(500, respond("{'model':'openclaw','input':'fail'}").status);
        String text = respond("{'model':'openclaw','input':'fail','stream':true}").text();
        assertEquals("response.failed", types(text).getLast());
        assertTrue(text.endsWith("data: [DONE]\n\n"));
        RecordedCall unmet = respond("{'model':'openclaw','input':'hi','tool_choice':'required'" + TOOLS + "}");
        assertEquals(502, unmet.status);
        assertEquals("tool_choice=required was not satisfied by the agent response", unmet.errorMessage());
    }

    @Test
    void aReaderMayNotAsk() throws Exception {
        RecordedCall call = new RecordedCall("", "{\"model\":\"openclaw\",\"input\":\"hi\"}");
        call.grant = new Grant(Role.OPERATOR, List.of("operator.read"), "token");
        assertEquals(403, respond(call).status);
        assertFalse(call.errorMessage().isEmpty());
    }
}
