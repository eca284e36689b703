package org.openclaw.appliance.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.outbound.Outbound;
import org.openclaw.appliance.protocol.Json;

/**
 * Finds out how far a request to a provider gets: name, connection, certificate, key, model. Opens connections of its own;
 * shows the key only to the provider it is for. Blocks for a few seconds at most per stage.
 */
public final class ProviderProbe {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration FOR_A_LIST = Duration.ofSeconds(20);
    private static final Duration FOR_A_REPLY = Duration.ofSeconds(60);
    private static final int LARGEST_LIST = 4 * 1024 * 1024;

    /**
     * One step on the way.
     *
     * @param name dns, tcp, tls, auth or model
     * @param text what came of it; for a failure the error's name first
     */
    public record Stage(String name, boolean passed, Duration took, String text) {}

    /**
     * How far it went.
     *
     * @param advice what to do about the failure; empty when all went well
     */
    public record Outcome(String provider, List<Stage> stages, Optional<String> advice) {

        public Outcome {
            stages = List.copyOf(stages);
        }

        public boolean ok() {
            return advice.isEmpty();
        }
    }

    private final Catalog catalog;
    private final Outbound outbound;

    /**
     * @param environment looks up an environment variable; null for one that isn't set
     * @param outbound how the gateway reaches providers
     */
    public ProviderProbe(Config config, Function<String, String> environment, Outbound outbound) {
        this.catalog = new Catalog(config, environment);
        this.outbound = outbound;
    }

