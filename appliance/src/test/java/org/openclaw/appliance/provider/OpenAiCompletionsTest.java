package org.openclaw.appliance.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.ProviderException.Kind;

@Timeout(60)
class OpenAiCompletionsTest {

    private static final String KEY = TestEndpoints.key("fake");
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Timeouts PATIENT = new Timeouts(LONG, LONG, LONG, LONG);

    private final RecordingListener heard = new RecordingListener();
    private final Cancellation cancellation = new Cancellation();
    private FakeProvider provider;

    @AfterEach
    void stop() throws IOException {
        if (provider != null) {
            provider.close();
        }
    }

    @Test
    void streamsTextAndCountsTokens() throws Exception {
        ModelReply reply = ask("hello", PATIENT);

        assertEquals("Hello, wörld 你好 🎉", reply.text());
        assertEquals(reply.text(), heard.text());
        assertEquals(List.of("Hello", ", ", "wörld 你好 🎉"), heard.texts);
        assertEquals(new ModelReply.Usage(10, 5, 2, 0), reply.usage());
        assertEquals("stop", reply.stopReason());
        assertEquals(new ModelRef("fake", "hello"), reply.model());
    }

    @Test
    void understandsAStreamThatArrivesByteByByte() throws Exception {
        ModelReply reply = ask("bytes", PATIENT);

        assertEquals("Héllo 🎉", reply.text());
        assertEquals("stop", reply.stopReason());
    }

    @Test
    void handsOnTextBeforeTheAnswerEnds() throws Exception {
        CompletableFuture<ModelReply> reply = asking("hang-midway", PATIENT);

        assertTrue(heard.firstText.await(20, TimeUnit.SECONDS));
        assertFalse(reply.isDone());
        cancellation.cancel(Cancellation.Reason.REQUESTED);
        assertThrows(ExecutionException.class, reply::get);
    }

    @Test
    void assemblesToolCalls() throws Exception {
        ModelReply reply = ask("tool", PATIENT);

        assertEquals(List.of(new Message.ToolCall("call_1", "lookup", "{\"city\":\"Paris\"}")), reply.toolCalls());
        assertEquals("toolUse", reply.stopReason());
        assertEquals(
                List.of("0 call_1 lookup ", "0 call_1 lookup {\"city\":", "0 call_1 lookup \"Paris\"}"), heard.toolCalls);
    }

    @Test
    void doesNotWaitLongForTokenCountsAfterTheEnd() throws Exception {
        provider = FakeProvider.start((request, answer) -> answer.streamHeader()
                .text("Done.")
                .event(FakeProvider.Answer.chunk(Json.object(), "length"))
                .hang());
        ModelReply reply =
                completions(PATIENT, Map.of()).complete(new ModelRef("fake", "x"), request("hi"), heard, cancellation);

        assertEquals("Done.", reply.text());
        assertEquals("length", reply.stopReason());
        assertEquals(ModelReply.Usage.NONE, reply.usage());
    }

    @Test
    void takesAWholeDocumentFromAProviderThatDoesNotStream() throws Exception {
        ModelReply reply = ask("whole", PATIENT);

        assertEquals("All at once.", reply.text());
        assertEquals("All at once.", heard.text());
        assertEquals(new ModelReply.Usage(7, 3, 0, 0), reply.usage());
    }

    @Test
    void sendsTheConversationAsTheApiHasIt() throws Exception {
        provider = FakeProvider.start(FakeScripts::hello);
        ModelRequest request = new ModelRequest(
                "Be brief.",
                List.of(
                        new Message.User("What's the weather?"),
                        new Message.Assistant("", List.of(new Message.ToolCall("c1", "lookup", "{}"))),
                        new Message.ToolResult("c1", "lookup", "sunny", false)),
                List.of(Json.parse("{\"name\":\"lookup\",\"parameters\":{\"type\":\"object\"}}")),
                Json.parse("\"auto\""),
                Json.parse("{\"temperature\":0.2,\"model\":\"evil\"}"));
        completions(PATIENT, Map.of("maxTokens", Json.parse("99"), "temperature", Json.parse("1")))
                .complete(new ModelRef("fake", "some/model"), request, heard, cancellation);

        FakeProvider.Request sent = provider.requests().getFirst();
        assertEquals("/v1/chat/completions", sent.path());
        assertEquals("Bearer " + KEY, sent.headers().get("authorization"));
        assertEquals("tenant-7", sent.headers().get("x-tenant"));
        JsonNode expected = Json.parse("""
                {"model":"some/model","stream":true,"stream_options":{"include_usage":true},"messages":[
                {"role":"system","content":"Be brief."},{"role":"user","content":"What's the weather?"},
                {"role":"assistant","content":null,"tool_calls":[
                {"id":"c1","type":"function","function":{"name":"lookup","arguments":"{}"}}]},
                {"role":"tool","tool_call_id":"c1","content":"sunny"}],
                "tools":[{"type":"function","function":{"name":"lookup","parameters":{"type":"object"}}}],
                "tool_choice":"auto","temperature":0.2,"max_tokens":99}""");
        assertEquals(expected, sent.body());
    }

