package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;
import org.openclaw.appliance.protocol.ChatParams;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.provider.Cancellation;
import org.openclaw.appliance.session.Session;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;

/** Shortens conversations when somebody asks for it: {@code sessions.compact}. Thread-safe; blocks on disk and model. */
public final class Conversations {

    private static final long RETRY_MILLIS = 1_000;

    private final Sessions sessions;
    private final AgentRuns runs;
    private final Compactor compactor;
    private final TurnContext context;

    Conversations(Sessions sessions, AgentRuns runs, Compactor compactor, TurnContext context) {
        this.sessions = sessions;
        this.runs = runs;
        this.compactor = compactor;
        this.context = context;
    }

    ObjectNode compact(ChatParams.Compact params) throws ProtocolException {
        SessionKey key = sessions.resolve(params.key(), params.agentId());
        Session session = sessions.find(key).orElse(null);
        ObjectNode answer = Json.object().put("ok", session == null || params.maxLines() != null).put("key", key.toString());
        if (session == null) {
            return answer.put("compacted", false).put("reason", "no sessionId");
        }
        refuseWhileActive(key);
        if (params.maxLines() != null) {
            long kept = sessions.keepNewest(key, params.maxLines()).orElse(0);
            return answer.put("compacted", kept < session.messages()).put("kept", kept);
        }
        RunRequest asked = RunRequest.message(UUID.randomUUID().toString(), key, "", true);
        Compactor.Result result = compactor.compact(
                key, context.order(asked), null, Compactor.Cause.MANUAL, new Cancellation());
        answer.put("ok", result.done()).put("compacted", result.done());
        if (!result.done()) {
            return answer.put("reason", result.reason());
        }
        answer.putObject("result").put("tokensBefore", result.before()).put("tokensAfter", result.after());
        return answer;
    }

    // A turn in progress reads the conversation and will add to it.
    private void refuseWhileActive(SessionKey key) throws ProtocolException {
        List<ActiveRun> active = runs.of(key);
        if (!active.isEmpty()) {
            throw new ProtocolException(ErrorShape.of(
                            ErrorCode.UNAVAILABLE, "Session " + key + " has a run in progress; abort it, then try again.")
                    .retryAfter(RETRY_MILLIS));
        }
    }
}
