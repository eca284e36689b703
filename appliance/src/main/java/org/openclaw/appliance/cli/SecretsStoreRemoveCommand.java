package org.openclaw.appliance.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.openclaw.appliance.secret.SecretStore;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw secrets store rm <NAME>...}: forgets entries; those that aren't there are none to forget. */
final class SecretsStoreRemoveCommand implements Command {

    private static final String YES = "--yes";
    private static final String DRY_RUN = "--dry-run";

    private final Supplier<Questions> prompts;

    SecretsStoreRemoveCommand(Supplier<Questions> prompts) {
        this.prompts = prompts;
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(PositionalParamSpec.builder().index("0..*").paramLabel("<NAME>").type(List.class)
                .auxiliaryTypes(String.class).arity("1..*").description("Their names.").build());
        spec.addOption(Options.flag(YES, "Don't ask."));
        spec.addOption(Options.flag(DRY_RUN, "Say what would be forgotten and keep it."));
        StoreAccess.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException {
        SecretStore store = StoreAccess.of(args, in);
        List<String> names = args.matchedPositionalValue(0, List.of());
        try {
            List<String> there = new ArrayList<>();
            for (String name : names) {
                if (store.find(name).isPresent()) {
                    there.add(name);
                }
            }
            String list = there.isEmpty() ? "nothing" : String.join(", ", there);
            if (args.hasMatchedOption(DRY_RUN)) {
                in.terminal().out("Would remove " + list + ".");
                return Exit.OK.status();
            }
            if (!there.isEmpty() && !args.hasMatchedOption(YES)
                    && !prompts.get().agreed(in.terminal(), "Remove " + list + "? It can't be brought back.")) {
                throw CommandException.failed("nothing was removed");
            }
            for (String name : there) {
                store.remove(name);
            }
            in.terminal().out("Removed " + list + ".");
            return Exit.OK.status();
        } catch (IOException e) {
            throw CommandException.failed(e.getMessage());
        }
    }
}
