package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.openclaw.appliance.config.SecretRef;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.secret.PlanBuilder;
import org.openclaw.appliance.secret.PlanException;

/** Asks for providers and for what refers to them. An empty line ends a part; a wrong answer is said to be and asked again. */
final class SecretsDialogue {

    private static final String SOURCES = "Source: env, file, exec or store?";

    private final PlanBuilder plan;
    private final Questions prompt;
    private final Terminal terminal;

    SecretsDialogue(PlanBuilder plan, Questions prompt, Terminal terminal) {
        this.plan = plan;
        this.prompt = prompt;
        this.terminal = terminal;
    }

    /** @param agent whose auth profiles are asked for, too */
    void run(boolean providers, boolean keys, Optional<String> agent) throws CommandException {
        if (providers) {
            providers();
        }
        if (keys) {
            keys();
            if (agent.isPresent()) {
                profiles(agent.get());
            }
        }
    }

    private void providers() throws CommandException {
        while (true) {
            Map<String, String> known = plan.providers();
            terminal.err(known.isEmpty() ? "No providers are configured; env and store need none." : "Providers: " + known);
            String alias = prompt.ask(terminal, "Alias of a provider to add or change, or -alias to remove (empty: go on):", "");
            if (alias.isEmpty()) {
                return;
            }
            try {
                if (alias.startsWith("-")) {
                    plan.removeProvider(alias.substring(1));
                } else {
                    plan.provider(alias, definition());
                }
            } catch (PlanException e) {
                terminal.err(e.getMessage());
            }
        }
    }

    private ObjectNode definition() throws CommandException {
        String source = source(SOURCES).wireName();
        ObjectNode definition = Json.object().put("source", source);
        switch (source) {
            case "file" -> definition.put("path", prompt.ask(terminal, "File:", ""))
                    .put("mode", prompt.ask(terminal, "Mode, json or singleValue:", "json"));
            case "exec" -> {
                definition.put("command", prompt.ask(terminal, "Program, its absolute path:", ""));
                words(definition, "args", "Arguments, separated by blanks:");
                words(definition, "passEnv", "Variables it may see, separated by blanks:");
            }
            case "env" -> words(definition, "allowlist", "Names that may be read, separated by blanks (empty: all):");
            default -> { }
        }
        return definition;
    }

    private void words(ObjectNode definition, String key, String question) throws CommandException {
        String answer = prompt.ask(terminal, question, "");
        if (!answer.isEmpty()) {
            ArrayNode list = definition.putArray(key);
            for (String word : answer.split("\\s+")) {
                list.add(word);
            }
        }
    }

    private SecretRef.Source source(String question) throws CommandException {
        while (true) {
            Optional<SecretRef.Source> source = SecretRef.Source.of(prompt.ask(terminal, question, "env"));
            if (source.isPresent()) {
                return source.get();
            }
        }
    }

    private void keys() throws CommandException {
        List<PlanBuilder.Candidate> candidates = plan.candidates();
        for (int i = 0; i < candidates.size(); i++) {
            terminal.err((i + 1) + ") " + candidates.get(i).path() + " (" + candidates.get(i).state() + ")");
        }
        while (true) {
            String answer = prompt.ask(terminal, "Number or key of a secret (empty: done):", "");
            if (answer.isEmpty()) {
                return;
            }
            try {
                key(path(answer, candidates), candidates);
            } catch (PlanException e) {
                terminal.err(e.getMessage());
            }
        }
    }

    private static String path(String answer, List<PlanBuilder.Candidate> candidates) {
        boolean number = answer.matches("[0-9]{1,4}");
        int index = number ? Integer.parseInt(answer) - 1 : -1;
        return index >= 0 && index < candidates.size() ? candidates.get(index).path() : answer;
    }

    private void key(String path, List<PlanBuilder.Candidate> candidates) throws CommandException, PlanException {
        SecretRef.Source source = source(SOURCES);
        boolean plain = candidates.contains(new PlanBuilder.Candidate(path, "plain text"));
        if (source == SecretRef.Source.STORE && plain
                && prompt.agreed(terminal, "Move its present plain text into the store?")) {
            plan.move(path, prompt.ask(terminal, "Name in the store:", suggested(path)));
            return;
        }
        plan.refer(path, reference(source));
    }

    private SecretRef reference(SecretRef.Source source) throws CommandException {
        String provider = prompt.ask(terminal, "Provider:", plan.defaultProvider(source));
        String id = prompt.ask(terminal, switch (source) {
            case ENV -> "Name of the variable:";
            case STORE -> "Name in the store:";
            case FILE -> "JSON pointer into the file, or value:";
            case EXEC -> "Id to ask the program for:";
        }, "");
        return new SecretRef(source, provider, id);
    }

    /** {@code models.providers.openai.apiKey} becomes {@code OPENAI_API_KEY}. */
    private static String suggested(String path) {
        String[] keys = path.split("\\.");
        String last = keys[keys.length - 1].replaceAll("([a-z])([A-Z])", "$1_$2");
        String name = (keys.length > 1 ? keys[keys.length - 2] + "_" : "") + last;
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]", "_").replaceAll("^[^A-Z]+", "");
    }

    private void profiles(String agent) throws CommandException {
        while (true) {
            String id = prompt.ask(terminal, "Auth profile of agent " + agent + ", such as openai:default (empty: done):", "");
            if (id.isEmpty()) {
                return;
            }
            try {
                String provider = prompt.ask(terminal, "Its model provider:", id.split(":")[0]);
                boolean token = prompt.ask(terminal, "api_key or token?", "api_key").equals("token");
                plan.profile(agent, id, provider, token, reference(source(SOURCES)));
            } catch (PlanException e) {
                terminal.err(e.getMessage());
            }
        }
    }
}
