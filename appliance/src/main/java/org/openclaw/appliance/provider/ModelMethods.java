package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ModelsAuthStatusParams;
import org.openclaw.appliance.protocol.ModelsListParams;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Method;

/** {@code models.list} and {@code models.authStatus}. */
public final class ModelMethods {

    private static final List<String> INPUT_KINDS = List.of("text", "image", "audio", "video", "document");

    private final Models models;
    private final Clock clock;

    public ModelMethods(Models models, Clock clock) {
        this.models = models;
        this.clock = clock;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.of("models.list", Access.READ, ModelsListParams.class, (caller, params) -> list(params))
                        .onIoThread(),
                Method.of("models.authStatus", Access.READ, ModelsAuthStatusParams.class, (caller, params) -> authStatus())
                        .onIoThread());
    }

    /** The rows of {@code models.list}, which {@code chat.metadata} shows too. */
    public ArrayNode rows(Optional<String> provider) {
        ArrayNode rows = Json.array();
        for (Model model : models.all()) {
            if (provider.isEmpty() || provider.get().equals(model.ref().provider())) {
                rows.add(row(model));
            }
        }
        return rows;
    }

    private ObjectNode list(ModelsListParams params) throws ProtocolException {
        if (Boolean.TRUE.equals(params.preparedOnly()) && Boolean.TRUE.equals(params.refresh())) {
            throw ProtocolException.invalid("invalid models.list params: preparedOnly and refresh exclude each other");
        }
        ObjectNode result = Json.object();
        result.set("models", rows(Optional.ofNullable(params.provider())));
        return result;
    }

    private ObjectNode row(Model model) {
        ObjectNode row = Json.object()
                .put("id", model.ref().model())
                .put("name", model.name())
                .put("provider", model.ref().provider());
        model.alias().ifPresent(alias -> row.put("alias", alias));
        OptionalLong rest = models.restsUntil(model.ref());
        row.put("available", model.hasCredential() && rest.isEmpty());
        if (!model.hasCredential()) {
            row.put("unavailableReason", "missing-auth");
        } else if (rest.isPresent()) {
            row.put("unavailableReason", "cooldown").put("unavailableUntil", rest.getAsLong());
        }
        model.contextWindow().ifPresent(tokens -> row.put("contextWindow", tokens));
        row.put("reasoning", model.reasoning());
        ArrayNode input = row.putArray("input");
        model.input().stream().filter(INPUT_KINDS::contains).forEach(input::add);
        return row;
    }

    private ObjectNode authStatus() {
        ObjectNode result = Json.object().put("ts", clock.millis());
        ArrayNode providers = result.putArray("providers");
        for (Endpoint endpoint : models.endpoints()) {
            ObjectNode row = providers.addObject()
                    .put("provider", endpoint.id())
                    .put("authProvider", endpoint.id())
                    .put("displayName", endpoint.id())
                    .put("status", endpoint.hasCredential() ? "static" : "missing");
            row.putArray("profiles");
            if (endpoint.keySource() != null) {
                row.putObject("apiKey").put("source", endpoint.keySource());
            }
        }
        result.putArray("providerCapabilities");
        return result;
    }
}
