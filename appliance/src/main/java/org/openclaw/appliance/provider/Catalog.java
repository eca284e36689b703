package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.openclaw.appliance.config.Config;

/** What one configuration says about providers, models, aliases and orders. Immutable. */
final class Catalog {

    /** The built-in responder, always there. */
    static final ModelRef OFFLINE = new ModelRef("appliance", "offline");

    private static final int MAX_FALLBACKS = 16;
    private static final Model OFFLINE_MODEL = new Model(
            OFFLINE, "Built-in responder (no language model)", Optional.empty(), OptionalLong.of(8192), false,
            List.of("text"), true);

    private final Config config;
    private final EndpointReader reader;
    private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();
    private final Map<String, String> refByAlias = new LinkedHashMap<>();
    private final Map<String, String> aliasByRef = new LinkedHashMap<>();
    private final List<Model> models;

    /** @param environment looks up an environment variable; null for one that isn't set */
    Catalog(Config config, Function<String, String> environment) {
        this.config = config;
        this.reader = new EndpointReader(config, environment);
        for (Map.Entry<String, JsonNode> entry : config.at("models.providers").properties()) {
            endpoints.put(entry.getKey(), reader.read(entry.getKey(), entry.getValue()));
        }
        for (Map.Entry<String, JsonNode> entry : config.at("agents.defaults.models").properties()) {
            String alias = entry.getValue().path("alias").asText("");
            if (!alias.isBlank()) {
                refByAlias.putIfAbsent(alias, entry.getKey());
                aliasByRef.putIfAbsent(entry.getKey(), alias);
            }
        }
        // A model named anywhere in the configuration is one of a known service even when that service has no entry.
        for (ModelRef ref : named()) {
            if (!endpoints.containsKey(ref.provider()) && KnownServices.find(ref.provider()) != null) {
                endpoints.put(ref.provider(), reader.read(ref.provider(), MissingNode.getInstance()));
            }
        }
        this.models = List.copyOf(listModels());
    }

    /** Whether this was read from that very snapshot. */
    boolean isOf(Config other) {
        return config == other;
    }

    /** A configured provider, or a service so well known that a key in the environment is all it takes. */
    Optional<Endpoint> endpoint(String provider) {
        Endpoint configured = endpoints.get(provider);
        return configured == null && KnownServices.find(provider) != null
                ? Optional.of(reader.read(provider, MissingNode.getInstance()))
                : Optional.ofNullable(configured);
    }

    List<Endpoint> endpoints() {
        return List.copyOf(endpoints.values());
    }

    /** Every model one can choose; the built-in one last. */
    List<Model> models() {
        return models;
    }

    /** Extra request fields for a model: {@code params} of the agents, the provider, the model, and the agents' own of it. */
    Map<String, JsonNode> params(ModelRef ref) {
        Map<String, JsonNode> params = new LinkedHashMap<>();
        JsonNode provider = config.at("models.providers").path(ref.provider());
        for (JsonNode group : List.of(
                config.at("agents.defaults.params"),
                provider.path("params"),
                settings(ref).path("params"),
                config.at("agents.defaults.models").path(ref.toString()).path("params"))) {
            group.properties().forEach(entry -> params.put(entry.getKey(), entry.getValue()));
        }
        return params;
    }

    /** The model {@code memory.search} names. */
    Optional<ModelRef> embeddingModel() {
        JsonNode search = config.at("memory.search");
        String provider = search.path("provider").asText("");
        String model = search.path("model").asText("");
        return provider.isBlank() || model.isBlank() ? Optional.empty() : Optional.of(new ModelRef(provider, model));
    }

    /** What a model's tokens cost; empty where the configuration doesn't say. */
    Optional<Price> price(ModelRef ref) {
        return Price.read(settings(ref).path("cost"));
    }

    private JsonNode settings(ModelRef ref) {
        Endpoint endpoint = endpoints.get(ref.provider());
        return endpoint == null ? MissingNode.getInstance() : endpoint.settingsOf(ref.model());
    }

    ModelRef defaultModel() {
        return primary(config.at("agents.defaults.model"))
                .or(this::firstConfigured)
                .orElse(OFFLINE);
    }

