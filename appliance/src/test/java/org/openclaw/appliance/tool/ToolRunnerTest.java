package org.openclaw.appliance.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.Cancellation;

class ToolRunnerTest {

    private static final String SCHEMA = """
            {"type":"object","required":["path"],"properties":{"path":{"type":"string"},"n":{"type":"integer"},
            "mode":{"type":"string","enum":["a","b"]},"list":{"type":"array","items":{"type":"object","required":["x"]}}}}""";

    private final ToolRunner runner = new ToolRunner(Clock.systemUTC());
    private final Cancellation cancellation = new Cancellation();

    /** Something a tool may do. */
    @FunctionalInterface
    private interface Body {
        ToolResult run(ToolCall call) throws ToolException, InterruptedException;
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{", "not json", "[]", "null", "7", "\"x\"", "{\"path\":7}", "{\"path\":null}", "{}", "", "{\"path\":\"a\",\"n\":1.5}",
        "{\"path\":\"a\",\"n\":\"1\"}", "{\"path\":\"a\",\"mode\":\"c\"}", "{\"path\":\"a\",\"list\":{}}",
        "{\"path\":\"a\",\"list\":[{}]}", "{\"path\":\"a\"} trailing"
    })
    void answersGarbageWithoutCallingTheTool(String arguments) {
        ToolResult result = runner.run(tool(call -> ToolResult.of("must not run")), "1", arguments, context());

        assertTrue(result.error());
        assertFalse(result.text().contains("must not run"), result.text());
    }

    @Test
    void answersArgumentsNestedBeyondMeasure() {
        String deep = "{\"path\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";
        assertTrue(runner.run(tool(call -> ToolResult.of("x")), "1", deep, context()).error());
    }

    @Test
    void letsArgumentsThroughThatNoSchemaNames() {
        ToolResult result = runner.run(
                tool(call -> ToolResult.of(call.arguments().text("path"))), "1", "{\"path\":\"a\",\"more\":1,\"n\":null}", context());
        assertEquals("a", result.text());
    }

    @Test
    void makesAResultOfWhateverAToolThrows() {
        assertTrue(runner.run(tool(call -> {
            throw new IllegalStateException("secret detail");
        }), "1", "{\"path\":\"a\"}", context()).broken());
        ToolResult overflow = runner.run(tool(call -> {
            throw new StackOverflowError();
        }), "1", "{\"path\":\"a\"}", context());
        assertTrue(overflow.error() && overflow.broken());
        ToolResult said = runner.run(tool(call -> {
            throw new ToolException("not there");
        }), "1", "{\"path\":\"a\"}", context());
        assertTrue(said.error() && !said.broken());
        assertEquals("not there", said.text());
    }

    @Test
    void givesUpOnAToolThatDoesNotListen() {
        CountDownLatch never = new CountDownLatch(1);
        ToolResult result = runner.run(
                new Fixed(spec().within(Duration.ofMillis(50)), call -> {
                    while (never.getCount() > 0) {
                        try {
                            never.await();
                        } catch (InterruptedException e) {
                            // Deaf on purpose.
                            continue;
                        }
                    }
                    return ToolResult.of("late");
                }),
                "1", "{\"path\":\"a\"}", context());
        never.countDown();
        assertTrue(result.error());
        assertTrue(result.text().contains("longer than"), result.text());
    }

    @Test
    void endsWithItsTurn() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<ToolResult> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> result.complete(runner.run(tool(call -> {
            CountDownLatch told = new CountDownLatch(1);
            call.cancellation().onCancel(told::countDown);
            begun.countDown();
            told.await();
            return ToolResult.of("stopped early");
        }), "1", "{\"path\":\"a\"}", context())));
        begun.await();
        cancellation.cancel(Cancellation.Reason.REQUESTED);

        assertEquals("stopped early", result.get(20, TimeUnit.SECONDS).text());
    }

    @Test
    void shortensWhatIsTooLong() {
        ToolResult result = ToolResult.of("x".repeat(5_000_000), Json.object().put("y", "y".repeat(5_000_000)));
        assertTrue(result.text().length() <= ToolResult.MOST_CHARS);
        assertTrue(result.text().contains("characters left out"));
        assertTrue(result.details().toString().length() < 100);
    }

    private ToolRunner.Context context() {
        return new ToolRunner.Context(
                "main", "agent:main:main", "run", Path.of("."), true, cancellation, null, progress -> {});
    }

    private static ToolSpec spec() {
        return ToolSpec.of("probe", ToolSpec.Group.FS, "A probe.", SCHEMA);
    }

    private static Tool tool(Body body) {
        return new Fixed(spec(), body);
    }

    private record Fixed(ToolSpec spec, Body body) implements Tool {
        @Override
        public ToolResult call(ToolCall call) throws ToolException, InterruptedException {
            return body.run(call);
        }
    }
}
