package org.openclaw.appliance.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw config unset <path>}. */
final class ConfigUnsetCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(Options.argument(0, "<path>", "Such as gateway.port."));
        spec.addOption(Options.json());
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException {
        String path = args.matchedPositionalValue(0, "");
        List<String> changed = ConfigChange.apply(in, file -> file.unset(path));
        return ConfigChange.report(in, args.hasMatchedOption("--json"), "Removed " + path, changed);
    }
}
