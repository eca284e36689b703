package org.openclaw.appliance.agent;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.openclaw.appliance.provider.Message.ToolCall;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.tool.ToolResult;
import org.openclaw.appliance.tool.ToolRunner;

/**
 * Makes the calls of one answer: those that only read at most {@value #AT_ONCE} at once, all others one after the other, in
 * the model's order. Used by one turn's thread.
 */
final class ToolBatch {

    /** Most calls of one answer; further ones are refused. */
    static final int MOST = 16;

    private static final int AT_ONCE = 4;

    private final Map<String, Tool> tools;
    private final ToolRunner runner;
    private final ActiveRun run;
    private final Path workspace;
    private final LoopGuard guard;
    private final ToolEvents events;
    private final Clock clock;

    /** A call and what came of it. */
    record Done(ToolCall call, ToolResult result) {}

    ToolBatch(Map<String, Tool> tools, ToolRunner runner, ActiveRun run, Path workspace, LoopGuard guard, Clock clock) {
        this.tools = tools;
        this.runner = runner;
        this.run = run;
        this.workspace = workspace;
        this.guard = guard;
        this.events = new ToolEvents(run.events(), clock);
        this.clock = clock;
    }

    /** Whether one of the calls was made so often in vain that none should be made now. */
    boolean loops(List<ToolCall> calls) {
        return calls.stream().anyMatch(call -> guard.blocks(call.name(), call.arguments()));
    }

    /** Makes none of them. */
    List<Done> refuse(List<ToolCall> calls) {
        return calls.stream()
                .map(call -> told(call, ToolResult.failed(
                        "Not done: you have made the same call again and again with the same outcome. Do something else, or "
                                + "answer with what you know; the next repetition ends this turn.")))
                .toList();
    }

    List<Done> run(List<ToolCall> calls) {
        List<Done> done = new ArrayList<>(calls.size());
        int next = 0;
        while (next < calls.size()) {
            int end = next + 1;
            while (end < calls.size() && end - next < AT_ONCE && reads(calls.get(end - 1)) && reads(calls.get(end))) {
                end++;
            }
            done.addAll(together(calls.subList(next, end), next));
            next = end;
        }
        return done.stream().map(this::warned).toList();
    }

    private List<Done> together(List<ToolCall> calls, int place) {
        if (calls.size() == 1) {
            return List.of(one(calls.getFirst(), place));
        }
        List<CompletableFuture<Done>> running = new ArrayList<>();
        for (ToolCall call : calls) {
            CompletableFuture<Done> result = new CompletableFuture<>();
            running.add(result);
            Thread.ofVirtual().start(() -> result.complete(one(call, place)));
        }
        return running.stream().map(CompletableFuture::join).toList();
    }

    private boolean reads(ToolCall call) {
        Tool tool = tools.get(call.name());
        return tool != null && tool.spec().reading();
    }

    private Done one(ToolCall call, int place) {
        long startedAt = clock.millis();
        events.started(call);
        Done done = new Done(call, result(call, place));
        events.ended(call, done.result(), startedAt);
        return done;
    }

    private Done told(ToolCall call, ToolResult result) {
        events.started(call);
        events.ended(call, result, clock.millis());
        return new Done(call, result);
    }

    private ToolResult result(ToolCall call, int place) {
        Tool tool = tools.get(call.name());
        if (place >= MOST) {
            return ToolResult.failed("Not done: at most " + MOST + " calls at once. Make the others in your next answer.");
        }
        if (tool == null) {
            return ToolResult.failed("There is no tool of that name, or it is not allowed here. There are: "
                    + String.join(", ", tools.keySet()));
        }
        RunRequest request = run.request();
        ToolRunner.Context context = new ToolRunner.Context(
                request.session().agentId(), request.session().toString(), run.id(), workspace, request.owner(),
                run.cancellation(), null, text -> events.progress(call, text));
        try {
            return runner.run(tool, call.id(), call.arguments(), context);
        } catch (RuntimeException e) {
            return ToolResult.failed("The tool failed inside the gateway; `openclaw logs` shows why.");
        }
    }

    private Done warned(Done done) {
        int repeats = guard.made(done.call().name(), done.call().arguments(), done.result().text());
        if (!guard.warns(repeats)) {
            return done;
        }
        ToolResult result = done.result();
        return new Done(done.call(), new ToolResult(
                result.text() + "\n[You have made this very call " + repeats + " times with this very outcome. Do something "
                        + "else, or answer.]",
                result.details(), result.error()));
    }
}
