package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw memory status}, {@code search <query>} and {@code index}: an agent's notes, not the machine's memory. */
final class NotesCommand implements Command {

    private final Action action;

    NotesCommand(Action action) {
        this.action = action;
    }

    /** What to do with notes. */
    enum Action {
        STATUS("doctor.memory.status", "operator.read"),
        SEARCH("memory.search", "operator.read"),
        INDEX("appliance.recall.index", "operator.write");

        private final String method;
        private final String scope;

        Action(String method, String scope) {
            this.method = method;
            this.scope = scope;
        }
    }

    @Override
    public void describe(CommandSpec spec) {
        if (action == Action.SEARCH) {
            spec.addPositional(PositionalParamSpec.builder()
                    .paramLabel("<query>").arity("0..1").type(String.class).description("Words to look for.").build());
            spec.addOption(Options.value("--query", "<text>", "The same."));
            spec.addOption(Options.number("--max-results", "<n>", "At most so many hits (default: 10)."));
        }
        if (action == Action.INDEX) {
            spec.addOption(Options.flag("--force", "Make the index anew."));
        }
        spec.addOption(Options.value("--agent", "<id>", "Whose notes (default: the default agent's)."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        ObjectNode params = params(args);
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, action.scope))) {
            JsonNode answer = gateway.call(action.method, params, flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT));
            if (args.hasMatchedOption("--json")) {
                in.terminal().json(answer);
            } else if (action == Action.SEARCH) {
                hits(answer, in.terminal());
            } else {
                in.terminal().out("Notes of " + answer.path("agentId").asText() + ": " + answer.path("files").asInt()
                        + " files, " + answer.path("chunks").asInt() + " passages indexed"
                        + (answer.path("indexed").asInt() > 0 ? ", " + answer.path("indexed").asInt() + " files just now" : "")
                        + ". Search is by words, without embeddings.");
            }
            return Exit.OK.status();
        }
    }

    private ObjectNode params(ParseResult args) throws CommandException {
        ObjectNode params = Json.object();
        String agent = args.matchedOptionValue("--agent", null);
        if (agent != null) {
            params.put("agentId", agent);
        }
        if (action == Action.INDEX && args.hasMatchedOption("--force")) {
            params.put("force", true);
        }
        if (action == Action.SEARCH) {
            String query = args.matchedPositionalValue(0, args.<String>matchedOptionValue("--query", ""));
            if (query.isBlank()) {
                throw CommandException.usage("say what to look for: openclaw memory search <query>");
            }
            params.put("query", query);
            if (args.hasMatchedOption("--max-results")) {
                int most = args.matchedOptionValue("--max-results", 10);
                params.put("maxResults", most);
            }
        }
        return params;
    }

    private static void hits(JsonNode answer, Terminal terminal) {
        if (answer.path("results").isEmpty()) {
            terminal.out("No matches.");
        }
        for (JsonNode hit : answer.path("results")) {
            boolean note = hit.path("source").asText().equals("memory");
            terminal.out(hit.path("path").asText()
                    + (note ? ":" + hit.path("startLine").asInt() + "-" + hit.path("endLine").asInt() : ""));
            terminal.out("  " + hit.path("snippet").asText().replaceAll("\\s+", " "));
        }
    }
}
