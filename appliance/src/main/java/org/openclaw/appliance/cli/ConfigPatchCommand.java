package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.openclaw.appliance.config.Json5;
import org.openclaw.appliance.config.Json5Exception;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw config patch}: merges a JSON5 object into the file, in one write that is checked as a whole. */
final class ConfigPatchCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.value("--file", "<file>", "JSON5 object to merge; null removes a key."));
        spec.addOption(Options.flag("--stdin", "Read the object from standard input."));
        ConfigChange.options(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException {
        String file = args.matchedOptionValue("--file", null);
        if ((file == null) != args.hasMatchedOption("--stdin")) {
            throw CommandException.usage("give either --file <file> or --stdin");
        }
        ObjectNode patch = object(ConfigText.read(file, in));
        return ConfigChange.run(args, in, (config, base) -> config.merging(base, patch), "Merged the patch");
    }

    private static ObjectNode object(String text) throws CommandException {
        try {
            if (Json5.parse(text) instanceof ObjectNode patch) {
                return patch;
            }
            throw CommandException.failed("the patch is not an object");
        } catch (Json5Exception e) {
            throw CommandException.failed(
                    "the patch is not JSON5: " + e.getMessage() + " at line " + e.line() + ", column " + e.column());
        }
    }
}
