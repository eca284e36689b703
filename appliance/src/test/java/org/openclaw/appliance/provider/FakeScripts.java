package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.openclaw.appliance.protocol.Json;

/** What a {@link FakeProvider} can play: good answers, slow ones, and every way to misbehave. */
public final class FakeScripts {

    private static final Map<String, FakeProvider.Script> BY_NAME = new TreeMap<>(Map.ofEntries(
            Map.entry("hello", FakeScripts::hello),
            Map.entry("echo", FakeScripts::echo),
            Map.entry("slow", FakeScripts::slow),
            Map.entry("bytes", FakeScripts::byteByByte),
            Map.entry("tool", FakeScripts::tool),
            Map.entry("tool-loop", FakeScripts::toolLoop),
            Map.entry("whole", FakeScripts::wholeDocument),
            Map.entry("hang", (request, answer) -> answer.hang()),
            Map.entry("hang-midway", FakeScripts::hangMidway),
            Map.entry("drip", FakeScripts::drip),
            Map.entry("cut", FakeScripts::cut),
            Map.entry("reset", FakeScripts::reset),
            Map.entry("garbage", FakeScripts::garbage),
            Map.entry("huge-line", FakeScripts::hugeLine),
            Map.entry("html", FakeScripts::html),
            Map.entry("rate-limit", (request, answer) -> rateLimit(answer, "1")),
            Map.entry("rate-limit-date", (request, answer) -> rateLimit(answer, inSeconds(1))),
            Map.entry("error-500", (request, answer) -> answer.document(500, error("server_error", "boom"))),
            Map.entry("error-401", (request, answer) -> answer.document(401, error("invalid_api_key", "no"))),
            Map.entry("error-404", (request, answer) -> answer.document(404, error("model_not_found", "no"))),
            Map.entry("too-long", (request, answer) -> answer.document(400, error("context_length_exceeded", "no"))),
            Map.entry("error-midway", FakeScripts::errorMidway),
            Map.entry("long", FakeScripts::longText)));

    private FakeScripts() {}

    /** Plays the script that the model's name names; an unknown name gets a 404. */
    public static void byModelName(FakeProvider.Request request, FakeProvider.Answer answer) throws IOException {
        FakeProvider.Script script = BY_NAME.get(request.model());
        if (script == null) {
            answer.document(404, error("model_not_found", "no such model"));
        } else {
            script.play(request, answer);
        }
    }

    /** The names that {@link #byModelName} knows. */
    public static Iterable<String> names() {
        return BY_NAME.keySet();
    }

    public static void hello(FakeProvider.Request request, FakeProvider.Answer answer) throws IOException {
        answer.streamHeader().text("Hello").text(", ").text("wörld 你好 🎉").finish("stop");
    }

