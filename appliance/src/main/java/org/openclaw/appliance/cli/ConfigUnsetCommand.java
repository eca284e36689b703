package org.openclaw.appliance.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw config unset <path>}. */
final class ConfigUnsetCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(Options.argument(0, "<path>", "Such as gateway.port."));
        ConfigChange.options(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException {
        String path = args.matchedPositionalValue(0, "");
        return ConfigChange.run(args, in, (file, base) -> file.unsetting(base, path), "Removed " + path);
    }
}
