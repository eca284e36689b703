package org.openclaw.appliance.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.agent.ActiveRun;
import org.openclaw.appliance.agent.Admission;
import org.openclaw.appliance.agent.AgentRuns;
import org.openclaw.appliance.agent.RunOutcome;
import org.openclaw.appliance.agent.RunRequest;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.server.HttpCall;
import org.openclaw.appliance.server.Route;

/** {@code /v1/models} and {@code /v1/chat/completions} as the OpenAI API has them; a model is an agent here. */
public final class OpenAiRoutes implements Route.Source {

    /** Largest request body, in bytes. */
    static final int MOST_BODY = 2 * 1024 * 1024;

    private static final String API_ERROR = "api_error";

    private final BooleanSupplier enabled;
    private final Targets targets;
    private final AgentRuns runs;
    private final Clock clock;

    /** @param enabled {@code gateway.http.endpoints.chatCompletions.enabled}, asked for every request */
    public OpenAiRoutes(BooleanSupplier enabled, Targets targets, AgentRuns runs, Clock clock) {
        this.enabled = enabled;
        this.targets = targets;
        this.runs = runs;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(Set.of("GET"), "/v1/models", true, Route.Guard.OPERATOR, false, this::models),
                Route.operator("POST", "/v1/chat/completions", this::complete));
    }

    private void models(HttpCall call) throws IOException {
        if (!enabled.getAsBoolean()) {
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
        if (!enabled.getAsBoolean()) {
            notFound(call);
            return;
        }
        try {
            requireScope(call, Scope.WRITE);
            if (call.header("x-openclaw-model").isPresent()) {
                requireScope(call, Scope.ADMIN);
            }
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
            refuse(call, e);
        }
    }

    private static void refuse(HttpCall call, Refusal e) throws IOException {
        HttpCall answered = e.retryAfterMillis() > 0
                ? call.with("Retry-After", String.valueOf((e.retryAfterMillis() + 999) / 1000))
                : call;
        answered.error(e.status(), e.type(), e.getMessage());
    }

    private static void requireScope(HttpCall call, String scope) throws Refusal {
        if (call.grant().filter(grant -> grant.admits(scope)).isEmpty()) {
            throw new Refusal(403, "forbidden", "missing scope: " + scope);
        }
    }

    private void whole(HttpCall call, ChatRequest request, RunRequest wanted, Answer answer) throws IOException, Refusal {
        ActiveRun run = start(wanted);
        call.onDisconnect(() -> runs.abort(run, "disconnect"));
        RunOutcome outcome = await(run);
        if (!outcome.ok()) {
            call.error(500, API_ERROR, "internal error");
        } else if (unmet(request, outcome)) {
            call.error(502, API_ERROR, unmetMessage(request));
        } else {
            call.json(200, answer.whole(outcome));
        }
    }

    private void stream(HttpCall call, ChatRequest request, RunRequest wanted, Answer answer) throws IOException, Refusal {
        AnswerStream stream = new AnswerStream(answer);
        ActiveRun run = start(wanted.withConversation(wanted.conversation(), wanted.offer(), stream));
        try {
            call.onDisconnect(() -> runs.abort(run, "disconnect"));
            stream.open(call.with("Cache-Control", "no-cache").stream(200, "text/event-stream; charset=utf-8"));
        } catch (IOException e) {
            stream.giveUp();
            runs.abort(run, "disconnect");
            throw e;
        }
        RunOutcome outcome = await(run);
        if (!outcome.ok()) {
            stream.fail(API_ERROR, outcome.error() == null ? "The turn was stopped." : outcome.error());
        } else if (unmet(request, outcome)) {
            stream.fail(API_ERROR, unmetMessage(request));
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

    private ActiveRun start(RunRequest request) throws Refusal {
        try {
            return switch (runs.start(request)) {
                case Admission.Accepted(ActiveRun run) -> run;
                case Admission.InFlight(ActiveRun run) -> run;
                case Admission.Finished ended -> throw new Refusal(500, API_ERROR, "internal error");
            };
        } catch (ProtocolException e) {
            throw e.error().code() == ErrorCode.UNAVAILABLE
                    ? Refusal.unavailable(e.error())
                    : new Refusal(400, "invalid_request_error", e.getMessage());
        }
    }

    private RunOutcome await(ActiveRun run) throws IOException {
        try {
            return run.outcome().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            runs.abort(run, "disconnect");
            throw new IOException("interrupted while a turn was running", e);
        } catch (ExecutionException e) {
            throw new IOException("the turn ended without an outcome", e);
        }
    }
}
