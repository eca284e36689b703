package org.openclaw.appliance.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.openclaw.appliance.agent.ActiveRun;
import org.openclaw.appliance.agent.AgentRuns;
import org.openclaw.appliance.agent.RunOutcome;
import org.openclaw.appliance.agent.RunRequest;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.Models;
import org.openclaw.appliance.server.HttpCall;
import org.openclaw.appliance.server.Route;

/**
 * {@code /v1/models}, {@code /v1/chat/completions}, {@code /v1/responses} and {@code /v1/embeddings} as the OpenAI API has
 * them; a model is an agent here.
 */
public final class OpenAiRoutes implements Route.Source {

    /** Largest request body, in bytes. */
    static final int MOST_BODY = 2 * 1024 * 1024;

    private final Enabled enabled;
    private final Targets targets;
    private final Models models;
    private final AgentRuns runs;
    private final Turns turns;
    private final Clock clock;

    /**
     * What answers, asked for every request; the list of models and the embeddings come with either.
     *
     * @param chatCompletions {@code gateway.http.endpoints.chatCompletions.enabled}
     * @param responses {@code gateway.http.endpoints.responses.enabled}
     */
    public record Enabled(BooleanSupplier chatCompletions, BooleanSupplier responses) {

        boolean any() {
            return chatCompletions.getAsBoolean() || responses.getAsBoolean();
        }
    }

    public OpenAiRoutes(Enabled enabled, Targets targets, Models models, AgentRuns runs, Clock clock) {
        this.enabled = enabled;
        this.targets = targets;
        this.models = models;
        this.runs = runs;
        this.turns = new Turns(runs);
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(Set.of("GET"), "/v1/models", true, Route.Guard.OPERATOR, false, this::models),
                Route.operator("POST", "/v1/chat/completions", this::complete),
                Route.operator("POST", "/v1/responses", this::respond),
                Route.operator("POST", "/v1/embeddings", this::embed));
    }

    private void respond(HttpCall call) throws IOException {
        if (enabled.responses().getAsBoolean()) {
            new Responses(targets, runs, clock).answer(call);
        } else {
            notFound(call);
        }
    }

    private void embed(HttpCall call) throws IOException {
        if (enabled.any()) {
            new Embeddings(targets, models).answer(call);
        } else {
            notFound(call);
        }
    }

    private void models(HttpCall call) throws IOException {
        if (!enabled.any()) {
            notFound(call);
            return;
        }
        String id = call.rest().startsWith("/") ? call.rest().substring(1) : call.rest();
        if (id.isEmpty()) {
            ObjectNode list = Json.object().put("object", "list");
            var data = list.putArray("data");
            targets.modelIds().forEach(known -> data.add(model(known)));
            call.json(200, list);
        } else if (targets.modelIds().contains(id)) {
            call.json(200, model(id));
        } else {
            call.error(400, "invalid_request_error", "Invalid model id.");
        }
    }

    private static ObjectNode model(String id) {
        ObjectNode model =
                Json.object().put("id", id).put("object", "model").put("created", 0).put("owned_by", "openclaw");
        model.putArray("permission");
        return model;
    }

    private static void notFound(HttpCall call) throws IOException {
        call.send(404, "text/plain; charset=utf-8", "Not Found".getBytes(StandardCharsets.US_ASCII));
    }

    private void complete(HttpCall call) throws IOException {
        if (!enabled.chatCompletions().getAsBoolean()) {
            notFound(call);
            return;
        }
        try {
            Turns.requireScopes(call);
            ChatRequest request = ChatRequest.parse(call.body(MOST_BODY));
            RunRequest run = targets.run(call, request);
            Answer answer = Answer.create(clock.millis(), request.model());
            if (request.stream()) {
                stream(call, request, run, answer);
            } else {
                whole(call, request, run, answer);
            }
        } catch (HttpCall.TooLarge e) {
            call.error(413, "invalid_request_error", "Payload too large; at most " + MOST_BODY + " bytes.");
        } catch (Refusal e) {
            e.answer(call);
        }
    }

    private void whole(HttpCall call, ChatRequest request, RunRequest wanted, Answer answer) throws IOException, Refusal {
        ActiveRun run = turns.start(wanted);
        call.onDisconnect(() -> turns.abort(run));
        RunOutcome outcome = turns.await(run);
        if (!outcome.ok()) {
            call.error(500, Turns.API_ERROR, "internal error");
        } else if (unmet(request, outcome)) {
            call.error(502, Turns.API_ERROR, unmetMessage(request));
        } else {
            call.json(200, answer.whole(outcome));
        }
    }

    private void stream(HttpCall call, ChatRequest request, RunRequest wanted, Answer answer) throws IOException, Refusal {
        AnswerStream stream = new AnswerStream(answer);
        ActiveRun run = turns.start(wanted.withConversation(wanted.conversation(), wanted.offer(), stream));
        try {
            call.onDisconnect(() -> turns.abort(run));
            stream.open(call.with("Cache-Control", "no-cache").stream(200, "text/event-stream; charset=utf-8"));
        } catch (IOException e) {
            stream.giveUp();
            turns.abort(run);
            throw e;
        }
        RunOutcome outcome = turns.await(run);
        if (!outcome.ok()) {
            stream.fail(Turns.API_ERROR, outcome.error() == null ? "The turn was stopped." : outcome.error());
        } else if (unmet(request, outcome)) {
            stream.fail(Turns.API_ERROR, unmetMessage(request));
        } else {
            stream.finish(outcome, request.includeUsage());
        }
    }

    private static boolean unmet(ChatRequest request, RunOutcome outcome) {
        return request.demandsTool() && outcome.toolCalls().isEmpty();
    }

    private static String unmetMessage(ChatRequest request) {
        String choice = request.toolChoice().isTextual() ? request.toolChoice().textValue() : "function";
        return "tool_choice=" + choice + " was not satisfied by the agent response";
    }
}