    /** Repeats the last user message, in two pieces. */
    public static void echo(FakeProvider.Request request, FakeProvider.Answer answer) throws IOException {
        String text = request.lastUserText();
        int middle = text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2);
        answer.streamHeader().text(text.substring(0, middle)).text(text.substring(middle)).finish("stop");
    }

    /** Ten words, 100 ms apart. */
    public static void slow(FakeProvider.Request request, FakeProvider.Answer answer) throws IOException {
        answer.streamHeader();
        for (int i = 1; i <= 10; i++) {
            answer.text("word" + i + " ");
            pause(Duration.ofMillis(100));
        }
        answer.finish("stop");
    }

    /** 2,000 small deltas without a pause. */
    public static void longText(FakeProvider.Request request, FakeProvider.Answer answer) throws IOException {
        answer.streamHeader();
        for (int i = 1; i <= 2_000; i++) {
            answer.text("word" + i + " ");
        }
        answer.finish("stop");
    }

    /** A good answer whose every byte is a segment of its own. */
    public static void byteByByte(FakeProvider.Request request, FakeProvider.Answer answer) throws IOException {
        String events = ": welcome\r\n\r\ndata: " + Json.text(delta("Hé")) + "\r\n\r\n"
                + "event: x\r\ndata: " + Json.text(delta("llo 🎉")) + "\r\n\r\n"
                + "data: " + Json.text(FakeProvider.Answer.chunk(Json.object(), "stop")) + "\r\n\r\ndata: [DONE]\r\n\r\n";
        String all = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + events;
        for (byte next : all.getBytes(StandardCharsets.UTF_8)) {
            answer.raw(new byte[] {next});
        }
    }

    /** Calls the first tool offered, then tells that its result came. */
    public static void tool(FakeProvider.Request request, FakeProvider.Answer answer) throws IOException {
        if (request.endsWithToolResult()) {
            answer.streamHeader().text("The tool has answered.").finish("stop");
        } else {
            toolLoop(request, answer);
        }
    }

    /** Calls the first tool offered, whatever happened before. */
    public static void toolLoop(FakeProvider.Request request, FakeProvider.Answer answer) throws IOException {
        String name = request.body().path("tools").path(0).path("function").path("name").asText("get_weather");
        answer.streamHeader()
                .event(FakeProvider.Answer.chunk(call("call_1", name, ""), null))
                .event(FakeProvider.Answer.chunk(call(null, null, "{\"city\":"), null))
                .event(FakeProvider.Answer.chunk(call(null, null, "\"Paris\"}"), null))
                .finish("tool_calls");
    }

    /** One JSON document, though a stream was asked for. */
    public static void wholeDocument(FakeProvider.Request request, FakeProvider.Answer answer) throws IOException {
        ObjectNode document = Json.object().put("object", "chat.completion");
        ObjectNode choice = document.putArray("choices").addObject().put("index", 0).put("finish_reason", "stop");
        choice.putObject("message").put("role", "assistant").put("content", "All at once.");
        document.putObject("usage").put("prompt_tokens", 7).put("completion_tokens", 3);
        answer.document(200, document);
    }

    public static void hangMidway(FakeProvider.Request request, FakeProvider.Answer answer) throws IOException {
        answer.streamHeader().text("Half an ").hang();
    }

    /** Comments and empty deltas for ever. */
    public static void drip(FakeProvider.Request request, FakeProvider.Answer answer) throws IOException {
        answer.streamHeader();
        while (true) {
            answer.body(": still here\n\n").text("");
            pause(Duration.ofMillis(20));
        }
    }

    /** Ends the connection in the middle of a chunk. */
    public static void cut(FakeProvider.Request request, FakeProvider.Answer answer) throws IOException {
        answer.streamHeader().text("Half an ").raw("ff\r\ndata: {\"choi");
    }

    public static void reset(FakeProvider.Request request, FakeProvider.Answer answer) throws IOException {
        answer.streamHeader().text("Half an ").reset();
    }

    public static void garbage(FakeProvider.Request request, FakeProvider.Answer answer) throws IOException {
        answer.streamHeader();
        for (int i = 0; i < 500; i++) {
            answer.body("%%% not an event " + i + "\n\n");
        }
        answer.endBody();
    }

    /** A line that doesn't end. */
    public static void hugeLine(FakeProvider.Request request, FakeProvider.Answer answer) throws IOException {
        answer.streamHeader().body("data: ");
        char[] piece = new char[64 * 1024];
        Arrays.fill(piece, 'x');
        for (int i = 0; i < 200; i++) {
            answer.body(new String(piece));
        }
        answer.endBody();
    }

    public static void html(FakeProvider.Request request, FakeProvider.Answer answer) throws IOException {
        answer.raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<!doctype html><html><body>Log in</body></html>");
    }

    public static void errorMidway(FakeProvider.Request request, FakeProvider.Answer answer) throws IOException {
        answer.streamHeader().text("Half an ").event(error("server_error", "boom")).endBody();
    }

    /** @param retryAfter the header's value */
    public static void rateLimit(FakeProvider.Answer answer, String retryAfter) throws IOException {
        answer.document(429, error("rate_limit_exceeded", "slow down"), "Retry-After: " + retryAfter);
    }

    /** An HTTP date so many seconds from now. */
    public static String inSeconds(long seconds) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(Instant.now().plusSeconds(seconds).atOffset(ZoneOffset.UTC));
    }

    /** Random nonsense, differing with the seed: bytes, headers, events, JSON of the wrong shape, cut anywhere. */
    public static void nonsense(FakeProvider.Answer answer, long seed) throws IOException {
        Random random = new Random(seed);
        byte[] noise = new byte[random.nextInt(400)];
        random.nextBytes(noise);
        String[] shapes = {
            "{\"choices\":5}", "{\"choices\":[{\"delta\":[]}]}", "[]", "null", "3", "\"x\"", "{\"error\":\"sk-secret\"}",
            "{\"error\":{\"code\":\"x\"}}", "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":-5}]}}]}",
            "{\"choices\":[{\"delta\":{\"content\":{\"a\":1}},\"finish_reason\":7}]}", "{\"usage\":{\"prompt_tokens\":-1}}",
            "{\"choices\":[{\"delta\":{\"tool_calls\":7}}]}", "[DONE]", "{", "\u0000", "{\"a\":" + "[".repeat(300),
        };
        switch (random.nextInt(6)) {
            case 0 -> answer.raw(noise);
            case 1 -> answer.raw("HTTP/1.1 " + random.nextInt(1_000) + " ?\r\n").raw(noise).raw("\r\n\r\n").raw(noise);
            case 2 -> answer.streamHeader().raw(noise);
            case 3 -> answer.raw("HTTP/1.1 200 OK\r\n\r\n").raw(noise);
            case 4 -> answer.document(400 + random.nextInt(200), shapes[random.nextInt(shapes.length)]);
            default -> {
                answer.streamHeader();
                for (int i = random.nextInt(40); i >= 0; i--) {
                    answer.event(shapes[random.nextInt(shapes.length)]);
                }
                if (random.nextBoolean()) {
                    answer.endBody();
                }
            }
        }
    }

    /** {@code {error:{code,message}}}. */
    public static ObjectNode error(String code, String message) {
        ObjectNode document = Json.object();
        document.putObject("error").put("code", code).put("type", code).put("message", message);
        return document;
    }

    private static ObjectNode delta(String text) {
        return FakeProvider.Answer.chunk(Json.object().put("content", text), null);
    }

    private static ObjectNode call(String id, String name, String arguments) {
        ObjectNode delta = Json.object();
        ObjectNode call = delta.putArray("tool_calls").addObject().put("index", 0);
        if (id != null) {
            call.put("id", id).put("type", "function");
        }
        ObjectNode function = call.putObject("function").put("arguments", arguments);
        if (name != null) {
            function.put("name", name);
        }
        return delta;
    }

    /** The pace of a provider, not a wait of a test. */
    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
