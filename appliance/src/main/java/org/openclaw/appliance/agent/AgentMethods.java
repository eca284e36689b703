package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Locale;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.protocol.AgentParams;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.NoParams;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Call;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.session.Run;
import org.openclaw.appliance.session.RunStatus;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** {@code agent}, {@code agent.wait}, {@code agents.list}, {@code agent.identity.get}, {@code commands.list}. */
public final class AgentMethods {

    private static final TaggedLogger LOG = Logger.tag("agent/run");
    private static final int WAIT_MILLIS = 30_000;

    private final Agents agents;
    private final Sessions sessions;
    private final AgentRuns runs;
    private final RunWaits waits;
    private final ReplyWay way;

    public AgentMethods(Agents agents, Sessions sessions, AgentRuns runs, RunWaits waits, ReplyWay way) {
        this.agents = agents;
        this.sessions = sessions;
        this.runs = runs;
        this.waits = waits;
        this.way = way;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.staged("agent", Access.byParams(AgentMethods::scope), AgentParams.Start.class, this::start),
                Method.staged("agent.wait", Access.WRITE, AgentParams.Wait.class, this::await),
                Method.of("agents.list", Access.READ, AgentParams.ListAgents.class, (caller, params) -> list()),
                Method.of("agent.identity.get", Access.READ, AgentParams.Identity.class, this::identity),
                Method.of("commands.list", Access.READ, AgentParams.ListCommands.class, this::commands),
                Method.of("diagnostics.lanes", Access.READ, NoParams.Tolerant.class, (caller, params) -> lanes()));
    }

    private ObjectNode lanes() {
        Lanes.Load load = runs.load();
        ObjectNode answer = Json.object();
        answer.putArray("lanes")
                .addObject()
                .put("lane", "main")
                .put("activeCount", load.running())
                .put("queuedCount", load.waiting())
                .put("maxConcurrent", load.most());
        return answer.putNull("dynamic");
    }

    private static String scope(JsonNode params) {
        return Command.resets(params.path("message").asText()) ? Scope.ADMIN : Scope.WRITE;
    }

    private void start(Call call, AgentParams.Start params) throws ProtocolException {
        agents.require(params.agentId(), "agent");
        Attachments attachments = Attachments.read(params.message(), params.attachments());
        SessionKey key = sessions.resolve(params.sessionKey(), params.agentId());
        if (params.expectedExistingSessionId() != null
                && sessions.find(key).filter(known -> known.sessionId().equals(params.expectedExistingSessionId())).isEmpty()) {
            throw ProtocolException.invalid("session changed; expected " + params.expectedExistingSessionId());
        }
        ReplyWay.Carrier carrier = Boolean.TRUE.equals(params.deliver())
                ? way.to(first(params.replyChannel(), params.channel()), first(params.replyTo(), params.to()))
                : null;
        sessions.keepPictures(key, params.idempotencyKey(), attachments.images());
        RunRequest request = RunRequest.message(
                        params.idempotencyKey(), key, attachments.text(), call.caller().grant().admits(Scope.ADMIN))
                .withQueue(QueueMode.LANE)
                .withModel(model(params))
                .withThinking(params.thinking())
                .within(params.timeout() == null || params.timeout() == 0 ? null : Duration.ofSeconds(params.timeout()))
                .withPrompt(promptMode(params), params.extraSystemPrompt());
        switch (runs.start(request)) {
            case Admission.InFlight(ActiveRun run) ->
                call.reply(Json.object().put("runId", run.id()).put("status", "in_flight"));
            case Admission.Finished(Run run) -> answerAgain(call, run);
            case Admission.Accepted(ActiveRun run) -> {
                call.reply(Json.object()
                        .put("runId", run.id())
                        .put("sessionKey", key.toString())
                        .put("agentId", key.agentId())
                        .put("status", "accepted")
                        .put("acceptedAt", run.acceptedAt()));
                boolean bestEffort = Boolean.TRUE.equals(params.bestEffortDeliver());
                run.outcome().thenAccept(outcome -> finish(call, run, outcome, carrier, bestEffort));
            }
        }
    }

    private static String model(AgentParams.Start params) {
        if (params.model() == null || params.model().isBlank()) {
            return null;
        }
        boolean bare = params.provider() != null && !params.provider().isBlank() && !params.model().contains("/");
        return bare ? params.provider() + "/" + params.model() : params.model();
    }

    private static RunRequest.PromptMode promptMode(AgentParams.Start params) {
        return switch (params.promptMode()) {
            case "minimal" -> RunRequest.PromptMode.MINIMAL;
            case "none" -> RunRequest.PromptMode.NONE;
            case null, default -> RunRequest.PromptMode.FULL;
        };
    }

    private static String first(String one, String other) {
        return one == null || one.isBlank() ? other : one;
    }

    private static void finish(Call call, ActiveRun run, RunOutcome outcome, ReplyWay.Carrier carrier, boolean bestEffort) {
        ObjectNode payload = outcome.payload(run.id(), run.sessionId());
        if (outcome.error() != null) {
            call.fail(payload, error(outcome.status(), outcome.error()));
        } else if (carrier == null || outcome.reply().isEmpty()) {
            call.reply(payload);
        } else {
            // The channel may be slow, and whoever ended the turn has others to end.
            Thread.startVirtualThread(() -> deliver(call, run, outcome, carrier, bestEffort));
        }
    }

    private static void deliver(Call call, ActiveRun run, RunOutcome outcome, ReplyWay.Carrier carrier, boolean bestEffort) {
        ObjectNode payload = outcome.payload(run.id(), run.sessionId());
        Optional<String> trouble = carrier.carry(run.id(), outcome.reply());
        trouble.ifPresent(why -> LOG.warn("the reply of run {} was not delivered: {}", run.id(), why));
        if (trouble.isEmpty() || bestEffort) {
            call.reply(payload);
        } else {
            call.fail(payload, ErrorShape.of(ErrorCode.UNAVAILABLE, "the turn is done, but its reply was not delivered: " + trouble.get()));
        }
    }

    private static void answerAgain(Call call, Run run) {
        JsonNode payload = run.result() != null
                ? run.result()
                : Json.object().put("runId", run.id()).put("status", run.status() == RunStatus.DONE ? "ok" : "error");
        if (run.error() == null && run.status() != RunStatus.INTERRUPTED) {
            call.reply(payload);
        } else {
            String sentence = run.error() == null ? "The gateway stopped before this turn was finished." : run.error();
            call.fail(payload, error(run.status(), sentence));
        }
    }

    private static ErrorShape error(RunStatus status, String sentence) {
        return ErrorShape.of(status == RunStatus.TIMEOUT ? ErrorCode.AGENT_TIMEOUT : ErrorCode.UNAVAILABLE, sentence);
    }

    private void await(Call call, AgentParams.Wait params) throws ProtocolException {
        int millis = params.timeoutMs() == null ? WAIT_MILLIS : params.timeoutMs();
        waits.await(call.caller().connectionId(), params.runId(), Duration.ofMillis(millis), call::reply);
    }

    private ObjectNode list() {
        ObjectNode list = Json.object()
                .put("defaultId", agents.defaultAgentId())
                .put("ownership", agents.ids().size() == 1 ? "sole" : "legacy")
                .put("selectionRequired", false)
                .put("mainKey", "main")
                .put("scope", "per-sender");
        ArrayNode rows = list.putArray("agents");
        agents.ids().forEach(id -> rows.add(agents.row(id)));
        return list;
    }

    private ObjectNode identity(Caller caller, AgentParams.Identity params) throws ProtocolException {
        agents.require(params.agentId(), "agent.identity.get");
        String named = params.agentId();
        if (named == null && params.sessionKey() != null && !params.sessionKey().isBlank()) {
            named = sessions.resolve(params.sessionKey(), null).agentId();
        }
        return agents.identity(named == null ? agents.defaultAgentId() : named.strip().toLowerCase(Locale.ROOT));
    }

    private ObjectNode commands(Caller caller, AgentParams.ListCommands params) throws ProtocolException {
        agents.require(params.agentId(), "commands.list");
        ObjectNode result = Json.object();
        result.set("commands", Command.listed(params.scope(), !Boolean.FALSE.equals(params.includeArgs())));
        return result;
    }
}
