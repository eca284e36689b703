package org.openclaw.appliance.presence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.protocol.SessionsParams;
import org.openclaw.appliance.protocol.SystemParams;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.rpc.SessionNames;

/** {@code system-presence}, {@code system-event} and {@code sessions.viewers.set}. */
public final class PresenceMethods {

    private final Presence presence;
    private final SystemEvents notes;
    private final Supplier<String> mainSessionKey;
    private final SessionNames sessions;

    /** @param mainSessionKey where notes for the agent go: the default agent's main session, canonical */
    public PresenceMethods(
            Presence presence, SystemEvents notes, Supplier<String> mainSessionKey, SessionNames sessions) {
        this.presence = presence;
        this.notes = notes;
        this.mainSessionKey = mainSessionKey;
        this.sessions = sessions;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.of(
                                "system-presence",
                                Access.READ,
                                SystemParams.Presence.class,
                                (caller, params) -> presence.list())
                        .onIoThread(),
                Method.of("system-event", Access.ADMIN, SystemParams.Event.class, this::report).onIoThread(),
                Method.of("sessions.viewers.set", Access.READ, SessionsParams.Viewed.class, this::view).onIoThread());
    }

    private Object view(Caller caller, SessionsParams.Viewed params) throws ProtocolException {
        List<String> keys = new ArrayList<>();
        for (String key : params.sessionKeys()) {
            if (key.isBlank()) {
                throw ProtocolException.invalid("invalid sessions.viewers.set params: at /sessionKeys: a key is blank");
            }
            String canonical = sessions.canonical(key.strip(), params.agentId());
            if (!keys.contains(canonical)) {
                keys.add(canonical);
            }
        }
        presence.watches(caller, keys);
        return Map.of("sessionKeys", keys);
    }

    private Object report(Caller caller, SystemParams.Event params) throws ProtocolException {
        if (params.text().isBlank()) {
            throw ProtocolException.invalid("text required");
        }
        presence.reported(params);
        if (!PresenceLine.isOne(params.text().strip())) {
            notes.add(mainSessionKey.get(), params.text());
        }
        return Map.of("ok", true);
    }
}
