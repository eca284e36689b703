package org.openclaw.appliance.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.Cancellation;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Calls tools: checks what the model wrote, keeps to the time, and turns whatever goes wrong into a result the model can read.
 * Thread-safe.
 */
public final class ToolRunner {

    /** Longest arguments taken, in characters of JSON. */
    public static final int MOST_ARGUMENTS = 1_200_000;

    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final TaggedLogger LOG = Logger.tag("agent/tools");

    private final Clock clock;

    public ToolRunner(Clock clock) {
        this.clock = clock;
    }

    /**
     * On whose behalf a tool is called. The components are those of a {@link ToolCall}.
     *
     * @param limit when the whole turn has to be over, or null
     */
    public record Context(
            String agentId,
            String sessionKey,
            String runId,
            Path workspace,
            boolean owner,
            Cancellation cancellation,
            Instant limit,
            Consumer<String> progress) {}

    /** As a model writes it: JSON text, which may be anything. */
    public ToolResult run(Tool tool, String callId, String arguments, Context context) {
        if (arguments.length() > MOST_ARGUMENTS) {
            return ToolResult.failed("The arguments are longer than " + MOST_ARGUMENTS + " characters; nothing was done.");
        }
        try {
            JsonNode parsed = arguments.isBlank() ? Json.object() : Json.parse(arguments);
            return parsed instanceof ObjectNode object
                    ? run(tool, callId, object, context)
                    : ToolResult.failed("The arguments must be a JSON object; nothing was done.");
        } catch (JsonProcessingException e) {
            return ToolResult.failed("The arguments are not valid JSON (" + e.getOriginalMessage() + "); nothing was done.");
        }
    }

    /** Calls the tool and waits. Never throws for what the tool does. */
    public ToolResult run(Tool tool, String callId, ObjectNode arguments, Context context) {
        ToolSpec spec = tool.spec();
        Optional<String> fault = ToolSchema.fault(Json.parseOwn(spec.parameters()), arguments);
        if (fault.isPresent()) {
            return ToolResult.failed("Wrong arguments: " + fault.get() + ". Nothing was done.");
        }
        if (context.cancellation().cancelled()) {
            return ToolResult.failed("The turn was stopped before this tool ran.");
        }
        Instant deadline = earlier(clock.instant().plus(spec.timeout()), context.limit());
        ToolCall call = new ToolCall(
                callId, context.agentId(), context.sessionKey(), context.runId(), context.workspace(), context.owner(),
                new ToolArguments(arguments), context.cancellation(), deadline, context.progress());
        return await(tool, call);
    }

    private static Instant earlier(Instant one, Instant other) {
        return other == null || one.isBefore(other) ? one : other;
    }

    // On a thread of its own, so that a tool that doesn't listen costs its caller no more than the time it was given.
    private ToolResult await(Tool tool, ToolCall call) {
        CompletableFuture<ToolResult> result = new CompletableFuture<>();
        CompletableFuture<Void> over = new CompletableFuture<>();
        Thread worker = Thread.ofVirtual().name("tool " + tool.spec().name()).start(() -> {
            result.complete(attempt(tool, call));
            over.complete(null);
        });
        Runnable forget = call.cancellation().onCancel(() -> over.complete(null));
        try {
            within(over, Duration.between(clock.instant(), call.deadline()));
            // It was told to end, or should have: an interrupt comes only after it had the time to do so by itself.
            if (within(result, GRACE) || interrupted(worker, result)) {
                return result.get();
            }
            LOG.warn("tool {} of run {} doesn't end; its thread is left alone", tool.spec().name(), call.runId());
            return ToolResult.failed(
                    call.cancellation().cancelled()
                            ? "The turn was stopped while this tool ran."
                            : "This took longer than " + tool.spec().timeout().toSeconds() + " s and was stopped.");
        } catch (ExecutionException e) {
            return broken(tool, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            worker.interrupt();
            return ToolResult.failed("The gateway is stopping.");
        } finally {
            forget.run();
        }
    }

    private static boolean interrupted(Thread worker, CompletableFuture<ToolResult> result)
            throws InterruptedException, ExecutionException {
        worker.interrupt();
        return within(result, GRACE);
    }

    private static boolean within(CompletableFuture<?> future, Duration limit) throws InterruptedException, ExecutionException {
        try {
            future.get(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private static ToolResult attempt(Tool tool, ToolCall call) {
        try {
            return tool.call(call);
        } catch (ToolException e) {
            return ToolResult.failed(e.getMessage());
        } catch (InterruptedException e) {
            return ToolResult.failed("This was stopped.");
        } catch (RuntimeException | Error e) {
            return broken(tool, e);
        }
    }

    private static ToolResult broken(Tool tool, Throwable cause) {
        LOG.error(cause, "tool {} failed", tool.spec().name());
        return ToolResult.failed("The tool failed inside the gateway; `openclaw logs` shows why.").asBroken();
    }
}
