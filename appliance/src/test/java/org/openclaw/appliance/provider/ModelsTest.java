package org.openclaw.appliance.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.ProviderException.Kind;

@Timeout(60)
class ModelsTest {

    private static final RetryPolicy QUICK =
            new RetryPolicy(3, Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofSeconds(2));
    private static final ModelRequest HI = new ModelRequest("", List.of(new Message.User("hi")), List.of(), null, null);

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
    void answersItselfWhenNothingIsConfigured() throws Exception {
        Models models = models("{}");

        assertEquals(new ModelRef("appliance", "offline"), models.defaultModel());
        ModelReply reply = models.complete(models.orderFor("main", null), HI, heard, cancellation);
        assertTrue(reply.text().contains("not a language model"));
        assertEquals(List.of(new ModelRef("appliance", "offline")), heard.models);
    }

    @Test
    void readsPrimaryAndFallBacks() throws Exception {
        Models models = models("""
                {"agents":{"defaults":{"model":{"primary":"fast","fallbacks":["b/two","fast","three"]},
                   "models":{"a/one":{"alias":"fast"}}},
                 "entries":{"strict":{"model":"b/two"},"own":{"model":{"primary":"b/two","fallbacks":["a/one"]}},
                   "chain":{"model":{"fallbacks":[]}}}},
                 "models":{"providers":{"a":{"baseUrl":"http://a/v1"},
                   "b":{"baseUrl":"http://b/v1","models":[{"id":"two"},{"id":"three"}]}}}}""");

        assertEquals(refs("a/one", "b/two", "b/three"), models.orderFor("main", null));
        assertEquals(refs("b/two"), models.orderFor("strict", null));
        assertEquals(refs("b/two", "a/one"), models.orderFor("own", null));
        assertEquals(refs("a/one"), models.orderFor("chain", null));
        assertEquals(refs("a/x/y"), models.orderFor("main", "a/x/y"));
        assertEquals(refs("a/one"), models.orderFor("strict", " fast "));
        assertEquals(new ModelRef("a", "one"), models.defaultModel());
    }

    @Test
    void takesTheStringFormAndTheFirstConfiguredModel() throws Exception {
        assertEquals(
                new ModelRef("a", "one"),
                models("{\"agents\":{\"defaults\":{\"model\":\"a/one\"}},\"models\":{\"providers\":{\"a\":{}}}}")
                        .defaultModel());
        assertEquals(
                new ModelRef("a", "two"),
                models("{\"models\":{\"providers\":{\"a\":{\"models\":[{\"id\":\"two\"}]}}}}").defaultModel());
    }

    @Test
    void usesTheConfigurationOfTheMomentOfAsking() throws Exception {
        AtomicReference<Config> config = new AtomicReference<>(config("{}"));
        Models models = new Models(config::get, name -> null, new SampleDevice(), Clock.systemUTC());
        assertEquals("appliance/offline", models.defaultModel().toString());
        config.set(config("{\"models\":{\"providers\":{\"a\":{\"models\":[{\"id\":\"two\"}]}}}}"));
        assertEquals("a/two", models.defaultModel().toString());
    }

    @Test
    void saysWhatToConfigureForAnUnknownProvider() throws Exception {
        Models models = models("{}");
        ProviderException failure = assertThrows(
                ProviderException.class, () -> models.complete(refs("nope/x"), HI, heard, cancellation));
        assertEquals(Kind.NOT_FOUND, failure.kind());
        assertTrue(failure.getMessage().contains("openclaw config set models.providers.nope.baseUrl"));
    }

    @Test
    void saysWhichKeyIsMissing() throws Exception {
        Models models = models("{\"agents\":{\"defaults\":{\"model\":\"openai/gpt-4o\"}}}");
        ProviderException failure = assertThrows(
                ProviderException.class,
                () -> models.complete(models.orderFor("main", null), HI, heard, cancellation));
        assertEquals(Kind.AUTH, failure.kind());
        assertTrue(failure.getMessage().contains("OPENAI_API_KEY"), failure.getMessage());
    }

