package org.openclaw.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.FakeProvider;
import org.openclaw.appliance.provider.FakeScripts;

/** The HTTP interfaces of a whole gateway, called as other programs call them. */
@Timeout(60)
class HttpApisTest {

    private static final String CONFIG = """
            {"gateway":{"http":{"endpoints":{"chatCompletions":{"enabled":true},"responses":{"enabled":true}}}},
             "plugins":{"entries":{"admin-http-rpc":{"enabled":%s}}},
             "memory":{"search":{"provider":"fake","model":"vectors"}},
             "models":{"providers":{"fake":{"baseUrl":"%s","apiKey":"k","models":[
               {"id":"echo","input":["text","image"],"cost":{"input":3,"output":15,"cacheRead":0.3,"cacheWrite":3.75}}]}}},
             "agents":{"defaults":{"model":{"primary":"fake/echo"}}}}""";

    @TempDir
    Path home;

    private FakeProvider provider;
    private TestGateway gateway;

    /** What came back. */
    private record Reply(int status, String type, String body) {
        JsonNode json() {
            return Json.parseOwn(body);
        }
    }

    private void start(boolean adminRpc) throws Exception {
        provider = FakeProvider.start((request, answer) -> {
            if (request.path().endsWith("/embeddings")) {
                answer.document(200, """
                        {"object":"list","model":"vectors","data":[{"object":"embedding","index":0,"embedding":[0.5,1]}],
                        "usage":{"prompt_tokens":2,"total_tokens":2}}""");
            } else {
                FakeScripts.echo(request, answer);
            }
        });
        gateway = new TestGateway(home, CONFIG.formatted(adminRpc, provider.baseUrl()));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        provider.close();
    }