    @Test
    void sendsAConversationThatIsLargerThanEveryBuffer() throws Exception {
        provider = FakeProvider.start(FakeScripts::hello);
        String text = "long words and 你好 ".repeat(100_000);
        completions(PATIENT, Map.of()).complete(new ModelRef("fake", "x"), request(text), heard, cancellation);
        assertEquals(text, provider.requests().getFirst().lastUserText());
    }

    @ParameterizedTest
    @CsvSource({
        "error-401,AUTH,401", "error-404,NOT_FOUND,404", "error-500,UNAVAILABLE,500", "rate-limit,RATE_LIMIT,429",
        "too-long,CONTEXT_LENGTH,400", "html,BROKEN_ANSWER,0", "garbage,BROKEN_ANSWER,0", "huge-line,BROKEN_ANSWER,0",
        "cut,UNAVAILABLE,0", "reset,UNAVAILABLE,0", "error-midway,UNAVAILABLE,503", "unknown-name,NOT_FOUND,404",
    })
    void namesTheKindOfFailure(String script, Kind kind, int status) throws Exception {
        ProviderException failure = assertThrows(ProviderException.class, () -> ask(script, PATIENT));

        assertEquals(kind, failure.kind());
        assertEquals(status, failure.httpStatus());
        assertSpeaksPlainly(failure);
    }

    @ParameterizedTest
    @CsvSource({"hang,sent nothing", "hang-midway,sent nothing", "drip,sent no part of an answer"})
    void givesUpOnAProviderThatStalls(String script, String reason) {
        Timeouts timeouts = new Timeouts(LONG, script.equals("drip") ? LONG : SHORT, SHORT.multipliedBy(2), LONG);
        ProviderException failure = assertThrows(ProviderException.class, () -> ask(script, timeouts));

        assertEquals(Kind.TIMEOUT, failure.kind());
        assertTrue(failure.getMessage().contains(reason), failure.getMessage());
        assertSpeaksPlainly(failure);
    }

    @Test
    void boundsTheWholeAttempt() {
        ProviderException failure =
                assertThrows(ProviderException.class, () -> ask("slow", new Timeouts(LONG, LONG, LONG, SHORT)));

        assertEquals(Kind.TIMEOUT, failure.kind());
        assertTrue(failure.getMessage().contains("had not finished"), failure.getMessage());
    }

