package org.openclaw.appliance.secret;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.KeyPath;
import org.openclaw.appliance.config.SecretInput;
import org.openclaw.appliance.config.StartRefusal;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.NoParams;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.protocol.SecretsParams;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Call;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;

/** {@code secrets.*}: reload, the store, and what commands need resolved; {@code appliance.secrets.list} shows how all fare. */
public final class SecretMethods {

    private final Secrets secrets;
    private final Refresh refresh;
    private final Consumer<String> owner;

    /** Resolves everything anew and puts it in force. */
    @FunctionalInterface
    public interface Refresh {

        /**
         * @param ready is given the new snapshot, in time to answer the caller before its connection may end
         * @throws StartRefusal when no gateway could run with it; the old one stays
         */
        void run(Consumer<Config> ready) throws StartRefusal;
    }

    /** @param owner is told what the owner of the gateway ought to know */
    public SecretMethods(Secrets secrets, Refresh refresh, Consumer<String> owner) {
        this.secrets = secrets;
        this.refresh = refresh;
        this.owner = owner;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.staged("secrets.reload", Access.ADMIN, NoParams.class, this::reload),
                Method.of("secrets.resolve", Access.ADMIN, SecretsParams.Resolve.class, this::resolve),
                Method.of("secrets.store.list", Access.ADMIN, NoParams.class, this::list),
                Method.staged("secrets.store.set", Access.ADMIN, SecretsParams.Set.class, this::set),
                Method.staged("secrets.store.delete", Access.ADMIN, SecretsParams.Delete.class, this::delete),
                Method.of("appliance.secrets.list", Access.ADMIN, NoParams.class, this::overview));
    }

    // Another secret of the gateway ends the connections made with the old one; who asked for it learns the outcome first.
    private void reload(Call call, NoParams params) throws ProtocolException {
        refresh("secrets.reload failed: ", now -> call.reply(
                Json.object().put("ok", true).put("warningCount", now.secrets().degraded().size())));
    }

    private void refresh(String failed, Consumer<Config> ready) throws ProtocolException {
        try {
            refresh.run(ready);
        } catch (StartRefusal e) {
            secrets.refused(e.getMessage(), owner);
            throw ProtocolException.unavailable(failed + e.getMessage());
        }
    }

    private ObjectNode resolve(Caller caller, SecretsParams.Resolve params) throws ProtocolException {
        if (params.commandName().isBlank()) {
            throw ProtocolException.invalid("invalid secrets.resolve params: commandName");
        }
        TargetShapes shapes = TargetShapes.load();
        List<TargetShapes.Shape> wanted = new ArrayList<>();
        for (String id : params.targetIds()) {
            Optional<TargetShapes.Shape> shape = shapes.byId(id.strip());
            if (shape.isEmpty()) {
                throw ProtocolException.invalid("invalid secrets.resolve params: unknown target id \"" + id.strip() + "\"");
            }
            wanted.add(shape.get());
        }
        ObjectNode answer = Json.object().put("ok", true);
        ArrayNode assignments = answer.putArray("assignments");
        ArrayNode diagnostics = answer.putArray("diagnostics");
        ArrayNode inactive = answer.putArray("inactiveRefPaths");
        Config config = active();
        References.in(config.root()).forEach((keys, ref) -> {
            String path = KeyPath.text(keys);
            boolean asked = wanted.stream().anyMatch(shape -> shape.matches(keys))
                    && (params.allowedPaths() == null || params.allowedPaths().contains(path));
            if (asked && config.secrets().inactive().contains(path)) {
                inactive.add(path);
            } else if (asked) {
                assign(config, keys, assignments, diagnostics, params.commandName().strip());
            }
        });
        return answer;
    }

    private static void assign(
            Config config, List<String> keys, ArrayNode assignments, ArrayNode diagnostics, String command) {
        String path = KeyPath.text(keys);
        switch (config.secrets().at(path).orElse(new SecretInput.Absent())) {
            case SecretInput.Known known -> assignments.addObject()
                    .put("path", path)
                    .put("value", known.value())
                    .set("pathSegments", Json.tree(keys));
            case SecretInput.Unresolved unresolved -> diagnostics.add(command + ": " + unresolved.reason());
            case SecretInput.Absent absent -> diagnostics.add(command + ": " + path + " is not part of the active snapshot");
        }
    }

    private ObjectNode list(Caller caller, NoParams params) throws ProtocolException {
        ObjectNode answer = Json.object();
        ArrayNode rows = answer.putArray("entries");
        for (SecretStore.Entry entry : entries()) {
            ObjectNode row = rows.addObject()
                    .put("name", entry.name())
                    .put("scopeKind", "team")
                    .put("scopeId", "")
                    .put("createdAtMs", entry.createdAtMs())
                    .put("updatedAtMs", entry.updatedAtMs());
            if (!entry.updatedBy().isEmpty()) {
                row.put("updatedBy", entry.updatedBy());
            }
            row.put("kind", entry.kind().wireName());
            if (entry.kind() == SecretStore.Kind.ENV) {
                row.put("value", entry.value());
            } else {
                row.set("allowedHosts", Json.tree(entry.allowedHosts()));
            }
        }
        return answer;
    }

    private void set(Call call, SecretsParams.Set params) throws ProtocolException {
        try {
            secrets.store().set(new SecretStore.Wish(
                    params.name(),
                    SecretStore.Kind.of(params.kind()),
                    params.value(),
                    call.caller().client().id(),
                    params.allowedHosts()));
        } catch (IllegalArgumentException e) {
            throw ProtocolException.invalid(e.getMessage());
        } catch (IOException e) {
            throw ProtocolException.unavailable("secrets.store.set failed: " + e.getMessage());
        }
        followUp(call, params.name());
    }

    private void delete(Call call, SecretsParams.Delete params) throws ProtocolException {
        try {
            secrets.store().remove(params.name());
        } catch (IOException e) {
            throw ProtocolException.unavailable("secrets.store.delete failed: " + e.getMessage());
        }
        followUp(call, params.name());
    }

    /** What refers to the entry follows at once. */
    private void followUp(Call call, String name) throws ProtocolException {
        if (listing().referencing(name).isEmpty()) {
            call.reply(Json.object().put("ok", true).put("reloaded", false));
            return;
        }
        refresh("the secret store is changed, but what refers to it could not be reloaded: ", now -> call.reply(Json.object()
                .put("ok", true)
                .put("reloaded", true)
                .put("warningCount", now.secrets().degraded().size())));
    }

    private ObjectNode overview(Caller caller, NoParams params) throws ProtocolException {
        return listing().json(entries());
    }

    private SecretListing listing() throws ProtocolException {
        try {
            return secrets.listing(active());
        } catch (IOException e) {
            throw ProtocolException.unavailable(e.getMessage());
        }
    }

    private List<SecretStore.Entry> entries() throws ProtocolException {
        try {
            return secrets.store().entries();
        } catch (IOException e) {
            throw ProtocolException.unavailable(e.getMessage());
        }
    }

    private Config active() throws ProtocolException {
        return secrets.active().orElseThrow(() -> ProtocolException.unavailable("the gateway has no secrets yet"));
    }
}
