package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.openclaw.appliance.protocol.AgentsParams;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** {@code agents.create}, {@code .update}, {@code .delete} and {@code agents.files.*}. */
public final class RosterMethods {

    private static final TaggedLogger LOG = Logger.tag("agent");

    private final Agents agents;
    private final Roster roster;
    private final Runnable reload;
    private final Clock clock;

    /** @param reload puts a written configuration in force */
    public RosterMethods(Agents agents, Roster roster, Runnable reload, Clock clock) {
        this.agents = agents;
        this.roster = roster;
        this.reload = reload;
        this.clock = clock;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.of("agents.create", Access.ADMIN, AgentsParams.Create.class, this::create),
                Method.of("agents.update", Access.ADMIN, AgentsParams.Update.class, this::update),
                Method.of("agents.delete", Access.ADMIN, AgentsParams.Delete.class, this::delete),
                Method.of("agents.files.list", Access.READ, AgentsParams.ListFiles.class, this::files),
                Method.of("agents.files.get", Access.READ, AgentsParams.GetFile.class, this::file),
                Method.of("agents.files.set", Access.ADMIN, AgentsParams.SetFile.class, this::write));
    }

    private ObjectNode create(Caller caller, AgentsParams.Create params) throws ProtocolException {
        String id = Roster.slug(params.name());
        ObjectNode entry = Json.object().put("name", params.name().strip());
        Path first = agents.workspace(agents.defaultAgentId());
        entry.put("workspace", params.workspace() != null
                ? params.workspace()
                : first.resolveSibling(first.getFileName() + "-" + id).toString());
        if (params.model() != null) {
            entry.put("model", params.model());
        }
        identity(entry, params.emoji(), params.avatar());
        changed(() -> roster.add(id, entry, first));
        LOG.info("agent {} added by {}", id, caller.client().id());
        Path folder = agents.workspace(id);
        new Workspace(folder).createOnFirstUse();
        ObjectNode answer = Json.object()
                .put("ok", true)
                .put("agentId", id)
                .put("name", params.name().strip())
                .put("workspace", folder.toString());
        return params.model() == null ? answer : answer.put("model", params.model());
    }

    private ObjectNode update(Caller caller, AgentsParams.Update params) throws ProtocolException {
        String id = known(params.agentId());
        ObjectNode changes = Json.object();
        if (params.name() != null) {
            changes.put("name", params.name().strip());
        }
        if (params.workspace() != null) {
            changes.put("workspace", params.workspace());
        }
        if (params.model() != null) {
            if (!params.model().isNull() && (!params.model().isTextual() || params.model().textValue().isBlank())) {
                throw ProtocolException.invalid("invalid agents.update params: at /model: must be a text or null");
            }
            changes.set("model", params.model());
        }
        identity(changes, params.emoji(), params.avatar());
        if (!changes.isEmpty()) {
            changed(() -> roster.change(id, changes));
        }
        return Json.object().put("ok", true).put("agentId", id);
    }

    private static void identity(ObjectNode entry, String emoji, String avatar) {
        if (emoji != null && !emoji.isBlank()) {
            entry.withObject("identity").put("emoji", emoji);
        }
        if (avatar != null && !avatar.isBlank()) {
            entry.withObject("identity").put("avatar", avatar);
        }
    }

    private ObjectNode delete(Caller caller, AgentsParams.Delete params) throws ProtocolException {
        String id = known(params.agentId());
        Path folder = agents.workspace(id);
        int[] bindings = new int[1];
        changed(() -> bindings[0] = roster.remove(id));
        LOG.info("agent {} removed by {}", id, caller.client().id());
        ObjectNode answer = Json.object().put("ok", true).put("agentId", id).put("removedBindings", bindings[0]);
        boolean shared = agents.ids().stream().anyMatch(other -> agents.workspace(other).startsWith(folder));
        if (!Boolean.FALSE.equals(params.deleteFiles()) && !shared) {
            ArrayNode removed = answer.putArray("removed");
            try {
                String method = Roster.trash(folder, clock.millis()).isPresent() ? "trash" : "missing";
                removed.addObject().put("path", folder.toString()).put("method", method);
            } catch (IOException e) {
                answer.putArray("failed").addObject().put("path", folder.toString()).put(
                        "reason", "it can't be moved to .trash; check its owner and permissions");
            }
        }
        return answer;
    }

    private ObjectNode files(Caller caller, AgentsParams.ListFiles params) throws ProtocolException {
        String id = known(params.agentId());
        WorkspaceFiles files = new WorkspaceFiles(agents.workspace(id));
        ObjectNode answer = Json.object().put("agentId", id).put("workspace", files.folder().toString());
        ArrayNode rows = answer.putArray("files");
        Workspace.EDITABLE.forEach(name -> rows.add(files.row(name)));
        return answer;
    }

    private ObjectNode file(Caller caller, AgentsParams.GetFile params) throws ProtocolException {
        String id = known(params.agentId());
        WorkspaceFiles files = new WorkspaceFiles(agents.workspace(id));
        ObjectNode answer = Json.object().put("agentId", id).put("workspace", files.folder().toString());
        return answer.set("file", files.read(editable(params.name())));
    }

    private ObjectNode write(Caller caller, AgentsParams.SetFile params) throws ProtocolException {
        String id = known(params.agentId());
        WorkspaceFiles files = new WorkspaceFiles(agents.workspace(id));
        ObjectNode file = files.write(editable(params.name()), params.content(), params.expectedHash());
        ObjectNode answer =
                Json.object().put("ok", true).put("agentId", id).put("workspace", files.folder().toString());
        return answer.set("file", file);
    }

    private static String editable(String name) throws ProtocolException {
        if (!Workspace.EDITABLE.contains(name)) {
            throw ProtocolException.invalid("unsupported file \"" + name + "\"; one of " + String.join(", ", Workspace.EDITABLE));
        }
        return name;
    }

    private String known(String agentId) throws ProtocolException {
        if (!agents.knows(agentId)) {
            throw ProtocolException.invalid("agent \"" + agentId + "\" not found");
        }
        return agentId.strip().toLowerCase(Locale.ROOT);
    }

    private void changed(Change change) throws ProtocolException {
        try {
            change.make();
        } catch (IllegalArgumentException e) {
            throw ProtocolException.invalid(e.getMessage());
        } catch (IOException e) {
            throw ProtocolException.unavailable(
                    "the configuration file can't be read or written; check its owner and permissions and whether the disk is full");
        }
        reload.run();
    }

    @FunctionalInterface
    private interface Change {
        void make() throws IOException;
    }
}
