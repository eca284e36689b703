package org.openclaw.appliance.cron;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.openclaw.appliance.agent.ActiveRun;
import org.openclaw.appliance.agent.Admission;
import org.openclaw.appliance.agent.AgentRuns;
import org.openclaw.appliance.agent.Agents;
import org.openclaw.appliance.agent.RunOutcome;
import org.openclaw.appliance.agent.RunRequest;
import org.openclaw.appliance.command.CommandRun;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.TimeSpan;
import org.openclaw.appliance.presence.SystemEvents;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.session.ShortSessions;

/** What a job does when it runs: a note for the agent, a turn, or a program. Thread-safe; blocks until it is done. */
final class JobWork {

    private static final long KEPT_MILLIS = 86_400_000;
    private static final Duration COMMAND_PATIENCE = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int OUTPUT = 65_536;

    private final Supplier<Config> config;
    private final Agents agents;
    private final Sessions sessions;
    private final ShortSessions shortSessions;
    private final AgentRuns runs;
    private final SystemEvents notes;
    private final Consumer<SessionKey> wake;
    private final CommandRun commands;

    /** @param wake asks for a heartbeat in a conversation */
    JobWork(
            Supplier<Config> config,
            Agents agents,
            Sessions sessions,
            ShortSessions shortSessions,
            AgentRuns runs,
            SystemEvents notes,
            Consumer<SessionKey> wake,
            CommandRun commands) {
        this.config = config;
        this.agents = agents;
        this.sessions = sessions;
        this.shortSessions = shortSessions;
        this.runs = runs;
        this.notes = notes;
        this.wake = wake;
        this.commands = commands;
    }

    /** Never throws but for a fault of the gateway's own. */
    RunResult run(Job job, String runId) {
        String agentId = job.agentId() == null ? agents.defaultAgentId() : job.agentId();
        if (!agents.knows(agentId)) {
            return RunResult.skipped("agent \"" + agentId + "\" is not configured any more; `openclaw cron edit <id> --agent <id>` repairs it");
        }
        try {
            return switch (job.payload().path("kind").asText()) {
                case "systemEvent" -> note(job, agentId);
                case "agentTurn" -> turn(job, agentId, runId);
                default -> command(job, agentId);
            };
        } catch (ProtocolException e) {
            return RunResult.error(e.getMessage(), Json.object());
        } catch (IOException e) {
            return RunResult.error("the command can't be started: " + e.getMessage(), Json.object());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return RunResult.error("The gateway stopped before the run was finished.", Json.object());
        }
    }

    private RunResult note(Job job, String agentId) {
        SessionKey main = SessionKey.main(agentId);
        String text = job.payload().path("text").asText();
        notes.add(main.toString(), text);
        if (job.wakesNow()) {
            wake.accept(main);
        }
        return RunResult.ok(text, Json.object().put("sessionKey", main.toString()));
    }

    private RunResult turn(Job job, String agentId, String runId) throws ProtocolException, InterruptedException {
        JsonNode payload = job.payload();
        SessionKey key = session(job, agentId);
        double seconds = payload.path("timeoutSeconds").asDouble(-1);
        RunRequest request = RunRequest.message(runId, key, "[cron:" + job.id() + " " + job.name() + "] " + payload.path("message").asText(), true)
                .withoutCommands()
                .withModel(payload.path("model").textValue())
                .withThinking(payload.path("thinking").textValue())
                .within(seconds < 0 ? null : patience(seconds, LONGEST))
                .withPrompt(
                        payload.path("lightContext").asBoolean() ? RunRequest.PromptMode.MINIMAL : RunRequest.PromptMode.FULL, null);
        if (!(runs.start(request) instanceof Admission.Accepted(ActiveRun run))) {
            return RunResult.error("a run of the same name was there already", Json.object());
        }
        RunOutcome outcome = await(run);
        ObjectNode details = Json.object().put("sessionKey", key.toString()).put("sessionId", run.sessionId());
        if (outcome.model() != null) {
            details.put("model", outcome.model().model()).put("provider", outcome.model().provider());
            details.putObject("usage")
                    .put("input_tokens", outcome.usage().input())
                    .put("output_tokens", outcome.usage().output())
                    .put("total_tokens", outcome.usage().total());
        }
        if (outcome.ok()) {
            return RunResult.ok(outcome.text(), details);
        }
        return RunResult.error(outcome.error() == null ? "The run was stopped." : outcome.error(), details);
    }

    private static RunOutcome await(ActiveRun run) throws InterruptedException {
        try {
            return run.outcome().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private SessionKey session(Job job, String agentId) throws ProtocolException {
        String target = job.target();
        String bound = job.definition().path("sessionKey").textValue();
        if (target.startsWith("session:")) {
            return sessions.resolve(target.substring("session:".length()), agentId);
        }
        if (target.equals("current") && bound != null) {
            return sessions.resolve(bound, null);
        }
        SessionKey key = new SessionKey(agentId, "cron:" + job.id() + ":run:" + UUID.randomUUID());
        shortSessions.begin(key, "cron:" + job.id(), retention());
        return key;
    }

    private long retention() {
        JsonNode wanted = config.get().at("cron.sessionRetention");
        return wanted.isBoolean() && !wanted.booleanValue()
                ? 0
                : TimeSpan.parse(wanted.asText()).orElse(KEPT_MILLIS);
    }

    private RunResult command(Job job, String agentId) throws IOException, InterruptedException {
        Forms.Command wanted = Forms.command(job.payload());
        Map<String, String> environment = new LinkedHashMap<>(wanted.env() == null ? Map.of() : wanted.env());
        CommandRun.Ended ended = commands.run(new CommandRun.Order(
                new ArrayList<>(wanted.argv()),
                folder(wanted.cwd(), agentId),
                environment,
                wanted.input() == null ? null : wanted.input().getBytes(StandardCharsets.UTF_8),
                wanted.timeoutSeconds() == null ? COMMAND_PATIENCE : patience(wanted.timeoutSeconds(), Duration.ZERO),
                wanted.noOutputTimeoutSeconds() == null ? Duration.ZERO : patience(wanted.noOutputTimeoutSeconds(), Duration.ZERO),
                wanted.outputMaxBytes() == null ? OUTPUT : wanted.outputMaxBytes()));
        String output = ended.output().strip();
        if (ended.timedOut()) {
            return RunResult.error("the command took too long and was ended" + lastLine(output), Json.object());
        }
        return ended.exit() == 0
                ? RunResult.ok(output, Json.object())
                : RunResult.error("the command exited with status " + ended.exit() + lastLine(output), Json.object());
    }

    private Path folder(String wanted, String agentId) throws IOException {
        try {
            Path workspace = agents.workspace(agentId);
            Path folder = wanted == null ? workspace : workspace.resolve(wanted);
            return wanted == null && !Files.isDirectory(folder) ? null : folder;
        } catch (InvalidPathException e) {
            throw new IOException("its folder makes no sense", e);
        }
    }

    // Zero means no limit of the job's own.
    private static Duration patience(double seconds, Duration none) {
        return seconds <= 0 ? none : Duration.ofMillis((long) Math.min(seconds * 1000, LONGEST.toMillis()));
    }

    private static String lastLine(String output) {
        List<String> lines = output.lines().toList();
        String last = lines.isEmpty() ? "" : lines.getLast().strip();
        return last.isEmpty() ? "" : ": " + (last.length() > 300 ? last.substring(0, 300) + "…" : last);
    }

    /** Forgets the sessions made for a job's runs. */
    void forget(Job job) {
        shortSessions.end("cron:" + job.id());
    }
}
