package org.openclaw.appliance.cli;

import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProductVersion;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw version}. */
final class VersionCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.json());
    }

    @Override
    public int run(ParseResult args, Invocation in) {
        if (args.hasMatchedOption("--json")) {
            in.terminal().json(Json.object().put("version", ProductVersion.text()).put("java", Runtime.version().toString()));
        } else {
            in.terminal().out("OpenClaw Appliance " + ProductVersion.text());
        }
        return Exit.OK.status();
    }
}
