package org.openclaw.appliance.openai;

import java.io.IOException;
import java.time.Clock;
import org.openclaw.appliance.agent.ActiveRun;
import org.openclaw.appliance.agent.AgentRuns;
import org.openclaw.appliance.agent.RunOutcome;
import org.openclaw.appliance.agent.RunRequest;
import org.openclaw.appliance.server.HttpCall;

/** Answers {@code POST /v1/responses}. Thread-safe. */
final class Responses {

    private final Targets targets;
    private final AgentRuns runs;
    private final Turns turns;
    private final Clock clock;

    Responses(Targets targets, AgentRuns runs, Clock clock) {
        this.targets = targets;
        this.runs = runs;
        this.turns = new Turns(runs);
        this.clock = clock;
    }

    void answer(HttpCall call) throws IOException {
        try {
            Turns.requireScopes(call);
            ResponseRequest request = ResponseRequest.parse(call.body(OpenAiRoutes.MOST_BODY));
            RunRequest run = targets.run(call, request, runs::conversation);
            ResponseAnswer answer = ResponseAnswer.create(run.runId(), clock.millis(), request.model());
            if (request.stream()) {
                stream(call, request, run, answer);
            } else {
                whole(call, request, run, answer);
            }
        } catch (HttpCall.TooLarge e) {
            call.error(413, "invalid_request_error", "Payload too large; at most " + OpenAiRoutes.MOST_BODY + " bytes.");
        } catch (Refusal e) {
            e.answer(call);
        }
    }

    private void whole(HttpCall call, ResponseRequest request, RunRequest wanted, ResponseAnswer answer)
            throws IOException, Refusal {
        ActiveRun run = turns.start(wanted);
        call.onDisconnect(() -> turns.abort(run));
        RunOutcome outcome = turns.await(run);
        if (!outcome.ok()) {
            call.json(500, answer.failed(Turns.API_ERROR, "internal error"));
        } else if (unmet(request, outcome)) {
            call.error(502, Turns.API_ERROR, unmetMessage(request));
        } else {
            call.json(200, answer.whole(outcome, ResponseAnswer.calls(outcome)));
        }
    }

    private void stream(HttpCall call, ResponseRequest request, RunRequest wanted, ResponseAnswer answer)
            throws IOException, Refusal {
        ResponseStream stream = new ResponseStream(answer);
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
            stream.finish(outcome);
        }
    }

    private static boolean unmet(ResponseRequest request, RunOutcome outcome) {
        return request.demandsTool() && outcome.toolCalls().isEmpty();
    }

    private static String unmetMessage(ResponseRequest request) {
        String choice = request.toolChoice().isTextual() ? request.toolChoice().textValue() : "function";
        return "tool_choice=" + choice + " was not satisfied by the agent response";
    }
}
