package org.openclaw.appliance.heartbeat;

import com.fasterxml.jackson.databind.node.NullNode;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.openclaw.appliance.presence.SystemEvents;
import org.openclaw.appliance.protocol.HeartbeatParams;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;

/** {@code last-heartbeat}, {@code set-heartbeats} and {@code wake}. */
public final class HeartbeatMethods {

    private final Supplier<Heartbeats> heartbeats;
    private final Sessions sessions;
    private final SystemEvents notes;

    /** @param heartbeats made when first asked for */
    public HeartbeatMethods(Supplier<Heartbeats> heartbeats, Sessions sessions, SystemEvents notes) {
        this.heartbeats = heartbeats;
        this.sessions = sessions;
        this.notes = notes;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.of("last-heartbeat", Access.READ, HeartbeatParams.Last.class, (caller, params) -> last()),
                Method.of("set-heartbeats", Access.ADMIN, HeartbeatParams.Enable.class, this::enable),
                Method.of("wake", Access.WRITE, HeartbeatParams.Wake.class, this::wake));
    }

    private Object last() {
        Object last = heartbeats.get().last();
        return last == null ? NullNode.getInstance() : last;
    }

    private Object enable(Caller caller, HeartbeatParams.Enable params) throws ProtocolException {
        if (params.enabled() == null) {
            throw ProtocolException.invalid("invalid set-heartbeats params: enabled (boolean) required");
        }
        heartbeats.get().enable(params.enabled());
        return Map.of("ok", true, "enabled", params.enabled());
    }

    private Object wake(Caller caller, HeartbeatParams.Wake params) throws ProtocolException {
        if (params.text().isBlank()) {
            throw ProtocolException.invalid("text required");
        }
        SessionKey conversation = sessions.resolve(params.sessionKey(), params.agentId());
        notes.add(conversation.toString(), params.text());
        // A named conversation has no heartbeat of its own to wait for.
        if (params.mode().equals("now") || params.sessionKey() != null) {
            heartbeats.get().wake(conversation);
        }
        return Map.of("ok", true);
    }
}
