package org.openclaw.appliance.absent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.protocol.AbsentParams;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.NoParams;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.rpc.SessionNames;

/**
 * Features of the protocol that this gateway has not, as it says so: their lists are empty, their states are "none". Clients
 * that look at {@code hello-ok.features.methods} never ask, since none of these is advertised there; others get an answer they
 * can show instead of an error.
 */
public final class AbsentMethods {

    private final SessionNames sessions;

    /** @param sessions names the session an answer is about */
    public AbsentMethods(SessionNames sessions) {
        this.sessions = sessions;
    }

    public List<Method<?>> methods() {
        return List.of(
                absent("board.get", Access.READ, AbsentParams.OfSession.class),
                absent("session.discussion.info", Access.READ, AbsentParams.OfSession.class),
                absent("sessions.companion.state", Access.READ, AbsentParams.OfSession.class),
                absent("session.members.listEvidence", Access.READ, AbsentParams.OfSession.class),
                absent("sessions.github.options", Access.READ, AbsentParams.GitHub.class),
                absent("controlUi.sessionPullRequests.subscribe", Access.READ, AbsentParams.PullRequests.class),
                absent("sessions.observer.visibility", Access.READ, AbsentParams.Observer.class),
                absent("sessions.catalog.list", Access.READ, AbsentParams.Catalogs.class),
                absent("sessions.groups.defaults", Access.WRITE, NoParams.class),
                absent("projects.list", Access.READ, AbsentParams.Projects.class),
                absent("mentions.list", Access.READ, NoParams.class),
                absent("taskSuggestions.list", Access.READ, AbsentParams.Suggestions.class),
                absent("talk.catalog", Access.READ, AbsentParams.TalkCatalog.class),
                absent("plugins.controlUi.list", Access.READ, NoParams.class),
                absent("plugins.catalog.browse", Access.READ, AbsentParams.Plugins.class),
                absent("plugin.surface.refresh", Access.READ, AbsentParams.PluginSurface.class),
                absent("skills.library.list", Access.READ, AbsentParams.SkillLibrary.class));
    }

    // One body for all: twenty classes that say "nothing" would cost memory in every idle gateway.
    private <P extends Record> Method<P> absent(String name, Access access, Class<P> params) {
        return Method.of(name, access, params, (caller, given) -> answer(name, caller, given))
                .onIoThread()
                .unadvertised();
    }

    private ObjectNode answer(String method, Caller caller, Record params) throws ProtocolException {
        return switch (params) {
            case AbsentParams.OfSession of -> ofSession(method, caller, sessions.canonical(of.sessionKey(), of.agentId()));
            case AbsentParams.GitHub of -> {
                sessions.canonical(of.sessionKey(), of.agentId());
                yield with(Json.object(), "personal", "shared", "pendingPersonal", "latestShared");
            }
            case AbsentParams.Catalogs of when of.catalogId() != null ->
                throw ProtocolException.invalid("unknown session catalog: " + of.catalogId());
            case AbsentParams.PluginSurface of ->
                throw ProtocolException.unavailable(of.surface() + " plugin surface unavailable");
            default -> ofGateway(method);
        };
    }

    private static ObjectNode ofSession(String method, Caller caller, String key) {
        ObjectNode answer = Json.object();
        return switch (method) {
            case "board.get" -> lists(answer.put("sessionKey", key).put("revision", 0), "tabs", "widgets");
            case "sessions.companion.state" -> lists(answer, "exchanges");
            case "session.members.listEvidence" ->
                lists(answer.put("sessionKey", key).put("role", role(caller)), "members", "identities", "allowedVisibilities");
            default -> answer.put("state", "none");
        };
    }

    private static ObjectNode ofGateway(String method) {
        ObjectNode answer = Json.object();
        return switch (method) {
            case "sessions.catalog.list" -> lists(answer, "catalogs");
            case "sessions.groups.defaults" -> lists(answer, "defaults");
            case "sessions.observer.visibility" -> answer.put("ok", true);
            case "controlUi.sessionPullRequests.subscribe" -> answer.put("subscribed", false);
            case "projects.list" -> lists(answer, "projects");
            case "mentions.list" -> lists(answer.put("revision", 0), "items");
            case "taskSuggestions.list" -> lists(answer, "suggestions");
            case "talk.catalog" -> talk(answer);
            case "plugins.controlUi.list" -> lists(answer.put("revision", "none"), "plugins", "diagnostics");
            case "plugins.catalog.browse" -> lists(answer, "items");
            default -> skillLibrary(answer);
        };
    }

    private static ObjectNode talk(ObjectNode answer) {
        lists(answer, "modes", "transports", "brains");
        lists(answer.putObject("speech").put("ready", false), "providers");
        lists(answer.putObject("transcription").put("ready", false), "providers");
        lists(answer.putObject("realtime").put("ready", false), "providers");
        return answer;
    }

    // Skills are folders of the workspace here (skills.status); nobody has a library of their own.
    private static ObjectNode skillLibrary(ObjectNode answer) {
        return with(lists(answer, "entries"), "profileId")
                .put("multipleProfiles", false)
                .put("defaultTarget", "workspace")
                .put("canManageWorkspace", false)
                .put("defaultSelectionLimit", 0);
    }

    // What somebody may do with a session follows from their scopes alone.
    private static String role(Caller caller) {
        return caller.grant().admits(Scope.ADMIN) ? "admin" : caller.grant().admits(Scope.WRITE) ? "member" : "viewer";
    }

    private static ObjectNode lists(ObjectNode answer, String... empty) {
        for (String name : empty) {
            answer.putArray(name);
        }
        return answer;
    }

    private static ObjectNode with(ObjectNode answer, String... missing) {
        for (String name : missing) {
            answer.putNull(name);
        }
        return answer;
    }
}
