package org.openclaw.appliance.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.ProviderException.Kind;

/** What every dialect must stand, whatever its server sends. */
@Timeout(120)
class DialectsTest {

    private static final Timeouts PATIENT = Timeouts.STANDARD.withTotal(Duration.ofSeconds(20));
    private static final String SKY = "The sky is süß 🎉";

    enum Spoken {
        COMPLETIONS(Endpoint.COMPLETIONS, "completions-text.sse", SKY),
        RESPONSES(Endpoint.RESPONSES, "responses-text.sse", "Hi there, wörld."),
        MESSAGES(Endpoint.MESSAGES, "messages-text.sse", SKY),
        OLLAMA(Endpoint.OLLAMA, "ollama-text.ndjson", "The sky is blue, süß 🎉");

        private final String api;
        private final String fixture;
        private final String text;

        Spoken(String api, String fixture, String text) {
            this.api = api;
            this.fixture = fixture;
            this.text = text;
        }
    }

    private final RecordingListener heard = new RecordingListener();
    private FakeProvider provider;

    @AfterEach
    void stop() throws IOException {
        if (provider != null) {
            provider.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsARecordedStream(Spoken spoken) throws Exception {
        assertEquals(spoken.text, ask(spoken, Fixtures.script(spoken.fixture), PATIENT).text());
    }

    @ParameterizedTest
    @EnumSource
    void readsAStreamThatComesByteByByte(Spoken spoken) throws Exception {
        byte[] body = Fixtures.bytes(spoken.fixture);
        ModelReply reply = ask(spoken, (request, answer) -> {
            answer.raw("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n");
            for (byte next : body) {
                answer.raw(new byte[] {next});
            }
        }, PATIENT);
        assertEquals(spoken.text, reply.text());
    }

    @ParameterizedTest
    @EnumSource
    void tellsAStreamThatIsCutOffAnywhere(Spoken spoken) throws Exception {
        byte[] body = Fixtures.bytes(spoken.fixture);
        Random random = new Random(7);
        int whole = 0;
        for (int i = 0; i < 60; i++) {
            int end = random.nextInt(body.length * 3 / 4);
            try {
                ask(spoken, (request, answer) -> answer.raw("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n")
                        .raw(Arrays.copyOf(body, end)), PATIENT);
                whole++;
            } catch (ProviderException e) {
                assertTrue(e.kind() == Kind.UNAVAILABLE || e.kind() == Kind.BROKEN_ANSWER, e.getMessage());
            }
            provider.close();
        }
        assertEquals(0, whole);
    }

    @ParameterizedTest
    @EnumSource
    void outlivesAThousandGarbageAnswers(Spoken spoken) throws Exception {
        byte[] good = Fixtures.bytes(spoken.fixture);
        AtomicInteger seed = new AtomicInteger();
        Kind[] last = new Kind[1];
        provider = FakeProvider.start((request, answer) -> {
            byte[] garbage = garbage(good, new Random(seed.incrementAndGet()));
            answer.raw("HTTP/1.1 200 OK\r\nContent-Length: " + garbage.length + "\r\n\r\n").raw(garbage);
        });
        for (int i = 0; i < 1_000; i++) {
            try {
                assertNotNull(ask(spoken, PATIENT).text());
            } catch (ProviderException e) {
                last[0] = e.kind();
                assertFalse(e.getMessage().isBlank());
            }
        }
        assertNotNull(last[0], "most of it is garbage");
        provider.close();
        assertEquals(spoken.text, ask(spoken, Fixtures.script(spoken.fixture), PATIENT).text());
    }

    /** Noise, or a good stream with bytes flipped, lines swapped, or pieces repeated. */
    private static byte[] garbage(byte[] good, Random random) {
        byte[] bytes;
        switch (random.nextInt(4)) {
            case 0 -> {
                bytes = new byte[random.nextInt(3_000) + 1];
                random.nextBytes(bytes);
            }
            case 1 -> {
                bytes = good.clone();
                for (int i = 0; i < 40; i++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
            }
            case 2 -> {
                List<String> lines = new ArrayList<>(List.of(new String(good, StandardCharsets.UTF_8).split("\n")));
                Collections.shuffle(lines, random);
                bytes = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
            }
            default -> {
                String[] values = {"null", "[]", "{}", "17", "\"x\"", "{\"choices\":7}", "{\"type\":5,\"message\":[]}",
                    "{\"message\":{\"tool_calls\":[7,{\"function\":[]}]},\"done\":\"?\"}", "{\"type\":\"response.completed\"}",
                    "{\"output\":{\"a\":1}}", "{\"error\":null}"};
                StringBuilder text = new StringBuilder();
                for (int i = 0; i < 10; i++) {
                    text.append(random.nextBoolean() ? "data: " : "").append(values[random.nextInt(values.length)]).append("\n\n");
                }
                bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            }
        }
        return bytes;
    }

    @ParameterizedTest
    @EnumSource
    void refusesAnEndlessAnswer(Spoken spoken) throws Exception {
        ProviderException failure = assertThrows(ProviderException.class, () -> ask(spoken, (request, answer) -> {
            answer.raw("HTTP/1.1 200 OK\r\n\r\n" + (spoken == Spoken.OLLAMA ? "{\"a\":\"" : "data: "));
            byte[] block = new byte[64 * 1024];
            Arrays.fill(block, (byte) 'x');
            while (true) {
                answer.raw(block);
            }
        }, PATIENT));
        assertEquals(Kind.BROKEN_ANSWER, failure.kind());
    }

    @ParameterizedTest
    @EnumSource
    void givesUpOnAServerThatFallsSilent(Spoken spoken) {
        ProviderException failure = assertThrows(ProviderException.class, () -> ask(
                spoken, (request, answer) -> answer.raw("HTTP/1.1 200 OK\r\n\r\n\n").hang(),
                Timeouts.STANDARD.withTotal(Duration.ofMillis(300))));
        assertEquals(Kind.TIMEOUT, failure.kind());
    }

    @ParameterizedTest
    @EnumSource
    void recognisesAWebPage(Spoken spoken) {
        ProviderException failure = assertThrows(ProviderException.class, () -> ask(
                spoken, (request, answer) -> answer.document(200, "<!doctype html><title>Login</title>"), PATIENT));
        assertEquals(Kind.BROKEN_ANSWER, failure.kind());
    }

    @ParameterizedTest
    @EnumSource
    void tellsAModelThatCantSeeAboutAnImage(Spoken spoken) throws Exception {
        ask(spoken, Fixtures.script(spoken.fixture), PATIENT, new Message.User("What is it?", List.of(Image.of("image/png", "iVBORw=="))));
        String sent = provider.requests().getFirst().body().toString();
        assertFalse(sent.contains("iVBORw=="));
        assertTrue(sent.contains("What is it?\\n\\n[An image was attached here. fake/m is configured for text only"), sent);
    }

    private ModelReply ask(Spoken spoken, FakeProvider.Script script, Timeouts timeouts) throws IOException, ProviderException {
        return ask(spoken, script, timeouts, new Message.User("hi"));
    }

    private ModelReply ask(Spoken spoken, FakeProvider.Script script, Timeouts timeouts, Message message)
            throws IOException, ProviderException {
        provider = FakeProvider.start(script);
        return ask(spoken, timeouts, message);
    }

    private ModelReply ask(Spoken spoken, Timeouts timeouts) throws ProviderException {
        return ask(spoken, timeouts, new Message.User("hi"));
    }

    private ModelReply ask(Spoken spoken, Timeouts timeouts, Message message) throws ProviderException {
        ModelRef model = new ModelRef("fake", "m");
        JsonNode settings = Json.object().put("id", "m");
        Endpoint endpoint = TestEndpoints.of("fake", spoken.api, provider.baseUrl(), Map.of(), timeouts, settings);
        ModelRequest request = new ModelRequest("", List.of(message), List.of(), null, null);
        return new HttpProvider(endpoint, Faults.dialect(endpoint, model), Map.of(), Clock.systemUTC())
                .complete(model, request, heard, new Cancellation());
    }
}
