package org.openclaw.appliance.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code openclaw config apply <file>}: puts a whole JSON5 file in the place of the configuration, once it is found valid.
 * Where it has the placeholder of a hidden secret, the stored secret stays.
 */
final class ConfigApplyCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(Options.argument(0, "<file>", "The new configuration; - for standard input."));
        ConfigChange.options(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException {
        String file = args.matchedPositionalValue(0, "");
        String text = ConfigText.read(file.equals("-") ? null : file, in);
        return ConfigChange.run(args, in, (config, base) -> config.replacing(base, text), "Applied " + file);
    }
}