    /**
     * The models to try for an agent, best first, never empty. An explicit choice and an agent's own primary are strict:
     * only fall-backs set beside that primary apply.
     */
    List<ModelRef> orderFor(String agentId, String override) {
        if (override != null && !override.isBlank()) {
            return List.of(resolve(override.strip()));
        }
        JsonNode defaults = config.at("agents.defaults.model");
        JsonNode own = agent(agentId).path("model");
        Optional<ModelRef> ownPrimary = primary(own);
        Set<ModelRef> order = new LinkedHashSet<>();
        order.add(ownPrimary.orElseGet(this::defaultModel));
        JsonNode fallbacks = own.path("fallbacks").isArray() || ownPrimary.isPresent() ? own : defaults;
        for (JsonNode fallback : fallbacks.path("fallbacks")) {
            if (fallback.isTextual() && !fallback.textValue().isBlank() && order.size() <= MAX_FALLBACKS) {
                order.add(resolve(fallback.textValue().strip()));
            }
        }
        return List.copyOf(order);
    }

    /** An alias, then {@code provider/model}, then a model id only one provider has, then a model of the default's provider. */
    ModelRef resolve(String text) {
        String full = refByAlias.getOrDefault(text, text);
        Optional<ModelRef> exact = ModelRef.parse(full);
        if (exact.isPresent() && knows(exact.get().provider())) {
            return exact.get();
        }
        List<ModelRef> sameId =
                models.stream().map(Model::ref).filter(ref -> ref.model().equals(full)).toList();
        if (sameId.size() == 1) {
            return sameId.getFirst();
        }
        return exact.orElseGet(() -> new ModelRef(firstConfigured().orElse(OFFLINE).provider(), full));
    }

    private boolean knows(String provider) {
        return provider.equals(OFFLINE.provider()) || endpoints.containsKey(provider);
    }

    private Optional<ModelRef> primary(JsonNode model) {
        JsonNode text = model.isTextual() ? model : model.path("primary");
        return text.isTextual() && !text.textValue().isBlank()
                ? Optional.of(resolve(text.textValue().strip()))
                : Optional.empty();
    }

    private Optional<ModelRef> firstConfigured() {
        return endpoints.values().stream()
                .flatMap(endpoint -> endpoint.models().stream().map(model -> new ModelRef(endpoint.id(), id(model))))
                .filter(ref -> !ref.model().isEmpty())
                .findFirst();
    }

    private JsonNode agent(String agentId) {
        return config.at("agents.entries").path(agentId == null ? "" : agentId);
    }

    private Set<ModelRef> named() {
        Set<ModelRef> named = new LinkedHashSet<>();
        addNamed(named, config.at("agents.defaults.model"));
        config.at("agents.entries").forEach(agent -> addNamed(named, agent.path("model")));
        config.at("agents.defaults.models").fieldNames().forEachRemaining(name -> ModelRef.parse(name).ifPresent(named::add));
        return named;
    }

    private void addNamed(Set<ModelRef> named, JsonNode model) {
        List<JsonNode> texts = new ArrayList<>(List.of(model.isTextual() ? model : model.path("primary")));
        model.path("fallbacks").forEach(texts::add);
        texts.forEach(text -> ModelRef.parse(text.asText("")).ifPresent(named::add));
    }

    private List<Model> listModels() {
        Map<ModelRef, Model> listed = new LinkedHashMap<>();
        for (Endpoint endpoint : endpoints.values()) {
            for (JsonNode settings : endpoint.models()) {
                if (!id(settings).isEmpty()) {
                    ModelRef ref = new ModelRef(endpoint.id(), id(settings));
                    listed.put(ref, describe(ref, endpoint, settings));
                }
            }
        }
        for (ModelRef ref : named()) {
            Endpoint endpoint = endpoints.get(ref.provider());
            if (endpoint != null && !ref.model().equals("*")) {
                listed.computeIfAbsent(ref, named -> describe(named, endpoint, endpoint.settingsOf(named.model())));
            }
        }
        listed.put(OFFLINE, OFFLINE_MODEL);
        return new ArrayList<>(listed.values());
    }

    private Model describe(ModelRef ref, Endpoint endpoint, JsonNode settings) {
        List<String> input = new ArrayList<>();
        settings.path("input").forEach(kind -> input.add(kind.asText()));
        String name = settings.path("name").asText("");
        long window = settings.path("contextWindow").asLong();
        return new Model(
                ref,
                name.isBlank() ? ref.model() : name,
                Optional.ofNullable(aliasByRef.get(ref.toString())),
                window > 0 ? OptionalLong.of(window) : OptionalLong.empty(),
                settings.path("reasoning").asBoolean(),
                input.isEmpty() ? List.of("text") : List.copyOf(input),
                endpoint.hasCredential());
    }

    private static String id(JsonNode model) {
        return model.path("id").asText("");
    }
}
