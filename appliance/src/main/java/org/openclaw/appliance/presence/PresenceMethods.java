package org.openclaw.appliance.presence;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.protocol.SystemParams;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;

/** {@code system-presence} and {@code system-event}. */
public final class PresenceMethods {

    private final Presence presence;
    private final SystemEvents notes;
    private final Supplier<String> mainSessionKey;

    /** @param mainSessionKey where notes for the agent go: the default agent's main session, canonical */
    public PresenceMethods(Presence presence, SystemEvents notes, Supplier<String> mainSessionKey) {
        this.presence = presence;
        this.notes = notes;
        this.mainSessionKey = mainSessionKey;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.of(
                                "system-presence",
                                Access.READ,
                                SystemParams.Presence.class,
                                (caller, params) -> presence.list())
                        .onIoThread(),
                Method.of("system-event", Access.ADMIN, SystemParams.Event.class, this::report).onIoThread());
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
