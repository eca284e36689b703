package org.openclaw.appliance.openai;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.agent.ActiveRun;
import org.openclaw.appliance.agent.Admission;
import org.openclaw.appliance.agent.AgentRuns;
import org.openclaw.appliance.agent.RunOutcome;
import org.openclaw.appliance.agent.RunRequest;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.server.HttpCall;

/** Starts turns for HTTP callers and waits for them. Thread-safe. */
final class Turns {

    static final String API_ERROR = "api_error";

    private final AgentRuns runs;

    Turns(AgentRuns runs) {
        this.runs = runs;
    }

    /** A turn may be asked for by whoever may write; the model behind it is the administrator's choice. */
    static void requireScopes(HttpCall call) throws Refusal {
        requireScope(call, Scope.WRITE);
        if (call.header("x-openclaw-model").isPresent()) {
            requireScope(call, Scope.ADMIN);
        }
    }

    private static void requireScope(HttpCall call, String scope) throws Refusal {
        if (call.grant().filter(grant -> grant.admits(scope)).isEmpty()) {
            throw new Refusal(403, "forbidden", "missing scope: " + scope);
        }
    }

    ActiveRun start(RunRequest request) throws Refusal {
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

    RunOutcome await(ActiveRun run) throws IOException {
        try {
            return run.outcome().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            abort(run);
            throw new IOException("interrupted while a turn was running", e);
        } catch (ExecutionException e) {
            throw new IOException("the turn ended without an outcome", e);
        }
    }

    /** The caller has gone. */
    void abort(ActiveRun run) {
        runs.abort(run, "disconnect");
    }
}
