package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.NoParams;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.protocol.SessionsParams;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.store.Store;

/** {@code sessions.groups.*}. */
public final class GroupMethods {

    private final SessionGroups groups;
    private final Events events;
    private final Clock clock;

    public GroupMethods(Store store, Events events, Clock clock) {
        this.groups = new SessionGroups(store);
        this.events = events;
        this.clock = clock;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.of("sessions.groups.list", Access.READ, NoParams.class, (caller, params) -> view(groups.catalog())),
                Method.of("sessions.groups.put", Access.WRITE, SessionsParams.PutGroups.class, this::put),
                Method.of("sessions.groups.rename", Access.WRITE, SessionsParams.RenameGroup.class, this::rename),
                Method.of("sessions.groups.delete", Access.WRITE, SessionsParams.DeleteGroup.class, this::delete));
    }

    private ObjectNode put(Caller caller, SessionsParams.PutGroups params) throws ProtocolException {
        Optional<String> left = groups.put(params.names(), params.sectionOrder());
        if (left.isPresent()) {
            throw ProtocolException.invalid("sessions.groups.put leaves out groups that have sessions: " + left.get()
                    + "; name them too, or delete them with sessions.groups.delete");
        }
        return changed(groups.catalog());
    }

    private ObjectNode rename(Caller caller, SessionsParams.RenameGroup params) throws ProtocolException {
        String from = named(params.name());
        SessionGroups.Changed renamed = groups.rename(from, named(params.to()))
                .orElseThrow(() -> ProtocolException.invalid("unknown session group: " + from));
        return changed(renamed.catalog()).put("updatedSessions", renamed.sessions());
    }

    private ObjectNode delete(Caller caller, SessionsParams.DeleteGroup params) throws ProtocolException {
        SessionGroups.Changed deleted = groups.delete(named(params.name()));
        return changed(deleted.catalog()).put("updatedSessions", deleted.sessions());
    }

    private ObjectNode changed(SessionGroups.Catalog catalog) {
        events.publish(
                Event.SESSIONS_CHANGED,
                Json.object().put("reason", "groups").put("ts", clock.millis()),
                caller -> caller.subscriptions().followsSessionIndex());
        return Json.object().put("ok", true).setAll(view(catalog));
    }

    private static String named(String name) throws ProtocolException {
        if (name.isBlank()) {
            throw ProtocolException.invalid("a session group needs a name");
        }
        return name.strip();
    }

    private static ObjectNode view(SessionGroups.Catalog catalog) {
        ObjectNode view = Json.object();
        view.set("groups", Json.tree(catalog.groups()));
        view.set("sectionOrder", Json.tree(catalog.sections()));
        return view;
    }
}