    @Test
    void knowsWellKnownServicesByName() throws Exception {
        assertTrue(models("{}").hasProvider(new ModelRef("openai", "gpt-4o")));
        assertFalse(models("{}").hasProvider(new ModelRef("nope", "x")));
        ProviderException failure = assertThrows(
                ProviderException.class,
                () -> models("{}").complete(models("{}").orderFor(null, "anthropic/claude"), HI, heard, cancellation));
        assertEquals(Kind.AUTH, failure.kind());
        assertTrue(failure.getMessage().contains("ANTHROPIC_API_KEY"), failure.getMessage());
    }

    @Test
    void saysWhichDialectsItSpeaks() throws Exception {
        Models models = models("{\"models\":{\"providers\":{\"a\":{\"baseUrl\":\"http://a\",\"api\":\"google-vertex\"}}}}");
        ProviderException failure =
                assertThrows(ProviderException.class, () -> models.complete(refs("a/x"), HI, heard, cancellation));
        assertEquals(Kind.NOT_FOUND, failure.kind());
        assertTrue(failure.getMessage().contains("openai-completions, openai-responses, anthropic-messages, ollama"), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "\"plain-key\"", "\"FAKE_KEY\"", "{\"source\":\"env\",\"provider\":\"default\",\"id\":\"FAKE_KEY\"}", "\"\""})
    void resolvesTheKeyFromEveryForm(String form) throws Exception {
        provider = FakeProvider.start(FakeScripts::hello);
        Models models = models(
                "{\"models\":{\"providers\":{\"fake\":{\"baseUrl\":\"" + provider.baseUrl() + "\",\"apiKey\":" + form + "}}}}");
        models.complete(refs("fake/x"), HI, heard, cancellation);

        String expected = form.equals("\"plain-key\"") ? "plain-key" : form.equals("\"\"") ? "default-key" : "env-key";
        assertEquals("Bearer " + expected, provider.requests().getFirst().headers().get("authorization"));
    }

    @Test
    void asksAgainAfterATemporaryFailure() throws Exception {
        AtomicInteger count = new AtomicInteger();
        provider = FakeProvider.start((request, answer) -> {
            switch (count.incrementAndGet()) {
                case 1 -> answer.document(500, FakeScripts.error("x", "boom"));
                case 2 -> FakeScripts.rateLimit(answer, "0");
                default -> FakeScripts.hello(request, answer);
            }
        });
        ModelReply reply = fake().complete(refs("fake/x"), HI, heard, cancellation);

        assertEquals("Hello, wörld 你好 🎉", reply.text());
        assertEquals(List.of("2/3 unavailable", "3/3 rate_limit"), heard.retries);
        assertEquals(refs("fake/x"), heard.models);
    }

    @Test
    void givesUpAfterTheLastAttempt() throws Exception {
        provider = FakeProvider.start(FakeScripts::byModelName);
        ProviderException failure = assertThrows(
                ProviderException.class, () -> fake().complete(refs("fake/error-500"), HI, heard, cancellation));
        assertEquals(Kind.UNAVAILABLE, failure.kind());
        assertEquals(3, provider.requests().size());
    }

    @Test
    void honoursARetryAfterOfSecondsAndOfADate() throws Exception {
        AtomicInteger count = new AtomicInteger();
        provider = FakeProvider.start((request, answer) -> {
            switch (count.incrementAndGet()) {
                case 1 -> FakeScripts.rateLimit(answer, "1");
                case 2 -> FakeScripts.rateLimit(answer, FakeScripts.inSeconds(1));
                default -> FakeScripts.hello(request, answer);
            }
        });
        long began = System.nanoTime();
        fake().complete(refs("fake/x"), HI, heard, cancellation);
        assertTrue(System.nanoTime() - began >= Duration.ofSeconds(1).toNanos());
    }

