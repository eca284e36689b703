package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.protocol.SessionsParams;

/** What a caller believes of a session before changing it; a change on a wrong belief is refused. */
final class Expectations {

    private Expectations() {}

    static void check(Session session, SessionsParams.Patch params) throws ProtocolException {
        sessionId(session, params.expectedSessionId());
        revision(session, params.expectedLifecycleRevision());
        setting(session, "permissionMode", params.expectedPermissionMode());
        setting(session, "toolOverrides", params.expectedToolOverrides());
        setting(session, "markedUnreadAt", params.expectedMarkedUnreadAt());
    }

    static void check(Session session, SessionsParams.Delete params) throws ProtocolException {
        sessionId(session, params.expectedSessionId());
        revision(session, params.expectedLifecycleRevision());
        if (params.expectedSessionUpdatedAt() != null && session != null) {
            require(session.updatedAt() == params.expectedSessionUpdatedAt());
        }
        if (Boolean.TRUE.equals(params.archivedOnly()) && session != null) {
            if (!session.settings().path("archived").asBoolean()) {
                throw ProtocolException.invalid("Session " + session.key() + " is not archived.");
            }
        }
    }

    static void sessionId(Session session, String expected) throws ProtocolException {
        if (expected != null) {
            require(session != null && session.sessionId().equals(expected));
        }
    }

    private static void revision(Session session, String expected) throws ProtocolException {
        if (expected != null) {
            require(session != null && session.lifecycleRevision().equals(expected));
        }
    }

    private static void setting(Session session, String name, JsonNode expected) throws ProtocolException {
        if (expected != null) {
            JsonNode actual = session == null ? null : session.settings().get(name);
            // Compared as text, because 5 and 5L are different nodes.
            require((actual == null ? NullNode.instance : actual).toString().equals(expected.toString()));
        }
    }

    private static void require(boolean asExpected) throws ProtocolException {
        if (!asExpected) {
            throw ProtocolException.invalid("the session has changed meanwhile; read it again, then retry");
        }
    }
}