    @Test
    void givesUpOnAProviderThatDoesNotReadTheRequest() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Endpoint endpoint = endpoint("http://127.0.0.1:" + deaf.getLocalPort(), new Timeouts(LONG, SHORT, LONG, LONG));
            ProviderException failure = assertThrows(ProviderException.class, () ->
                    new HttpProvider(endpoint, new OpenAiCompletions(), Map.of(), Clock.systemUTC())
                            .complete(new ModelRef("fake", "x"), request("x".repeat(20_000_000)), heard, cancellation));
            assertEquals(Kind.TIMEOUT, failure.kind());
            assertTrue(failure.getMessage().contains("took in no request"), failure.getMessage());
        }
    }

    @Test
    void keepsWhatWasHeardWhenTheStreamIsCut() {
        assertThrows(ProviderException.class, () -> ask("cut", PATIENT));
        assertEquals("Half an ", heard.text());
    }

    @ParameterizedTest
    @CsvSource({"hang,REQUESTED,UNKNOWN", "hang-midway,REQUESTED,UNKNOWN", "hang,DEADLINE,TIMEOUT", "drip,SHUTDOWN,UNAVAILABLE"})
    void cancellingClosesTheConnectionAtOnce(String script, Cancellation.Reason reason, Kind kind) throws Exception {
        CompletableFuture<ModelReply> reply = asking(script, PATIENT);
        assertTrue(provider.awaitRequests(1));
        if (script.equals("hang-midway")) {
            assertTrue(heard.firstText.await(20, TimeUnit.SECONDS));
        }
        cancellation.cancel(reason);

        ExecutionException failure = assertThrows(ExecutionException.class, () -> reply.get(20, TimeUnit.SECONDS));
        assertEquals(kind, ((ProviderException) failure.getCause()).kind());
        if (script.startsWith("hang")) {
            assertTrue(provider.awaitHangUps(1));
        }
    }

    @Test
    void doesNotEvenConnectWhenCancelledBefore() throws Exception {
        cancellation.cancel(Cancellation.Reason.REQUESTED);
        assertThrows(ProviderException.class, () -> ask("hello", PATIENT));
        assertTrue(provider.requests().isEmpty());
    }

    @Test
    void closesTheConnectionWhenTheListenerFails() throws Exception {
        provider = FakeProvider.start(FakeScripts::hangMidway);
        ModelListener failing = new ModelListener() {
            @Override
            public void model(ModelRef model) {}

            @Override
            public void text(String delta) {
                throw new IllegalStateException("listener");
            }

            @Override
            public void toolCall(int index, String id, String name, String argumentsDelta) {}

            @Override
            public void retrying(int attempt, int maxAttempts, String reason) {}
        };
        assertThrows(IllegalStateException.class, () -> completions(PATIENT, Map.of())
                .complete(new ModelRef("fake", "x"), request("hi"), failing, cancellation));
        assertTrue(provider.awaitHangUps(1));
    }

    static Stream<Arguments> unreachable() {
        return Stream.of(
                Arguments.of("http://127.0.0.1:%d", "ECONNREFUSED 127.0.0.1:"),
                Arguments.of("http://[::1]:%d", "[::1]:"),
                Arguments.of("http://no-such-host.invalid:%d", "ENOTFOUND no-such-host.invalid"));
    }

    @ParameterizedTest
    @MethodSource("unreachable")
    void namesTheErrnoOfAFailedConnection(String address, String words) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Endpoint endpoint = endpoint(address.formatted(port), PATIENT);
        ProviderException failure = assertThrows(ProviderException.class, () ->
                new HttpProvider(endpoint, new OpenAiCompletions(), Map.of(), Clock.systemUTC())
                        .complete(new ModelRef("fake", "x"), request("hi"), heard, cancellation));

        assertEquals(Kind.UNAVAILABLE, failure.kind());
        assertTrue(failure.getMessage().contains(words), failure.getMessage());
        assertTrue(failure.retry().worthwhile());
        assertSpeaksPlainly(failure);
    }

    @Test
    void saysThatTheServerSpeaksNoTls() throws Exception {
        provider = FakeProvider.start(FakeScripts::hello);
        Endpoint endpoint = endpoint("https://127.0.0.1:" + provider.port(), PATIENT.withTotal(Duration.ofSeconds(5)));
        ProviderException failure = assertThrows(ProviderException.class, () ->
                new HttpProvider(endpoint, new OpenAiCompletions(), Map.of(), Clock.systemUTC())
                        .complete(new ModelRef("fake", "x"), request("hi"), heard, cancellation));
        assertEquals(Kind.UNAVAILABLE, failure.kind());
        assertSpeaksPlainly(failure);
    }

    @Test
    void survivesAThousandNonsenseAnswers() throws Exception {
        long[] seed = {0};
        provider = FakeProvider.start((request, answer) -> FakeScripts.nonsense(answer, seed[0]));
        Timeouts timeouts = new Timeouts(LONG, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5));
        for (seed[0] = 0; seed[0] < 1_000; seed[0]++) {
            Dialect dialect = seed[0] % 4 == 0 ? new AnthropicMessages() : new OpenAiCompletions();
            try {
                new HttpProvider(endpoint(provider.baseUrl(), timeouts), dialect, Map.of(), Clock.systemUTC())
                        .complete(new ModelRef("fake", "x"), request("hi"), heard, cancellation);
            } catch (ProviderException e) {
                assertSpeaksPlainly(e);
            }
        }
        assertEquals(1_000, provider.requests().size());
    }

    /** A sentence with the provider's or model's name, without the key and without what the provider sent. */
    private static void assertSpeaksPlainly(ProviderException failure) {
        String message = failure.getMessage();
        assertTrue(message.contains("fake"), message);
        assertTrue(message.endsWith("."), message);
        assertFalse(message.contains(KEY) || message.contains("boom") || message.contains("sk-"), message);
        assertFalse(message.contains("Exception") || message.contains("{"), message);
    }

    private CompletableFuture<ModelReply> asking(String script, Timeouts timeouts) throws IOException {
        provider = FakeProvider.start(FakeScripts::byModelName);
        CompletableFuture<ModelReply> reply = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                reply.complete(completions(timeouts, Map.of())
                        .complete(new ModelRef("fake", script), request("hi"), heard, cancellation));
            } catch (ProviderException | RuntimeException e) {
                reply.completeExceptionally(e);
            }
        });
        return reply;
    }

    private ModelReply ask(String script, Timeouts timeouts) throws IOException, ProviderException {
        provider = FakeProvider.start(FakeScripts::byModelName);
        return completions(timeouts, Map.of())
                .complete(new ModelRef("fake", script), request("hi"), heard, cancellation);
    }

    private HttpProvider completions(Timeouts timeouts, Map<String, JsonNode> params) {
        return new HttpProvider(
                endpoint(provider.baseUrl(), timeouts), new OpenAiCompletions(), params, Clock.systemUTC());
    }

    private static Endpoint endpoint(String baseUrl, Timeouts timeouts) {
        return TestEndpoints.of(
                "fake", Endpoint.COMPLETIONS, baseUrl, Map.of("X-Tenant", "tenant-7"), timeouts);
    }

    private static ModelRequest request(String text) {
        try {
            JsonNode tool = Json.parse("{\"name\":\"lookup\"}");
            return new ModelRequest("", List.of(new Message.User(text)), List.of(tool), null, null);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
