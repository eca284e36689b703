package org.openclaw.appliance.agent;

import java.time.Duration;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.tool.ToolArguments;
import org.openclaw.appliance.tool.ToolCall;
import org.openclaw.appliance.tool.ToolException;
import org.openclaw.appliance.tool.ToolResult;
import org.openclaw.appliance.tool.ToolSpec;

/** {@code sessions_spawn}: starts a sub-agent. */
public final class SpawnTool implements Tool {

    private static final int MOST_SECONDS = 86_400;

    private final SubAgents subAgents;

    public SpawnTool(SubAgents subAgents) {
        this.subAgents = subAgents;
    }

    @Override
    public ToolSpec spec() {
        return ToolSpec.of(
                        "sessions_spawn",
                        ToolSpec.Group.SESSIONS,
                        "Starts a sub-agent on a task of its own and returns at once; its result comes back to you as a message. "
                                + "Use it for long work beside the conversation. Tell it everything it has to know.",
                        """
                        {"type":"object","properties":{"task":{"type":"string","minLength":1,"maxLength":20000},\
                        "label":{"type":"string","maxLength":60},"agentId":{"type":"string","maxLength":64},\
                        "model":{"type":"string","maxLength":256},\
                        "runTimeoutSeconds":{"type":"integer","minimum":0,"maximum":86400}},"required":["task"]}""")
                .in(ToolSpec.Profile.CODING, ToolSpec.Profile.MESSAGING);
    }

    @Override
    public ToolResult call(ToolCall call) throws ToolException {
        ToolArguments given = call.arguments();
        int seconds = given.number("runTimeoutSeconds", 0, 0, MOST_SECONDS);
        try {
            SubAgents.Task task = subAgents.spawn(new SubAgents.Wish(
                    SessionKey.parse(call.sessionKey()).orElseThrow(() -> new ToolException("this call has no session")),
                    given.text("task"),
                    given.optionalText("agentId").filter(id -> !id.isBlank()).orElse(null),
                    given.optionalText("label").filter(label -> !label.isBlank()).orElse(null),
                    given.optionalText("model").filter(model -> !model.isBlank()).orElse(null),
                    seconds == 0 ? null : Duration.ofSeconds(seconds),
                    call.owner()));
            return ToolResult.of(Json.object()
                    .put("status", "accepted")
                    .put("childSessionKey", task.session().toString())
                    .put("runId", task.runId())
                    .put("note", "the result comes as a message; don't wait for it"));
        } catch (ProtocolException e) {
            throw new ToolException(e.getMessage());
        }
    }
}
