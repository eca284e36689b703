package org.openclaw.appliance.tool;

import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;
import org.openclaw.appliance.provider.Cancellation;

/**
 * One call of a tool, and on whose behalf.
 *
 * @param id names the call within its run, as the model gave it
 * @param agentId whose tool call it is
 * @param sessionKey the session it belongs to, {@code agent:<agentId>:<rest>}
 * @param runId the turn it belongs to, or null for a call by {@code tools.invoke}
 * @param workspace the agent's folder; may not exist yet
 * @param owner whether the one who speaks in that session owns the gateway
 * @param arguments what the model wrote, an object already checked against the tool's schema
 * @param cancellation tells it to end early
 * @param deadline when it has to be over
 * @param progress takes a short text about how far it is; must not be called more than a few times a second
 */
public record ToolCall(
        String id,
        String agentId,
        String sessionKey,
        String runId,
        Path workspace,
        boolean owner,
        ToolArguments arguments,
        Cancellation cancellation,
        Instant deadline,
        Consumer<String> progress) {}
