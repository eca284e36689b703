package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw agents list}, {@code add <name>} and {@code delete <id>}. */
final class AgentsCommand implements Command {

    private final Action action;

    AgentsCommand(Action action) {
        this.action = action;
    }

    /** What to do with agents. */
    enum Action {
        LIST,
        ADD,
        DELETE
    }

    @Override
    public void describe(CommandSpec spec) {
        switch (action) {
            case LIST -> {}
            case ADD -> {
                spec.addPositional(Options.argument(0, "<name>", "What to call it."));
                spec.addOption(Options.value("--workspace", "<dir>", "Its folder (default: one below the workspace)."));
                spec.addOption(Options.value("--model", "<id>", "Its model (default: the one of all agents)."));
                spec.addOption(Options.value("--emoji", "<emoji>", "A sign for people."));
            }
            case DELETE -> {
                spec.addPositional(Options.argument(0, "<id>", "Which one."));
                spec.addOption(Options.flag("--keep-files", "Leave its folder where it is."));
            }
        }
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        String scope = action == Action.LIST ? "operator.read" : "operator.admin";
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, scope))) {
            JsonNode answer = gateway.call(method(), params(args), flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT));
            if (args.hasMatchedOption("--json")) {
                in.terminal().json(action == Action.LIST ? answer.path("agents") : answer);
            } else {
                print(answer, in.terminal());
            }
            return Exit.OK.status();
        }
    }

    private String method() {
        return switch (action) {
            case LIST -> "agents.list";
            case ADD -> "agents.create";
            case DELETE -> "agents.delete";
        };
    }

    private ObjectNode params(ParseResult args) {
        ObjectNode params = Json.object();
        switch (action) {
            case LIST -> {}
            case ADD -> {
                String name = args.matchedPositionalValue(0, "");
                params.put("name", name);
                for (String option : new String[] {"workspace", "model", "emoji"}) {
                    String value = args.matchedOptionValue("--" + option, null);
                    if (value != null) {
                        params.put(option, value);
                    }
                }
            }
            case DELETE -> {
                String id = args.matchedPositionalValue(0, "");
                params.put("agentId", id).put("deleteFiles", !args.hasMatchedOption("--keep-files"));
            }
        }
        return params;
    }

    private void print(JsonNode answer, Terminal terminal) {
        switch (action) {
            case ADD -> terminal.out("Agent " + answer.path("agentId").asText() + " added; its folder is "
                    + answer.path("workspace").asText());
            case DELETE -> {
                terminal.out("Agent " + answer.path("agentId").asText() + " removed, and "
                        + answer.path("removedBindings").asInt() + " bindings that led to it.");
                answer.path("removed").forEach(gone -> {
                    if (gone.path("method").asText().equals("trash")) {
                        terminal.out("Its folder was moved to .trash beside " + gone.path("path").asText());
                    }
                });
                answer.path("failed").forEach(left ->
                        terminal.err(left.path("path").asText() + ": " + left.path("reason").asText()));
            }
            case LIST -> {
                Rows rows = new Rows().add("AGENT", "NAME", "MODEL", "WORKSPACE");
                for (JsonNode agent : answer.path("agents")) {
                    String id = agent.path("id").asText();
                    rows.add(
                            id.equals(answer.path("defaultId").asText()) ? id + " (default)" : id,
                            agent.path("identity").path("name").asText(agent.path("name").asText("-")),
                            agent.path("model").path("primary").asText("-"),
                            agent.path("workspace").asText());
                }
                rows.print(terminal);
            }
        }
    }
}
