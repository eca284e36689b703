package org.openclaw.appliance.setup;

import java.util.Optional;

/**
 * What an operator wants of a first configuration. What is empty stays as it is, or gets its default where there is nothing.
 *
 * @param remoteUrl address of a gateway on another machine, for commands; empty for a gateway on this one
 * @param port the gateway's
 * @param bind {@code loopback}, {@code lan}, …
 * @param tokenVariable an environment variable that holds the token; empty to make a token where there is none
 * @param workspace the agents' working directory
 * @param provider who answers
 * @param skipBootstrap whether the workspace is to stay without its first files
 */
public record SetupWish(
        Optional<String> remoteUrl,
        Optional<Integer> port,
        Optional<String> bind,
        Optional<String> tokenVariable,
        Optional<String> workspace,
        Optional<Provider> provider,
        boolean skipBootstrap) {

    /** A gateway on this machine, with every default. */
    public static final SetupWish PLAIN = new SetupWish(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

    /**
     * A model provider.
     *
     * @param id its name, such as {@code openai}
     * @param baseUrl its address; empty for a service that is known by its name
     * @param api how to speak to it; empty for the usual way
     * @param model the model that agents use
     * @param keyVariable an environment variable that holds the API key; empty for the usual one, or where none is needed
     */
    public record Provider(
            String id, Optional<String> baseUrl, Optional<String> api, String model, Optional<String> keyVariable) {}
}
