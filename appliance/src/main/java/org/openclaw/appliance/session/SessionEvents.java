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
            events.publish(
                    Event.SESSION_MESSAGE,
                    message(session, entry, row),
                    caller -> caller.subscriptions().followsMessages(key));
        }
    }

    /** What {@code session.message} tells of a message. */
    ObjectNode message(Session session, Entry entry) {
        return message(session, entry, view.row(session));
    }

    private static ObjectNode message(Session session, Entry entry, ObjectNode row) {
        ObjectNode payload = Json.object()
                .put("sessionKey", session.key().toString())
                .put("agentId", session.key().agentId())
                .put("messageId", entry.id())
                .put("messageSeq", entry.seq());
        payload.set("message", MessageView.of(entry));
        return payload.set("session", row);
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