    /** The host that a provider's requests go to; empty where it has no usable address. */
    public Optional<String> host(String provider) {
        try {
            return catalog.endpoint(provider).map(known -> URI.create(known.baseUrl()).getHost());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The provider of the model that agents use unless told otherwise; empty where that is the built-in responder. */
    public Optional<String> defaultProvider() {
        return Optional.of(catalog.defaultModel()).filter(model -> !model.equals(Catalog.OFFLINE)).map(ModelRef::provider);
    }

    /** @param model a model to ask for a word; empty to ask for none: that one costs money */
    public Outcome probe(String provider, Optional<String> model) {
        Optional<Endpoint> endpoint = catalog.endpoint(provider);
        if (endpoint.isEmpty() || endpoint.get().baseUrl().isEmpty()) {
            return new Outcome(provider, List.of(), Optional.of("The configuration knows no provider " + Faults.shown(provider)
                    + ". Name its address: openclaw config set models.providers." + Faults.shown(provider)
                    + ".baseUrl <address ending in /v1>."));
        }
        return new Run(endpoint.get()).probe(model);
    }

    /** A failed step. */
    private static final class Failed extends Exception {

        private static final long serialVersionUID = 1L;
        private final String advice;

        Failed(String text, String advice) {
            super(text, null, false, false);
            this.advice = advice;
        }
    }

    /** A step's work. @return what to say of it */
    private interface Step {
        String run() throws Failed;
    }

    private final class Run {

        private final Endpoint endpoint;
        private final String setting;
        private final List<Stage> stages = new ArrayList<>();

        Run(Endpoint endpoint) {
            this.endpoint = endpoint;
            this.setting = "models.providers." + Faults.shown(endpoint.id());
        }

        Outcome probe(Optional<String> model) {
            try {
                URI address = address();
                Reach reach = new Reach(address, PATIENCE, outbound);
                step("dns", () -> reached(reach::lookUp, reach));
                step("tcp", () -> reached(reach::connect, reach));
                if (reach.isTls()) {
                    step("tls", () -> reached(reach::secure, reach));
                }
                step("auth", this::list);
                if (model.isPresent()) {
                    step("model", () -> ask(new ModelRef(endpoint.id(), model.get())));
                }
                return new Outcome(endpoint.id(), stages, Optional.empty());
            } catch (Failed e) {
                return new Outcome(endpoint.id(), stages, Optional.of(e.advice));
            }
        }

        private URI address() throws Failed {
            try {
                URI address = URI.create(endpoint.baseUrl());
                boolean http = "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
                if (http && address.getHost() != null && address.getUserInfo() == null) {
                    return address;
                }
            } catch (IllegalArgumentException e) {
                // Said below.
            }
            throw new Failed("no address", setting + ".baseUrl is not an address; it must look like https://host/v1.");
        }

        private void step(String name, Step step) throws Failed {
            long start = System.nanoTime();
            try {
                String text = step.run();
                stages.add(new Stage(name, true, Duration.ofNanos(System.nanoTime() - start), text));
            } catch (Failed e) {
                stages.add(new Stage(name, false, Duration.ofNanos(System.nanoTime() - start), e.getMessage()));
                throw e;
            }
        }

        private String reached(Reach.Part part, Reach reach) throws Failed {
            try {
                return part.run();
            } catch (IOException e) {
                NetworkFault fault = reach.fault(e);
                throw new Failed(fault.text(), fault.advice(setting + ".baseUrl", outbound.clockDoubt()));
            }
        }

        private Dialect dialect() throws Failed {
            try {
                return Faults.dialect(endpoint, new ModelRef(endpoint.id(), "any"));
            } catch (ProviderException e) {
                throw new Failed(e.kind().name(), e.getMessage());
            }
        }

        private String list() throws Failed {
            if (endpoint.trouble() != null) {
                throw new Failed("secret not available", endpoint.trouble());
            }
            if (!endpoint.hasCredential()) {
                throw new Failed("no API key", "Set the environment variable " + endpoint.keyVariable() + " or " + setting
                        + ".apiKey.");
            }
            // The key goes to the configured address and to no other: redirects aren't followed.
            Dialect dialect = dialect();
            URI address = URI.create(dialect.listAddress(endpoint));
            Timeouts timeouts = new Timeouts(PATIENCE, PATIENCE, PATIENCE, FOR_A_LIST);
            try (Connection connection = new Connection(address, timeouts, outbound)) {
                byte[] head = new RequestHead("GET", address)
                        .put("Accept", "application/json")
                        .putAll(dialect.headers(endpoint))
                        .putAll(endpoint.headers())
                        .bytes();
                connection.open();
                connection.write(out -> out.write(head), head.length);
                return listed(HttpResponse.read(connection));
            } catch (IOException e) {
                throw new Failed("no answer", "The server took the connection and gave no answer to a request for its"
                        + " list of models. Check " + setting + ".baseUrl.");
            }
        }

        private String listed(HttpResponse response) throws IOException, Failed {
            int status = response.status();
            if (status == 200) {
                return models(response);
            }
            if (status == 401 || status == 403) {
                throw new Failed("AUTH (HTTP " + status + ")", "The provider refused the API key. Check "
                        + (endpoint.apiKey() == null ? "whether it needs one" : setting + ".apiKey") + ".");
            }
            if (status == 404 || status == 405) {
                // Small servers have no list; whether the key is good then shows with a model.
                return "the server has no list of models (HTTP " + status + ")";
            }
            throw new Failed("HTTP " + status, status == 429
                    ? "The provider limits the rate of requests. Wait, or check the account's quota."
                    : "The provider answered with an error. Try again later, or check " + setting + ".baseUrl.");
        }

        private static String models(HttpResponse response) throws IOException {
            try {
                JsonNode document = Json.mapper().readTree(response.rest(LARGEST_LIST));
                JsonNode list = document.has("models") ? document.path("models") : document.path("data");
                return "connected" + (list.isArray() ? ", " + list.size() + " models" : "");
            } catch (JsonProcessingException e) {
                return "connected, with a list of models that can't be read";
            }
        }

        private String ask(ModelRef model) throws Failed {
            Endpoint hurried = endpoint.of(model.model()).with(endpoint.timeouts().withTotal(FOR_A_REPLY));
            ModelRequest request = new ModelRequest(
                    "", List.of(new Message.User("Say ok.")), List.of(), null, Json.object().put("max_completion_tokens", 16));
            try {
                new HttpProvider(hurried, Faults.dialect(hurried, model), catalog.params(model), Clock.systemUTC(), outbound)
                        .complete(model, request, ModelListener.DEAF, new Cancellation());
                return model + " answered";
            } catch (ProviderException e) {
                if (e.kind() == ProviderException.Kind.BROKEN_ANSWER && e.getMessage().contains("empty")) {
                    return model + " answered, without a word";
                }
                throw new Failed(e.kind().name() + (e.httpStatus() == 0 ? "" : " (HTTP " + e.httpStatus() + ")"), e.getMessage());
            }
        }
    }
}