    @Test
    void doesNotWaitLongerThanItMayButFailsOver() throws Exception {
        provider = FakeProvider.start((request, answer) -> {
            if (request.model().equals("busy")) {
                FakeScripts.rateLimit(answer, "86400");
            } else {
                FakeScripts.hello(request, answer);
            }
        });
        ModelReply reply = fake().complete(refs("fake/busy", "fake/good"), HI, heard, cancellation);
        assertEquals(new ModelRef("fake", "good"), reply.model());
        assertEquals(refs("fake/busy", "fake/good"), heard.models);
        assertEquals(2, provider.requests().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"error-401", "error-404", "error-500", "garbage", "html", "rate-limit"})
    void failsOverWhenNothingWasHeard(String script) throws Exception {
        provider = FakeProvider.start(FakeScripts::byModelName);
        ModelReply reply = fake().complete(refs("fake/" + script, "fake/hello"), HI, heard, cancellation);
        assertEquals(new ModelRef("fake", "hello"), reply.model());
        assertEquals("Hello, wörld 你好 🎉", heard.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut", "reset", "error-midway"})
    void neitherAsksAgainNorFailsOverAfterText(String script) throws Exception {
        provider = FakeProvider.start(FakeScripts::byModelName);
        assertThrows(
                ProviderException.class,
                () -> fake().complete(refs("fake/" + script, "fake/hello"), HI, heard, cancellation));
        assertEquals("Half an ", heard.text());
        assertEquals(1, provider.requests().size());
    }

    @Test
    void keepsATooLongConversationFromTheNextModel() throws Exception {
        provider = FakeProvider.start(FakeScripts::byModelName);
        ProviderException failure = assertThrows(
                ProviderException.class,
                () -> fake().complete(refs("fake/too-long", "fake/hello"), HI, heard, cancellation));
        assertEquals(Kind.CONTEXT_LENGTH, failure.kind());
    }

    @Test
    void leavesOutAModelThatFailedLately() throws Exception {
        provider = FakeProvider.start(FakeScripts::byModelName);
        Models models = fake();
        List<ModelRef> order = refs("fake/error-401", "fake/hello");
        models.complete(order, HI, heard, cancellation);
        assertTrue(models.restsUntil(order.getFirst()).isPresent());
        models.complete(order, HI, heard, cancellation);
        assertEquals(3, provider.requests().size());
        assertThrows(
                ProviderException.class,
                () -> models.complete(order.subList(0, 1), HI, heard, cancellation), "the only model is asked anyway");
        assertEquals(4, provider.requests().size());
    }

    @Test
    void triesAFailedModelAgainOnceTheConfigurationHasChanged() throws Exception {
        provider = FakeProvider.start(FakeScripts::byModelName);
        AtomicReference<Config> config = new AtomicReference<>(config(fakeConfig()));
        Models models = new Models(config::get, name -> null, new SampleDevice(), Clock.systemUTC());
        ModelRef failing = new ModelRef("fake", "error-401");
        assertThrows(ProviderException.class, () -> models.complete(List.of(failing), HI, heard, cancellation));
        assertTrue(models.restsUntil(failing).isPresent());

        config.set(config(fakeConfig()));
        models.all();
        assertFalse(models.restsUntil(failing).isPresent());
    }

    @Test
    void triesTheNextKeyWhenTheRateOfOneIsLimited() throws Exception {
        provider = FakeProvider.start((request, answer) -> {
            if (request.headers().get("authorization").equals("Bearer second")) {
                FakeScripts.hello(request, answer);
            } else {
                FakeScripts.rateLimit(answer, "3600");
            }
        });
        Models models = rotating("{}");
        ModelReply reply = models.complete(refs("fake/m"), HI, heard, cancellation);

        assertEquals("Hello, wörld 你好 🎉", reply.text());
        assertEquals(2, provider.requests().size(), "no waiting while there is another key");
        models.complete(refs("fake/m"), HI, heard, cancellation);
        assertEquals(3, provider.requests().size(), "the limited key rests");
        assertFalse(models.restsUntil(new ModelRef("fake", "m")).isPresent());
    }

    @Test
    void usesTheKeysInTheOperatorsOrder() throws Exception {
        provider = FakeProvider.start(FakeScripts::hello);
        rotating("{\"order\":{\"fake\":[\"fake:work\"]},\"profiles\":{\"fake:work\":{\"provider\":\"fake\"}}}")
                .complete(refs("fake/m"), HI, heard, cancellation);
        assertEquals("Bearer third", provider.requests().getFirst().headers().get("authorization"));
    }

    private Models rotating(String auth) {
        Config config = config("{\"auth\":" + auth + ",\"models\":{\"providers\":{\"fake\":{\"baseUrl\":\""
                + provider.baseUrl() + "\"}}}}");
        Map<String, String> environment = Map.of("FAKE_API_KEYS", "first, second", "FAKE_API_KEY_WORK", "third");
        return new Models(
                () -> config, environment::get, new SampleDevice(), Clock.systemUTC(), QUICK, RandomGenerator.getDefault());
    }

    @Test
    void takesTheApiAndAddressOfAModelsOwnEntry() throws Exception {
        provider = FakeProvider.start(Fixtures.script("responses-text.sse"));
        ModelReply reply = models("{\"models\":{\"providers\":{\"fake\":{\"baseUrl\":\"http://127.0.0.1:9\",\"apiKey\":\"k\","
                        + "\"models\":[{\"id\":\"m\",\"api\":\"openai-responses\",\"baseUrl\":\"" + provider.baseUrl() + "\"}]}}}}")
                .complete(refs("fake/m"), HI, heard, cancellation);
        assertEquals("Hi there, wörld.", reply.text());
    }

    @Test
    void sendsTheKeyWhereTheConfigurationWantsIt() throws Exception {
        provider = FakeProvider.start(Fixtures.script("messages-text.sse"));
        for (String how : List.of(
                "\"apiKey\":\"k1\",\"authHeader\":true",
                "\"request\":{\"auth\":{\"mode\":\"authorization-bearer\",\"token\":\"k2\"}}",
                "\"request\":{\"auth\":{\"mode\":\"header\",\"headerName\":\"X-Key\",\"value\":\"k3\",\"prefix\":\"Key \"}}")) {
            models("{\"models\":{\"providers\":{\"proxy\":{\"api\":\"anthropic-messages\",\"baseUrl\":\"" + provider.baseUrl()
                            + "\"," + how + "}}}}")
                    .complete(refs("proxy/m"), HI, heard, cancellation);
        }
        assertEquals("Bearer k1", provider.requests().get(0).headers().get("authorization"));
        assertFalse(provider.requests().get(0).headers().containsKey("x-api-key"));
        assertEquals("Bearer k2", provider.requests().get(1).headers().get("authorization"));
        assertEquals("Key k3", provider.requests().get(2).headers().get("x-key"));
    }

    @Test
    void cancellingEndsTheWaitForTheNextAttempt() throws Exception {
        provider = FakeProvider.start((request, answer) -> FakeScripts.rateLimit(answer, "50"));
        RetryPolicy patient = new RetryPolicy(3, Duration.ofSeconds(50), Duration.ofSeconds(50), Duration.ofSeconds(60));
        Models models = new Models(
                () -> config(fakeConfig()), name -> null, new SampleDevice(), Clock.systemUTC(), patient,
                RandomGenerator.getDefault());
        ModelListener canceller = new ModelListener() {
            @Override
            public void model(ModelRef model) {}

            @Override
            public void text(String delta) {}

            @Override
            public void toolCall(int index, String id, String name, String argumentsDelta) {}

            @Override
            public void retrying(int attempt, int maxAttempts, String reason) {
                Thread.ofVirtual().start(() -> cancellation.cancel(Cancellation.Reason.REQUESTED));
            }
        };
        ProviderException failure = assertThrows(
                ProviderException.class, () -> models.complete(refs("fake/x"), HI, canceller, cancellation));
        assertTrue(failure.getMessage().contains("cancelled"));
        assertFalse(models.restsUntil(new ModelRef("fake", "x")).isPresent());
    }

    private Models fake() {
        return models(fakeConfig());
    }

    private String fakeConfig() {
        return "{\"models\":{\"providers\":{\"fake\":{\"baseUrl\":\"" + provider.baseUrl() + "/\",\"apiKey\":\"k\"}}}}";
    }

    private static Models models(String json) {
        Config config = config(json);
        Map<String, String> environment = Map.of("FAKE_KEY", "env-key", "FAKE_API_KEY", "default-key");
        return new Models(
                () -> config, environment::get, new SampleDevice(), Clock.systemUTC(), QUICK, RandomGenerator.getDefault());
    }

    private static Config config(String json) {
        try {
            return new Config(Json.parse(json), "test");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static List<ModelRef> refs(String... texts) {
        return List.of(texts).stream().map(text -> ModelRef.parse(text).orElseThrow()).toList();
    }
}