    private Reply call(String method, String path, String body, String... headers) throws IOException {
        HttpURLConnection http =
                (HttpURLConnection) URI.create("http://127.0.0.1:" + gateway.port() + path).toURL().openConnection();
        http.setRequestMethod(method);
        http.setRequestProperty("Authorization", "Bearer " + TestGateway.TOKEN);
        http.setRequestProperty("Content-Type", "application/json");
        for (int i = 0; i < headers.length; i += 2) {
            http.setRequestProperty(headers[i], headers[i + 1]);
        }
        if (body != null) {
            http.setDoOutput(true);
            http.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        }
        int status = http.getResponseCode();
        try (InputStream in = status < 400 ? http.getInputStream() : http.getErrorStream()) {
            return new Reply(status, http.getContentType(), in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** The text of a chat-completions stream. */
    private static String said(Reply stream) {
        assertEquals(200, stream.status(), stream.body());
        assertTrue(stream.type().startsWith("text/event-stream"), stream.type());
        assertTrue(stream.body().endsWith("data: [DONE]\n\n"), stream.body());
        StringBuilder said = new StringBuilder();
        for (String line : stream.body().split("\n")) {
            if (line.startsWith("data: {")) {
                said.append(Json.parseOwn(line.substring(6)).path("choices").path(0).path("delta").path("content").asText(""));
            }
        }
        return said.toString();
    }

    @Test
    void servesOpenWebUi() throws Exception {
        start(false);
        JsonNode models = call("GET", "/v1/models", null, "User-Agent", "Python/3.11 aiohttp/3.11.11").json();
        assertEquals("openclaw", models.path("data").path(0).path("id").asText());
        assertEquals("hello", said(call("POST", "/v1/chat/completions", """
                {"stream":true,"model":"openclaw/default","messages":[{"role":"user","content":"hello"}],
                "stream_options":{"include_usage":true}}""", "X-OpenWebUI-User-Name", "Ada")));
        Reply title = call("POST", "/v1/chat/completions", """
                {"model":"openclaw/default","messages":[{"role":"user","content":"### Task: make a title"}],"stream":false,
                "max_completion_tokens":1000}""");
        assertEquals("### Task: make a title",
                title.json().path("choices").path(0).path("message").path("content").asText());
        String seen = said(call("POST", "/v1/chat/completions", """
                {"stream":true,"model":"openclaw","messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},
                {"role":"user","content":[{"type":"text","text":"see"},
                {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw=="}}]}]}"""));
        assertTrue(seen.isEmpty() || seen.contains("see"), seen);
        assertTrue(provider.requests().getLast().body().toString().contains("data:image/png;base64,iVBORw=="));
    }

    @Test
    void servesLobeChat() throws Exception {
        start(false);
        String[] sdk = {"User-Agent", "OpenAI/JS 4.104.0", "X-Stainless-Lang", "js", "Accept", "application/json"};
        assertEquals(200, call("GET", "/v1/models", null, sdk).status());
        assertEquals("hello", said(call("POST", "/v1/chat/completions", """
                {"model":"openclaw/main","frequency_penalty":0,"presence_penalty":0,"temperature":1,"top_p":1,"stream":true,
                "stream_options":{"include_usage":true},"user":"user_2f",
                "messages":[{"content":"You are kind.","role":"system"},{"content":"hello","role":"user"}]}""", sdk)));
    }

    @Test
    void servesLibreChat() throws Exception {
        start(false);
        assertEquals(200, call("GET", "/v1/models", null, "User-Agent", "axios/1.8.2").status());
        String body = """
                {"model":"openclaw","user":"665f0c2e8e","stream":true,"messages":[{"role":"user","content":"%s"}]}""";
        assertEquals("hello", said(call("POST", "/v1/chat/completions", body.formatted("hello"))));
        assertEquals("again", said(call("POST", "/v1/chat/completions", body.formatted("again"))));
        assertEquals(4, provider.requests().getLast().body().path("messages").size(), "the same user goes on");
    }

    @Test
    void passesEmbeddingsThrough() throws Exception {
        start(false);
        Reply reply = call("POST", "/v1/embeddings", """
                {"model":"openclaw","input":["a","b"],"dimensions":2,"encoding_format":"float"}""");
        assertEquals(200, reply.status(), reply.body());
        assertEquals("list", reply.json().path("object").asText());
        assertEquals(0.5, reply.json().path("data").path(0).path("embedding").path(0).asDouble());
        assertEquals(
                Json.parse("{\"input\":[\"a\",\"b\"],\"dimensions\":2,\"encoding_format\":\"float\",\"model\":\"vectors\"}"),
                provider.requests().getLast().body());
        assertEquals(400, call("POST", "/v1/embeddings", "{\"model\":\"openclaw\",\"input\":[\"a\",3]}").status());
        assertEquals(400, call(
                "POST", "/v1/embeddings", "{\"model\":\"openclaw\",\"input\":\"a\"}", "x-openclaw-model", "other/v").status());
        gateway.reconfigure(root -> root.remove("memory"));
        gateway.restart();
        Reply none = call("POST", "/v1/embeddings", "{\"model\":\"openclaw\",\"input\":\"a\"}");
        assertEquals(503, none.status());
        assertTrue(none.body().contains("memory.search.provider"), none.body());
    }

    @Test
    void keepsTheAdminRpcShutUnlessEnabled() throws Exception {
        start(false);
        assertEquals(404, call("POST", "/api/v1/admin/rpc", "{\"method\":\"health\"}").status());
    }

    @Test
    void answersMethodsOverHttp() throws Exception {
        start(true);
        Reply health = call("POST", "/api/v1/admin/rpc", "{\"id\":\"a\",\"method\":\"health\"}");
        assertEquals(200, health.status());
        assertEquals("a", health.json().path("id").asText());
        assertTrue(health.json().path("payload").path("ok").asBoolean());
        assertTrue(call("POST", "/api/v1/admin/rpc", "{\"method\":\"commands.list\"}").body().contains("usage.cost"));
        Reply refused = call("POST", "/api/v1/admin/rpc", "{\"method\":\"chat.send\",\"params\":{}}");
        assertEquals(400, refused.status());
        assertEquals("admin HTTP RPC method is not supported: chat.send",
                refused.json().path("error").path("message").asText());
        assertFalse(refused.json().path("id").asText().isEmpty());
        assertEquals(400, call("POST", "/api/v1/admin/rpc", "{\"method\":\"config.set\",\"params\":{}}").status());
        assertEquals("{\"ok\":false,\"error\":{\"type\":\"invalid_request\",\"message\":\"request body must be valid JSON\"}}",
                call("POST", "/api/v1/admin/rpc", "{").body());
        assertEquals("method must be a non-empty string",
                call("POST", "/api/v1/admin/rpc", "{}").json().path("error").path("message").asText());
        assertEquals(405, call("GET", "/api/v1/admin/rpc", null).status());
        assertEquals(401, call("POST", "/api/v1/admin/rpc", "{}", "Authorization", "Bearer wrong").status());
    }

    @Test
    void tellsWhatTurnsCost() throws Exception {
        start(true);
        call("POST", "/v1/responses", "{\"model\":\"openclaw\",\"input\":\"hello\"}");
        JsonNode cost = call("POST", "/api/v1/admin/rpc", "{\"method\":\"usage.cost\",\"params\":{\"days\":2}}")
                .json().path("payload");
        assertEquals(2, cost.path("daily").size());
        assertEquals(17, cost.path("totals").path("totalTokens").asInt());
        assertEquals(0.0001056, cost.path("totals").path("totalCost").asDouble(), 1e-12);
    }
}
