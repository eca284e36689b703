package org.openclaw.appliance.cli;

import org.openclaw.appliance.secret.SecretStore;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The instance's store of secrets, as commands work on it: locally, whether or not a gateway runs. */
final class StoreAccess {

    private static final String SCOPE = "--scope";

    private StoreAccess() {}

    static void describe(CommandSpec spec) {
        spec.addOption(Options.value(SCOPE, "<scope>", "Whose secrets; only team is there."));
    }

    static SecretStore of(ParseResult args, Invocation in) throws CommandException {
        if (!args.matchedOptionValue(SCOPE, "team").equals("team")) {
            throw CommandException.usage("Identity scope is not supported yet; use --scope team.");
        }
        return new SecretStore(in.paths(), in.clock());
    }
}
