package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.Message;
import org.openclaw.appliance.provider.ModelRef;
import org.openclaw.appliance.provider.ModelReply;
import org.openclaw.appliance.provider.ProviderException;
import org.openclaw.appliance.session.RunStatus;

/**
 * How a turn ended. Times are milliseconds since 1970.
 *
 * @param status one that has ended
 * @param text what was said, as far as it came
 * @param requested who was asked first, or null when no model was asked
 * @param model who said it, or null when no model was reached
 * @param stopReason {@code stop}, {@code length}, {@code toolUse}, {@code rpc}, {@code timeout}, {@code shutdown}, …
 * @param error a sentence for the user, or null
 * @param kind what kind of failure, or null
 * @param httpStatus the provider's status with a failure, or 0
 */
public record RunOutcome(
        RunStatus status,
        String text,
        List<Message.ToolCall> toolCalls,
        ModelRef requested,
        ModelRef model,
        ModelReply.Usage usage,
        String stopReason,
        String error,
        ProviderException.Kind kind,
        int httpStatus,
        long startedAt,
        long endedAt,
        Tooling tooling) {

    /**
     * What the rounds of a turn with tools add.
     *
     * @param names tools that were called with success
     * @param contextUsed tokens of the model's window in use after the last round
     */
    public record Tooling(Set<String> names, long contextUsed) {}

    /** Of a turn without tools. */
    public RunOutcome(
            RunStatus status,
            String text,
            List<Message.ToolCall> toolCalls,
            ModelRef requested,
            ModelRef model,
            ModelReply.Usage usage,
            String stopReason,
            String error,
            ProviderException.Kind kind,
            int httpStatus,
            long startedAt,
            long endedAt) {
        this(
                status, text, toolCalls, requested, model, usage, stopReason, error, kind, httpStatus, startedAt, endedAt,
                new Tooling(Set.of(), usage.total()));
    }

    /** Of a run that no model was asked for. */
    static RunOutcome silent(RunStatus status, String stopReason, long startedAt, long endedAt) {
        return new RunOutcome(
                status, "", List.of(), null, null, ModelReply.Usage.NONE, stopReason, null, null, 0, startedAt, endedAt);
    }

    /** What a model says when it has nothing to say. */
    public static final String NO_REPLY = "NO_REPLY";

    /** What to deliver: what was said, or nothing where the model said that it has nothing to say. */
    public String reply() {
        return isSilent() ? "" : text;
    }

    boolean isSilent() {
        return ok() && text.strip().equals(NO_REPLY);
    }

    public boolean aborted() {
        return status == RunStatus.KILLED || status == RunStatus.TIMEOUT || status == RunStatus.INTERRUPTED;
    }

    public boolean ok() {
        return status == RunStatus.DONE;
    }

    /** The last answer of the {@code agent} method, which is also what a repeated request gets. */
    ObjectNode payload(String runId, String sessionId) {
        ObjectNode payload = Json.object().put("runId", runId).put("status", ok() ? "ok" : "error");
        payload.put("summary", ok() ? "completed" : aborted() ? "aborted" : "failed");
        ObjectNode result = payload.putObject("result");
        var payloads = result.putArray("payloads");
        if (!reply().isEmpty()) {
            payloads.addObject().put("text", text).putNull("mediaUrl");
        }
        ObjectNode meta = result.putObject("meta").put("durationMs", Math.max(0, endedAt - startedAt));
        ObjectNode agent = meta.putObject("agentMeta").put("sessionId", sessionId);
        if (model != null) {
            agent.put("provider", model.provider()).put("model", model.model());
        }
        agent.set("usage", usageNode());
        receipt(runId, sessionId).ifPresent(receipt -> agent.set("terminalReceipt", receipt));
        meta.put("aborted", aborted()).put("stopReason", stopReason);
        if (error != null) {
            meta.putObject("error").put("message", error);
        }
        return payload;
    }

    /** Who was asked and who answered; empty when no model was reached. */
    Optional<ObjectNode> receipt(String runId, String sessionId) {
        if (model == null || requested == null) {
            return Optional.empty();
        }
        ObjectNode receipt =
                Json.object().put("runId", runId).put("sessionId", sessionId).put("turnId", runId);
        receipt.putObject("requested").put("provider", requested.provider()).put("model", requested.model());
        receipt.putObject("effective").put("provider", model.provider()).put("model", model.model());
        var names = receipt.putArray("successfulToolNames");
        tooling.names().forEach(names::add);
        receipt.put("rerouted", !requested.equals(model));
        return Optional.of(receipt);
    }

    /** As history messages and results show it. */
    ObjectNode usageNode() {
        return Json.object()
                .put("input", usage.input())
                .put("output", usage.output())
                .put("cacheRead", usage.cacheRead())
                .put("cacheWrite", usage.cacheWrite())
                .put("totalTokens", usage.total());
    }
}
