package org.openclaw.appliance.cli;

import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw config file}. */
final class ConfigFileCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.json());
    }

    @Override
    public int run(ParseResult args, Invocation in) {
        String file = in.paths().configFile().toString();
        if (args.hasMatchedOption("--json")) {
            in.terminal().json(Json.object().put("path", file));
        } else {
            in.terminal().out(file);
        }
        return Exit.OK.status();
    }
}
