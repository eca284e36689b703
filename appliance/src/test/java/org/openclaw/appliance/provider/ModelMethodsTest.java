package org.openclaw.appliance.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Method;

class ModelMethodsTest {

    @Test
    void listsWhatIsConfiguredAndTheBuiltInResponder() throws Exception {
        JsonNode rows = methods("""
                {"agents":{"defaults":{"model":"openai/gpt-4o","models":{"local/llama":{"alias":"llama"}}}},
                 "models":{"providers":{"local":{"baseUrl":"http://127.0.0.1:1/v1","apiKey":"top-secret","models":[
                   {"id":"llama","name":"Llama","contextWindow":8000,"reasoning":true,"input":["text","image","smell"]}]}}}}""")
                .rows(Optional.empty());

        assertEquals(
                Json.parse("""
                        [{"id":"llama","name":"Llama","provider":"local","alias":"llama","available":true,
                          "contextWindow":8000,"reasoning":true,"input":["text","image"]},
                         {"id":"gpt-4o","name":"gpt-4o","provider":"openai","available":false,
                          "unavailableReason":"missing-auth","reasoning":false,"input":["text"]},
                         {"id":"offline","name":"Built-in responder (no language model)","provider":"appliance",
                          "available":true,"contextWindow":8192,"reasoning":false,"input":["text"]}]"""),
                Json.parse(Json.text(rows)));
    }

    @Test
    void listsOneProviderOnRequest() throws Exception {
        assertEquals(0, methods("{}").rows(Optional.of("openai")).size());
        assertEquals(1, methods("{}").rows(Optional.of("appliance")).size());
    }

    @Test
    void advertisesReadMethods() throws Exception {
        List<Method<?>> methods = methods("{}").methods();
        assertEquals(List.of("models.list", "models.authStatus"), methods.stream().map(Method::name).toList());
        methods.forEach(method -> assertEquals(Access.READ, method.access()));
    }

    @Test
    void showsNoKey() throws Exception {
        String rows = Json.text(methods("""
                {"models":{"providers":{"local":{"baseUrl":"http://127.0.0.1:1/v1","apiKey":"top-secret","models":[
                {"id":"llama"}]}}}}""").rows(Optional.empty()));
        assertFalse(rows.contains("top-secret"));
    }

    private static ModelMethods methods(String json) throws Exception {
        Config config = new Config(Json.parse(json), "test");
        return new ModelMethods(
                new Models(() -> config, name -> null, new SampleDevice(), Clock.systemUTC()), Clock.systemUTC());
    }
}
