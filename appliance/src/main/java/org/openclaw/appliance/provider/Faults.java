package org.openclaw.appliance.provider;

import org.openclaw.appliance.outbound.Outbound;
import org.openclaw.appliance.provider.ProviderException.Kind;
import org.openclaw.appliance.provider.ProviderException.Retry;

/** The sentences that tell an operator what went wrong with a model and what to do. None quotes what a provider sent. */
final class Faults {

    private Faults() {}

    static ProviderException unknownProvider(ModelRef model) {
        return new ProviderException(Kind.NOT_FOUND, model, 0,
                "No model provider named \"" + shown(model.provider()) + "\" is configured, so " + shown(model)
                        + " can't be asked. Add it with: openclaw config set models.providers." + shown(model.provider())
                        + ".baseUrl <address>, or choose another model with: openclaw config set"
                        + " agents.defaults.model.primary <provider/model>.");
    }

    /** How to talk to an endpoint. @throws ProviderException when it can't be asked as it is configured */
    static Dialect dialect(Endpoint endpoint, ModelRef model) throws ProviderException {
        String key = "models.providers." + shown(endpoint.id());
        if (endpoint.baseUrl().isEmpty()) {
            throw new ProviderException(Kind.NOT_FOUND, model, 0,
                    "The model provider " + shown(endpoint.id()) + " has no address. Set it with: openclaw config set " + key
                            + ".baseUrl <address ending in /v1>.");
        }
        if (!Endpoint.APIS.contains(endpoint.api())) {
            throw new ProviderException(Kind.NOT_FOUND, model, 0,
                    "The model provider " + shown(endpoint.id()) + " is set to the API \"" + shown(endpoint.api())
                            + "\", which this gateway doesn't speak; it speaks " + String.join(", ", Endpoint.APIS)
                            + ". If the service also offers one of these, put that address in " + key
                            + ".baseUrl and run: openclaw config set " + key + ".api " + Endpoint.COMPLETIONS + ".");
        }
        if (endpoint.trouble() != null) {
            throw new ProviderException(Kind.AUTH, model, 0,
                    "SECRET_SURFACE_UNAVAILABLE: the model provider " + shown(endpoint.id()) + " is unavailable: "
                            + endpoint.trouble());
        }
        if (!endpoint.hasCredential()) {
            throw new ProviderException(Kind.AUTH, model, 0,
                    "The model provider " + shown(endpoint.id()) + " needs an API key and none is set. Put "
                            + endpoint.keyVariable() + " into the gateway's environment, or run: openclaw config set " + key
                            + ".apiKey '${" + endpoint.keyVariable() + "}'.");
        }
        return switch (endpoint.api()) {
            case Endpoint.MESSAGES -> new AnthropicMessages();
            case Endpoint.RESPONSES -> new OpenAiResponses();
            case Endpoint.OLLAMA -> new OllamaChat();
            default -> new OpenAiCompletions();
        };
    }

    static ProviderException cancelled(ModelRef model, Cancellation cancellation) {
        return switch (cancellation.reason().orElse(Cancellation.Reason.REQUESTED)) {
            case DEADLINE -> new ProviderException(Kind.TIMEOUT, model, 0,
                    shown(model) + " did not finish before the run's deadline. Raise agents.defaults.timeoutSeconds, or"
                            + " choose a faster model.");
            case SHUTDOWN -> new ProviderException(Kind.UNAVAILABLE, model, 0,
                    "The gateway is stopping, so the answer of " + shown(model) + " was cut short. Ask again in a minute.");
            case REQUESTED -> new ProviderException(Kind.UNKNOWN, model, 0,
                    "The answer of " + shown(model) + " was cancelled.");
        };
    }

    /** No connection, or one that broke before an answer began. */
    static ProviderException network(Endpoint endpoint, ModelRef model, NetworkFault fault, Outbound outbound) {
        boolean timeout = fault.code().equals("ETIMEDOUT");
        return new ProviderException(timeout ? Kind.TIMEOUT : Kind.UNAVAILABLE, model, 0,
                "Can't reach the model provider " + shown(endpoint.id()) + " for " + shown(model) + ": " + fault.text()
                        + ". " + fault.advice("models.providers." + shown(endpoint.id()) + ".baseUrl", outbound.clockDoubt()),
                fault.mayPass() ? Retry.SOON : Retry.NO);
    }

    /** The connection broke while an answer was coming. */
    static ProviderException cut(Endpoint endpoint, ModelRef model) {
        return new ProviderException(Kind.UNAVAILABLE, model, 0,
                "The connection to the model provider " + shown(endpoint.id()) + " broke off before " + shown(model)
                        + " had finished. Ask again; if it happens often, check this device's network.",
                Retry.SOON);
    }

    /** @param what the provider did for that long, as {@code sent nothing} */
    static ProviderException silent(Endpoint endpoint, ModelRef model, String what, long seconds) {
        return new ProviderException(Kind.TIMEOUT, model, 0,
                "The model provider " + shown(endpoint.id()) + " " + what + " for " + Math.max(1, seconds)
                        + " s while " + shown(model) + " was asked. Ask again, or for a slow model raise models.providers."
                        + shown(endpoint.id()) + ".timeoutSeconds.");
    }

    /** @param what is wrong with the answer, as {@code is not JSON} */
    static ProviderException broken(Endpoint endpoint, ModelRef model, String what) {
        return new ProviderException(Kind.BROKEN_ANSWER, model, 0,
                "The answer of the model provider " + shown(endpoint.id()) + " for " + shown(model) + " " + what
                        + ". Check that models.providers." + shown(endpoint.id())
                        + ".baseUrl is the address of the API itself (it usually ends in /v1).");
    }

    /** Names come from the configuration and from clients: bound them and keep them on one line. */
    static String shown(Object name) {
        String text = String.valueOf(name).replaceAll("\\p{Cntrl}", "?");
        return text.length() > 120 ? text.substring(0, 120) + "…" : text;
    }
}
