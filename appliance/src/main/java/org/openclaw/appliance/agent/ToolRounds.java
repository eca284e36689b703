package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.Message;
import org.openclaw.appliance.provider.Message.ToolCall;
import org.openclaw.appliance.provider.ModelListener;
import org.openclaw.appliance.provider.ModelRef;
import org.openclaw.appliance.provider.ModelReply;
import org.openclaw.appliance.provider.ModelRequest;
import org.openclaw.appliance.provider.ProviderException;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.tool.ToolPolicy;
import org.openclaw.appliance.tool.ToolRunner;
import org.openclaw.appliance.tool.Tools;

/**
 * Asks the model, does what it calls for, asks it again with what came of it, until it answers: at most {@value #MOST_ROUNDS}
 * rounds and {@value #MOST_CALLS} calls a turn. Tools of the caller's own end the turn: the caller makes those calls.
 * Thread-safe.
 */
final class ToolRounds {

    static final int MOST_ROUNDS = 50;
    static final int MOST_CALLS = 200;

    /** Most characters of results that a model is shown in one turn; beyond, the oldest are left out. */
    static final int MOST_SHOWN = 400_000;

    private final Supplier<Config> config;
    private final Agents agents;
    private final Sessions sessions;
    private final ModelClient client;
    private final Tools tools;
    private final ToolPolicy policy;
    private final ToolRunner runner;
    private final Clock clock;

    ToolRounds(
            Supplier<Config> config, Agents agents, Sessions sessions, ModelClient client, Tools tools, Clock clock) {
        this.config = config;
        this.agents = agents;
        this.sessions = sessions;
        this.client = client;
        this.tools = tools;
        this.policy = new ToolPolicy(config, agents::tools);
        this.runner = new ToolRunner(clock);
        this.clock = clock;
    }

    /**
     * How it ended.
     *
     * @param reply the last answer; its calls are those of the caller's own tools
     * @param usage the tokens of all rounds together
     * @param toolNames tools that were called with success, each once
     */
    record Completed(ModelReply reply, ModelReply.Usage usage, Set<String> toolNames) {}

    /**
     * Blocks until the model has answered.
     *
     * @throws ProviderException when a model fails, the turn is told to end, or the model doesn't stop calling tools
     */
    Completed complete(ActiveRun run, List<ModelRef> order, ModelRequest request, ModelListener listener)
            throws ProviderException {
        Map<String, Tool> own = own(run.request(), order.getFirst(), request);
        if (own.isEmpty()) {
            ModelReply reply = ask(run, order, request, listener);
            return new Completed(reply, reply.usage(), Set.of());
        }
        return new Turn(run, order, request, new ClientCalls(listener, own.keySet()), own).complete();
    }

    private ModelReply ask(ActiveRun run, List<ModelRef> order, ModelRequest request, ModelListener listener)
            throws ProviderException {
        long asked = System.nanoTime();
        try {
            return client.complete(order, request, listener, run.cancellation());
        } finally {
            run.times().provider(System.nanoTime() - asked);
        }
    }

    // The built-in responder knows no tools, and a caller that demands one of its own gets no other.
    private Map<String, Tool> own(RunRequest request, ModelRef model, ModelRequest asked) {
        JsonNode choice = asked.toolChoice();
        boolean open = choice == null || choice.isNull() || choice.asText().equals("auto");
        Map<String, Tool> own = new LinkedHashMap<>();
        if (open && request.promptMode() != RunRequest.PromptMode.NONE && !model.provider().equals("appliance")) {
            ToolPolicy.Audience who = new ToolPolicy.Audience(
                    request.session().agentId(), model.provider(), model.model(), request.owner());
            policy.allowed(tools, who).forEach(tool -> own.put(tool.spec().name(), tool));
            asked.tools().forEach(theirs -> own.remove(theirs.path("name").asText()));
        }
        return own;
    }

    /** One turn's rounds. Used by the turn's thread. */
    private final class Turn {
        private final ActiveRun run;
        private final List<ModelRef> order;
        private final ModelRequest first;
        private final ModelListener listener;
        private final Map<String, Tool> own;
        private final List<Message> messages;
        private final ToolBatch batch;
        private final Set<String> succeeded = new HashSet<>();
        private ModelReply.Usage usage = ModelReply.Usage.NONE;
        private int calls;
        private int shown;
        private boolean warned;

