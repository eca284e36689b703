package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.outbound.Outbound;

/**
 * The models this gateway can ask, as configured at the moment of asking: {@code models.providers},
 * {@code agents.defaults.model}, {@code agents.defaults.models} (aliases and parameters), {@code agents.entries.*.model}.
 *
 * <p>Where nothing is configured the built-in responder {@code appliance/offline} answers. Thread-safe; keeps no thread and
 * no connection while nobody asks.
 */
public final class Models {

    private final Supplier<Config> config;
    private final Function<String, String> environment;
    private final Attempts attempts;
    private final Clock clock;
    private final Outbound outbound;
    private volatile Catalog catalog;

    /**
     * @param config the current configuration
     * @param environment looks up an environment variable; null for one that isn't set
     * @param facts what the built-in responder may tell
     */
    public Models(Supplier<Config> config, Function<String, String> environment, DeviceFacts facts, Clock clock) {
        this(config, environment, facts, clock, Outbound.plain());
    }

    /** @param outbound how providers are reached */
    public Models(
            Supplier<Config> config, Function<String, String> environment, DeviceFacts facts, Clock clock, Outbound outbound) {
        this(config, environment, facts, clock, RetryPolicy.STANDARD, RandomGenerator.getDefault(), outbound);
    }

    Models(
            Supplier<Config> config,
            Function<String, String> environment,
            DeviceFacts facts,
            Clock clock,
            RetryPolicy retries,
            RandomGenerator random) {
        this(config, environment, facts, clock, retries, random, Outbound.plain());
    }

    private Models(
            Supplier<Config> config,
            Function<String, String> environment,
            DeviceFacts facts,
            Clock clock,
            RetryPolicy retries,
            RandomGenerator random,
            Outbound outbound) {
        this.config = config;
        this.environment = environment;
        this.clock = clock;
        this.outbound = outbound;
        this.attempts = new Attempts(new OfflineResponder(facts), new CoolDowns(clock), retries, random, clock, outbound);
    }

    /**
     * Asks the models in order until one answers. A model that failed before the listener heard any text or tool call is
     * asked again when that is worthwhile (429, 5xx, no connection), after a back-off or the provider's {@code Retry-After};
     * then the next one is. Models that failed lately are left out while others are there.
     *
     * @param order best first, as {@link #orderFor} gives it; not empty
     * @param cancellation ends the waiting and closes the provider's connection at once
     * @throws ProviderException the last failure; what the listener heard by then stands
     */
    public ModelReply complete(
            List<ModelRef> order, ModelRequest request, ModelListener listener, Cancellation cancellation)
            throws ProviderException {
        return attempts.run(catalog(), order, request, listener, cancellation);
    }

    /**
     * The models to try for an agent, best first, never empty. Never throws: a model that isn't there fails when asked.
     *
     * @param agentId the agent, or null for the defaults
     * @param override an explicit choice ({@code provider/model}, an alias or a bare id), or null; it is strict, without
     *     fall-backs
     */
    public List<ModelRef> orderFor(String agentId, String override) {
        return catalog().orderFor(agentId, override);
    }

    /** {@code agents.defaults.model.primary}, else the first configured model, else {@code appliance/offline}. */
    public ModelRef defaultModel() {
        return catalog().defaultModel();
    }

    /** What a text means as a model: an alias, {@code provider/model}, or a bare id. The model need not exist. */
    public ModelRef resolve(String text) {
        return catalog().resolve(text.strip());
    }

    /** Every model one can choose, in the configuration's order; the built-in one last. */
    public List<Model> all() {
        return catalog().models();
    }

    /** What is known of a model; empty for one the configuration doesn't name, though its provider may still have it. */
    public Optional<Model> find(ModelRef ref) {
        return catalog().models().stream().filter(model -> model.ref().equals(ref)).findFirst();
    }

    /** What a model's tokens cost; empty where the configuration doesn't say. */
    public Optional<Price> price(ModelRef ref) {
        return catalog().price(ref);
    }

    /** The model that {@code memory.search} turns texts into vectors with; empty where none is configured. */
    public Optional<ModelRef> embeddingModel() {
        return catalog().embeddingModel();
    }

    /**
     * Turns texts into vectors. One attempt, no fail-over: vectors of different models don't mix.
     *
     * @param request {@code {input, dimensions?, encoding_format?}} as the OpenAI API has it
     * @param cancellation closes the provider's connection at once
     * @return the provider's answer in that API's shape
     */
    public JsonNode embed(ModelRef model, ObjectNode request, Cancellation cancellation) throws ProviderException {
        Endpoint endpoint = catalog()
                .endpoint(model.provider())
                .orElseThrow(() -> Faults.unknownProvider(model))
                .of(model.model());
        return new Embedder(endpoint, Faults.dialect(endpoint, model), clock, outbound).embed(model, request, cancellation);
    }

    /** Whether requests for this model can be sent anywhere. */
    public boolean hasProvider(ModelRef ref) {
        return ref.provider().equals(Catalog.OFFLINE.provider()) || catalog().endpoint(ref.provider()).isPresent();
    }

    /** Until when a model that failed lately is left out, in milliseconds since 1970; empty when it isn't. */
    OptionalLong restsUntil(ModelRef ref) {
        return attempts.restsUntil(catalog(), ref);
    }

    List<Endpoint> endpoints() {
        return catalog().endpoints();
    }

    private Catalog catalog() {
        Config now = config.get();
        Catalog known = catalog;
        if (known == null || !known.isOf(now)) {
            known = new Catalog(now, environment);
            catalog = known;
            attempts.forgive();
        }
        return known;
    }
}
