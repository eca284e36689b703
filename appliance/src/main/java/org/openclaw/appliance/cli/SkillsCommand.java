package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw skills list}, {@code info <name>} and {@code check}. */
final class SkillsCommand implements Command {

    private final Action action;

    SkillsCommand(Action action) {
        this.action = action;
    }

    /** What to tell of skills. */
    enum Action {
        LIST,
        INFO,
        CHECK
    }

    @Override
    public void describe(CommandSpec spec) {
        if (action == Action.INFO) {
            spec.addPositional(Options.argument(0, "<name>", "Which skill."));
        }
        if (action == Action.LIST) {
            spec.addOption(Options.flag("--eligible", "Only those that can be used."));
        }
        spec.addOption(Options.value("--agent", "<id>", "Whose skills (default: the default agent's)."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        ObjectNode params = Json.object();
        String agent = args.matchedOptionValue("--agent", null);
        if (agent != null) {
            params.put("agentId", agent);
        }
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.read"))) {
            JsonNode report = gateway.call("skills.status", params, flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT));
            return switch (action) {
                case LIST -> list(report, args, in.terminal());
                case INFO -> info(report, args, in.terminal());
                case CHECK -> check(report, args, in.terminal());
            };
        }
    }

    private static int list(JsonNode report, ParseResult args, Terminal terminal) {
        boolean eligibleOnly = args.hasMatchedOption("--eligible");
        List<JsonNode> skills = report.path("skills").valueStream()
                .filter(skill -> !eligibleOnly || skill.path("eligible").asBoolean())
                .toList();
        if (args.hasMatchedOption("--json")) {
            ObjectNode shown = ((ObjectNode) report).deepCopy();
            shown.set("skills", Json.tree(skills));
            terminal.json(shown);
            return Exit.OK.status();
        }
        if (skills.isEmpty()) {
            terminal.out("No skills. Put a folder with a SKILL.md into " + report.path("workspaceDir").asText() + "/skills");
            return Exit.OK.status();
        }
        Rows rows = new Rows().add("STATUS", "SKILL", "SOURCE", "DESCRIPTION");
        skills.forEach(skill -> rows.add(
                status(skill), skill.path("name").asText(), skill.path("source").asText(), clip(skill.path("description").asText())));
        rows.print(terminal);
        return Exit.OK.status();
    }

    private static int info(JsonNode report, ParseResult args, Terminal terminal) throws CommandException {
        String name = args.matchedPositionalValue(0, "");
        JsonNode skill = report.path("skills").valueStream()
                .filter(known -> known.path("name").asText().equals(name) || known.path("skillKey").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> CommandException.usage("there is no skill \"" + name + "\"; see openclaw skills list"));
        if (args.hasMatchedOption("--json")) {
            terminal.json(skill);
            return Exit.OK.status();
        }
        terminal.out(skill.path("name").asText() + ": " + status(skill));
        terminal.out(skill.path("description").asText());
        terminal.out("File: " + skill.path("filePath").asText());
        missing(skill).forEach(line -> terminal.out("Missing " + line));
        return Exit.OK.status();
    }

    private static int check(JsonNode report, ParseResult args, Terminal terminal) {
        if (args.hasMatchedOption("--json")) {
            terminal.json(report);
            return Exit.OK.status();
        }
        long eligible = report.path("skills").valueStream().filter(skill -> skill.path("eligible").asBoolean()).count();
        terminal.out(eligible + " of " + report.path("skills").size() + " skills can be used.");
        report.path("skills").forEach(skill -> {
            if (!skill.path("eligible").asBoolean()) {
                List<String> missing = missing(skill);
                terminal.out("- " + skill.path("name").asText() + ": "
                        + (missing.isEmpty() ? status(skill) : "missing " + String.join("; ", missing)));
            }
        });
        return Exit.OK.status();
    }

    private static String status(JsonNode skill) {
        return skill.path("eligible").asBoolean()
                ? "ready"
                : skill.path("disabled").asBoolean()
                        ? "disabled"
                        : skill.path("blockedByAllowlist").asBoolean() ? "blocked" : "needs setup";
    }

    private static List<String> missing(JsonNode skill) {
        List<String> lines = new ArrayList<>();
        skill.path("missing").properties().forEach(kind -> {
            if (!kind.getValue().isEmpty()) {
                lines.add(kind.getKey() + ": "
                        + String.join(", ", kind.getValue().valueStream().map(JsonNode::asText).toList()));
            }
        });
        return lines;
    }

    private static String clip(String text) {
        return text.length() > 80 ? text.substring(0, 79) + "…" : text;
    }
}
