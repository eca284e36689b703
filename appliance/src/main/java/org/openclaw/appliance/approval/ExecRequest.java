package org.openclaw.appliance.approval;

import java.nio.file.Path;
import java.util.Map;

/**
 * A command somebody wants to have run on this machine.
 *
 * @param agentId whose agent wants it
 * @param sessionKey in which session, or null
 * @param runId in which turn, or null when no turn waits for it
 * @param toolCallId by which call, or null
 * @param command shell text
 * @param cwd its folder, an absolute real path
 * @param env what it changes in its environment
 * @param searchPath the {@code PATH} it gets
 */
public record ExecRequest(
        String agentId,
        String sessionKey,
        String runId,
        String toolCallId,
        String command,
        Path cwd,
        Map<String, String> env,
        String searchPath) {

    public ExecRequest {
        env = Map.copyOf(env);
    }
}
