package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.openclaw.appliance.config.Json5;
import org.openclaw.appliance.config.Json5Exception;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw config set <path> <value>}. A running gateway picks the change up by itself. */
final class ConfigSetCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(Options.argument(0, "<path>", "Such as gateway.port or agents.list[0].name."));
        spec.addPositional(Options.argument(1, "<value>", "JSON5; anything else is taken as text."));
        spec.addOption(Options.flag("--strict-json", "Refuse a value that isn't JSON5 instead of taking it as text."));
        ConfigChange.options(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException {
        String path = args.matchedPositionalValue(0, "");
        String value = args.matchedPositionalValue(1, "");
        if (args.hasMatchedOption("--strict-json")) {
            requireJson(value);
        }
        JsonNode parsed = Json5.valueOrText(value);
        return ConfigChange.run(args, in, (file, base) -> file.setting(base, path, parsed), "Set " + path);
    }

    private static void requireJson(String value) throws CommandException {
        try {
            Json5.parse(value);
        } catch (Json5Exception e) {
            throw CommandException.usage("the value is not JSON5: " + e.getMessage());
        }
    }
}
