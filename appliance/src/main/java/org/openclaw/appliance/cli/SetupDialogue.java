package org.openclaw.appliance.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.setup.KeyFile;
import org.openclaw.appliance.setup.SetupWish;

/** Asks for what a first configuration needs; every question has an answer to accept with Enter, but the model's name. */
final class SetupDialogue {

    /** @param key the usual variable for the API key; empty where none is needed */
    private record Service(String id, String shown, String key, String exampleModel) {}

    private static final List<Service> SERVICES = List.of(
            new Service("openai", "OpenAI", "OPENAI_API_KEY", "gpt-4o"),
            new Service("anthropic", "Anthropic", "ANTHROPIC_API_KEY", "claude-sonnet-4-5"),
            new Service("openrouter", "OpenRouter", "OPENROUTER_API_KEY", "openai/gpt-4o"),
            new Service("ollama", "Ollama, on this machine", "", "qwen3"),
            new Service("custom", "Another one that speaks OpenAI's protocol", "CUSTOM_API_KEY", "its-model"));

    /**
     * The answers.
     *
     * @param install whether to register the gateway as a service
     * @param key an API key to keep, and the variable it goes by
     */
    record Answers(SetupWish wish, boolean install, Optional<Key> key) {}

    /** A secret: never shown. */
    record Key(String variable, String value) {

        void keep(KeyFile file) throws CommandException {
            try {
                file.put(variable, value);
            } catch (IllegalArgumentException e) {
                throw CommandException.failed("the API key was not kept: " + e.getMessage());
            } catch (IOException e) {
                throw CommandException.failed("the API key can't be kept in " + file.path() + ": " + e.getMessage());
            }
        }

        @Override
        public String toString() {
            return "Key[" + variable + "]";
        }
    }

    private final Prompt prompt;
    private final Invocation in;
    private final LocalConfig existing;
    private Optional<Key> key = Optional.empty();

    SetupDialogue(Prompt prompt, Invocation in, LocalConfig existing) {
        this.prompt = prompt;
        this.in = in;
        this.existing = existing;
    }

    Answers ask() throws CommandException {
        in.terminal().out("A gateway on this machine. Enter accepts what is in brackets; Ctrl-C ends without a change.");
        in.terminal().out("");
        int port = Integer.parseInt(prompt.line("Port",
                Integer.toString(existing.port(in.paths()).number()),
                text -> text.matches("[1-9][0-9]{0,4}") && Integer.parseInt(text) < 65_536,
                "A port is a number from 1 to 65535."));
        String bind = bind();
        String workspace = prompt.line("The agents' working directory",
                existing.text("agents.defaults.workspace").orElse(in.paths().workspace().toString()));
        Optional<SetupWish.Provider> provider = provider();
        boolean service = in.platform().serviceSupervisor().obstacle().isEmpty()
                && prompt.yes("Run the gateway as a service that starts with this machine?", false);
        if (!prompt.yes("Write this to " + in.paths().configFile() + "?", true)) {
            throw CommandException.failed("nothing was written, as you wished");
        }
        boolean usualPort = port == in.paths().defaultPort() && existing.text("gateway.port").isEmpty();
        boolean usualPlace = workspace.equals(in.paths().workspace().toString());
        SetupWish wish = new SetupWish(
                Optional.empty(),
                usualPort ? Optional.empty() : Optional.of(port),
                bind.equals("loopback") && existing.text("gateway.bind").isEmpty() ? Optional.empty() : Optional.of(bind),
                Optional.empty(),
                usualPlace ? Optional.empty() : Optional.of(workspace),
                provider,
                false);
        return new Answers(wish, service, key);
    }

    private String bind() throws CommandException {
        List<String> modes = List.of("loopback", "lan");
        int now = Math.max(0, modes.indexOf(existing.text("gateway.bind").orElse("loopback")));
        return modes.get(prompt.choice(
                "Who may connect, with the token?",
                List.of("programs on this machine only", "every machine of its network"),
                now));
    }

    private Optional<SetupWish.Provider> provider() throws CommandException {
        List<String> names = new ArrayList<>(SERVICES.stream().map(Service::shown).toList());
        names.add(existing.text("agents.defaults.model.primary").map(model -> "as it is: " + model).orElse("nobody yet"));
        int chosen = prompt.choice("Who answers for the agents?", names, names.size() - 1);
        if (chosen == SERVICES.size()) {
            return Optional.empty();
        }
        Service service = SERVICES.get(chosen);
        Optional<String> url = service.id().equals("custom")
                ? Optional.of(prompt.line("Its address, up to /v1", "", text -> text.matches("https?://\\S+"),
                        "An address begins with http:// or https://."))
                : Optional.empty();
        String model = prompt.line("Model, as the provider spells it (such as " + service.exampleModel() + ")", "",
                text -> !text.contains(" "), "A model's name has no blanks.");
        return Optional.of(new SetupWish.Provider(
                service.id(), url, url.map(any -> "openai-completions"), model, variable(service, url.isPresent())));
    }

    /** @return the variable to name in the configuration; empty where everybody knows it, or none is needed */
    private Optional<String> variable(Service service, boolean custom) throws CommandException {
        if (service.key().isEmpty()) {
            return Optional.empty();
        }
        if (custom && !prompt.yes("Does it need an API key?", true)) {
            return Optional.empty();
        }
        String name = prompt.line("Environment variable with the API key", service.key(),
                text -> text.matches("[A-Z_][A-Z0-9_]{0,127}"), "The variable's name, not the key: capital letters, digits, _.");
        if (existing.environment().get(name).isEmpty()) {
            in.terminal().out(name + " isn't set here.");
            key = prompt.secret("Paste the key to keep it in " + new KeyFile(in.paths().stateDir()).path()
                            + ", or press Enter to set the variable later")
                    .map(value -> new Key(name, value));
        }
        return custom || !name.equals(service.key()) ? Optional.of(name) : Optional.empty();
    }
}
