package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.rpc.Events;

/** Tells followers what became of sessions. */
final class SessionEvents {

    private final Events events;
    private final SessionView view;
    private final Clock clock;

    SessionEvents(Events events, SessionView view, Clock clock) {
        this.events = events;
        this.view = view;
        this.clock = clock;
    }

    /** @param reason {@code create}, {@code send}, {@code patch}, {@code reset}, … */
    void changed(Session session, String reason) {
        if (events.audience() > 0) {
            publish(head(session.key()).put("reason", reason).set("session", view.row(session)));
        }
    }

    /** @param phase {@code start}, {@code end} or {@code error} */
    void phase(Session session, String phase, String runId) {
        if (events.audience() > 0) {
            publish(head(session.key()).put("phase", phase).put("runId", runId).set("session", view.row(session)));
        }
    }

    void deleted(Session session) {
        publish(head(session.key()).put("reason", "delete").put("sessionId", session.sessionId()));
    }

    void messages(Session session, List<Entry> entries) {
        if (events.audience() == 0 || entries.isEmpty()) {
            return;
        }
        String key = session.key().toString();
        ObjectNode row = view.row(session);
        for (Entry entry : entries) {
            ObjectNode payload = Json.object()
                    .put("sessionKey", key)
                    .put("agentId", session.key().agentId())
                    .put("messageId", entry.id())
                    .put("messageSeq", entry.seq());
            payload.set("message", MessageView.of(entry));
            payload.set("session", row);
            events.publish(
                    Event.SESSION_MESSAGE, payload, caller -> caller.subscriptions().followsMessages(key));
        }
    }

    private ObjectNode head(SessionKey key) {
        return Json.object()
                .put("sessionKey", key.toString())
                .put("agentId", key.agentId())
                .put("ts", clock.millis());
    }

    private void publish(Object payload) {
        events.publish(
                Event.SESSIONS_CHANGED, payload, caller -> caller.subscriptions().followsSessionIndex());
    }
}
