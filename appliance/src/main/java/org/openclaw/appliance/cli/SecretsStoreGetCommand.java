package org.openclaw.appliance.cli;

import java.io.IOException;
import java.util.Optional;
import org.openclaw.appliance.secret.SecretStore;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw secrets store get <NAME>}: prints a value that is no secret. */
final class SecretsStoreGetCommand implements Command {

    private static final int NO_SUCH_NAME = 3;

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(Options.argument(0, "<NAME>", "Its name."));
        StoreAccess.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException {
        String name = args.matchedPositionalValue(0, "");
        Optional<SecretStore.Entry> entry = find(StoreAccess.of(args, in), name);
        if (entry.isEmpty()) {
            in.terminal().err("openclaw: the store has no " + name);
            return NO_SUCH_NAME;
        }
        if (entry.get().kind() == SecretStore.Kind.SECRET) {
            throw CommandException.usage(name + " is a secret, which can be used and replaced but not read");
        }
        in.terminal().out(entry.get().value());
        return Exit.OK.status();
    }

    private static Optional<SecretStore.Entry> find(SecretStore store, String name) throws CommandException {
        try {
            return store.find(name);
        } catch (IOException e) {
            throw CommandException.failed(e.getMessage());
        }
    }
}
