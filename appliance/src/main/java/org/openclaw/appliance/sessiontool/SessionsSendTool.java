package org.openclaw.appliance.sessiontool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openclaw.appliance.agent.Admission;
import org.openclaw.appliance.agent.AgentRuns;
import org.openclaw.appliance.agent.RunOutcome;
import org.openclaw.appliance.agent.RunRequest;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.tool.ToolCall;
import org.openclaw.appliance.tool.ToolException;
import org.openclaw.appliance.tool.ToolResult;
import org.openclaw.appliance.tool.ToolSpec;

/** Says something in another conversation, and waits for the answer if wanted. */
final class SessionsSendTool implements Tool {

    private static final int USUAL_SECONDS = 30;
    private static final int MOST_SECONDS = 120;
    private static final int MOST_CHARS = 20_000;

    private static final ToolSpec SPEC = ToolSpec.of(
                    "sessions_send",
                    ToolSpec.Group.SESSIONS,
                    "Send a message to another conversation and wait for its answer, at most timeoutSeconds (0 does not wait).",
                    """
                    {"type":"object","required":["sessionKey","message"],"properties":{
                    "sessionKey":{"type":"string","description":"As sessions_list names it."},
                    "message":{"type":"string"},
                    "timeoutSeconds":{"type":"number","description":"0 to 120; default 30."}}}""")
            .in(ToolSpec.Profile.CODING, ToolSpec.Profile.MESSAGING)
            .within(Duration.ofSeconds(MOST_SECONDS + 10L));

    private final AgentRuns runs;
    private final Reach reach;

    SessionsSendTool(AgentRuns runs, Reach reach) {
        this.runs = runs;
        this.reach = reach;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public ToolResult call(ToolCall call) throws ToolException, InterruptedException {
        SessionKey key = reach.session(call, call.arguments().text("sessionKey"));
        String message = call.arguments().text("message");
        int seconds = call.arguments().number("timeoutSeconds", USUAL_SECONDS, 0, MOST_SECONDS);
        if (key.toString().equals(call.sessionKey())) {
            throw new ToolException("That is this conversation itself; just answer.");
        }
        if (message.length() > MOST_CHARS) {
            throw new ToolException("The message is longer than " + MOST_CHARS + " characters.");
        }
        // Another agent's words are not the owner's, whoever it was told to pass on.
        RunRequest request = RunRequest.message(
                        UUID.randomUUID().toString(), key, "[Message from session " + call.sessionKey() + "]\n" + message, false)
                .withoutCommands();
        try {
            Admission admission = runs.start(request);
            return admission instanceof Admission.Accepted accepted && seconds > 0
                    ? await(accepted, call, seconds)
                    : ToolResult.of(head(request, "accepted"));
        } catch (ProtocolException e) {
            throw new ToolException("The message was not sent: " + e.getMessage());
        }
    }

    private static ToolResult await(Admission.Accepted accepted, ToolCall call, int seconds) throws InterruptedException {
        Thread waiting = Thread.currentThread();
        Runnable forget = call.cancellation().onCancel(waiting::interrupt);
        try {
            RunOutcome outcome = accepted.run().outcome().get(seconds, TimeUnit.SECONDS);
            ObjectNode result = head(accepted.run().request(), outcome.ok() ? "ok" : "error").put("reply", outcome.text());
            if (outcome.error() != null) {
                result.put("error", outcome.error());
            }
            return ToolResult.of(result);
        } catch (TimeoutException e) {
            return ToolResult.of(head(accepted.run().request(), "timeout")
                    .put("note", "It goes on; read its history later."));
        } catch (ExecutionException e) {
            return ToolResult.failed("The other conversation's turn ended without an outcome.");
        } finally {
            forget.run();
        }
    }

    private static ObjectNode head(RunRequest request, String status) {
        return Json.object()
                .put("status", status)
                .put("runId", request.runId())
                .put("sessionKey", request.session().toString());
    }
}
