package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.Redaction;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw config get <path>}: a value as the gateway sees it; secrets are never shown. */
final class ConfigGetCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(Options.argument(0, "<path>", "Such as gateway.port or agents.list[0].name."));
        spec.addOption(Options.json());
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException {
        String path = args.matchedPositionalValue(0, "");
        LocalConfig local = LocalConfig.of(in.environment(), in.paths());
        if (!local.missing() && local.config().isEmpty()) {
            throw CommandException.failed(
                    "the configuration is damaged: " + local.problems().getFirst().text(),
                    "`openclaw config validate` lists every problem.");
        }
        JsonNode value = local.config().map(config -> value(config, path)).orElse(MissingNode.getInstance());
        if (value.isMissingNode()) {
            value = whenAbsent(path, in);
            if (value.isMissingNode()) {
                throw CommandException.failed("no value at " + path + " in " + in.paths().configFile());
            }
            in.terminal().err("(default)");
        }
        print(value, in.terminal(), args.hasMatchedOption("--json"));
        return Exit.OK.status();
    }

    private static JsonNode value(Config config, String path) {
        if (path.equals("gateway.host")) {
            return host(config);
        }
        JsonNode node = Redaction.redact(config.root());
        for (String key : path.replaceAll("\\[(\\d{1,6})]", ".$1").split("\\.")) {
            node = node.isArray() && key.matches("\\d{1,6}") ? node.path(Integer.parseInt(key)) : node.path(key);
        }
        return node;
    }

    // An alias people know from guides: gateway.bind as an address.
    private static JsonNode host(Config config) {
        return TextNode.valueOf(switch (config.text("gateway.bind").orElse("loopback")) {
            case "lan" -> "0.0.0.0";
            case "custom" -> config.text("gateway.customBindHost").orElse("127.0.0.1");
            default -> "127.0.0.1";
        });
    }

    private static JsonNode whenAbsent(String path, Invocation in) {
        return switch (path) {
            case "gateway.port" -> IntNode.valueOf(in.paths().defaultPort());
            case "gateway.bind" -> TextNode.valueOf("loopback");
            case "gateway.host" -> TextNode.valueOf("127.0.0.1");
            case "gateway.auth.mode" -> TextNode.valueOf("token");
            case "gateway.reload.mode" -> TextNode.valueOf("hybrid");
            case "logging.level" -> TextNode.valueOf("info");
            case "logging.file" -> TextNode.valueOf(in.paths().logFile().toString());
            case "agents.defaults.workspace" ->
                TextNode.valueOf(in.paths().workspace().toString());
            default -> MissingNode.getInstance();
        };
    }

    private static void print(JsonNode value, Terminal terminal, boolean json) {
        if (json) {
            terminal.json(value);
        } else {
            terminal.out(value.isContainerNode() ? Json.pretty(value) : value.asText());
        }
    }
}