        Turn(ActiveRun run, List<ModelRef> order, ModelRequest first, ModelListener listener, Map<String, Tool> own) {
            this.run = run;
            this.order = order;
            this.first = first;
            this.listener = listener;
            this.own = own;
            this.messages = new ArrayList<>(first.messages());
            this.batch = new ToolBatch(own, runner, run, agents.workspace(run.request().session().agentId()),
                    new LoopGuard(guarded()), clock);
        }

        private boolean guarded() {
            JsonNode setting = agents.tools(run.request().session().agentId()).path("loopDetection").path("enabled");
            return setting.asBoolean(config.get().flag("tools.loopDetection.enabled", true));
        }

        Completed complete() throws ProviderException {
            List<JsonNode> offered = offered();
            for (int round = 1; ; round++) {
                ModelReply reply = ask(run, order, request(offered), listener);
                usage = usage.plus(reply.usage());
                List<ToolCall> theirs = reply.toolCalls().stream().filter(call -> !mine(call)).toList();
                if (reply.toolCalls().isEmpty() || !theirs.isEmpty()) {
                    return new Completed(
                            new ModelReply(reply.model(), reply.text(), theirs, reply.usage(), reply.stopReason()),
                            usage, succeeded);
                }
                calls += reply.toolCalls().size();
                if (round == MOST_ROUNDS || calls > MOST_CALLS) {
                    throw runaway(reply.model(), "it called tools " + calls + " times in " + round + " rounds");
                }
                work(reply);
            }
        }

        // Names that nobody offered are the gateway's to refuse, unless the caller brought tools.
        private boolean mine(ToolCall call) {
            return own.containsKey(call.name())
                    || first.tools().stream().noneMatch(theirs -> theirs.path("name").asText().equals(call.name()));
        }

        private void work(ModelReply reply) throws ProviderException {
            List<ToolCall> wanted = reply.toolCalls();
            if (!run.settled()) {
                sessions.append(
                        run.request().session(), ToolTranscript.asked(run.id(), reply, wanted, clock.millis()));
            }
            run.events().complete(reply.text());
            messages.add(new Message.Assistant(reply.text(), wanted, reply.thoughts()));
            boolean looped = batch.loops(wanted);
            long begun = System.nanoTime();
            List<ToolBatch.Done> done = looped ? batch.refuse(wanted) : batch.run(wanted);
            run.times().tool(System.nanoTime() - begun);
            if (!run.settled()) {
                sessions.append(
                        run.request().session(),
                        done.stream()
                                .map(one -> ToolTranscript.answered(run.id(), one.call(), one.result(), clock.millis()))
                                .toList());
            }
            for (ToolBatch.Done one : done) {
                show(one);
            }
            run.steered().forEach(said -> messages.add(new Message.User(said)));
            run.events().nextMessage();
            if (run.cancellation().cancelled()) {
                throw new ProviderException(ProviderException.Kind.UNKNOWN, reply.model(), 0, "The turn was stopped.");
            }
            if (looped && warned) {
                throw runaway(reply.model(), "it repeated the same call without anything new coming of it");
            }
            warned |= looped;
        }

        private void show(ToolBatch.Done one) {
            if (!one.result().error()) {
                succeeded.add(one.call().name());
            }
            messages.add(new Message.ToolResult(
                    one.call().id(), one.call().name(), one.result().text(), one.result().error()));
            shown += one.result().text().length();
            for (int i = 0; shown > MOST_SHOWN && i < messages.size() - 1; i++) {
                if (messages.get(i) instanceof Message.ToolResult old && old.text().length() > 200) {
                    messages.set(i, new Message.ToolResult(
                            old.toolCallId(), old.toolName(), "[left out: this turn has read too much]", old.isError()));
                    shown -= old.text().length();
                }
            }
        }

        private ModelRequest request(List<JsonNode> offered) {
            return new ModelRequest(
                    first.system(), List.copyOf(messages), offered, first.toolChoice(), first.sampling(), first.thinking());
        }

        private List<JsonNode> offered() {
            List<JsonNode> offered = new ArrayList<>();
            for (Tool tool : own.values()) {
                ObjectNode function = Json.object()
                        .put("name", tool.spec().name())
                        .put("description", tool.spec().description());
                offered.add(function.set("parameters", Json.parseOwn(tool.spec().parameters())));
            }
            offered.addAll(first.tools());
            return offered;
        }
    }

    private static ProviderException runaway(ModelRef model, String what) {
        return new ProviderException(
                ProviderException.Kind.UNKNOWN, model, 0,
                "This turn was stopped because the model doesn't come to an end: " + what
                        + ". Ask again in smaller steps, or choose another model with /model.");
    }
}
