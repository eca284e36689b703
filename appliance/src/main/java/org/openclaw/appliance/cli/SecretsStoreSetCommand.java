package org.openclaw.appliance.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.openclaw.appliance.secret.SecretStore;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code openclaw secrets store set <NAME>}: keeps a value. A secret comes from standard input, a file or a question: what
 * stands on the command line is in the process list and in the shell's history.
 */
final class SecretsStoreSetCommand implements Command {

    private static final String KIND = "--kind";
    private static final String VALUE = "--value";
    private static final String VALUE_FILE = "--value-file";
    private static final String DRY_RUN = "--dry-run";
    private static final String HOST = "--allow-host";
    private static final String NO_HOSTS = "--clear-allowed-hosts";

    private final Supplier<Questions> prompts;

    SecretsStoreSetCommand(Supplier<Questions> prompts) {
        this.prompts = prompts;
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(Options.argument(0, "<NAME>", "Its name, such as OPENAI_API_KEY."));
        spec.addOption(Options.value(KIND, "<kind>", "secret or env; by default what the name sounds like."));
        spec.addOption(Options.value(VALUE, "<text>", "The value, of kind env only."));
        spec.addOption(Options.value(VALUE_FILE, "<file>", "A file with the value; - for standard input."));
        spec.addOption(OptionSpec.builder(HOST).paramLabel("<host>").type(List.class).auxiliaryTypes(String.class).arity("1")
                .description("A host it may be sent to; may be given again.").build());
        spec.addOption(Options.flag(NO_HOSTS, "Forget the hosts it may be sent to."));
        spec.addOption(Options.flag(DRY_RUN, "Check it and keep nothing."));
        StoreAccess.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException {
        SecretStore store = StoreAccess.of(args, in);
        String name = args.matchedPositionalValue(0, "");
        Optional<SecretStore.Entry> known = find(store, name);
        SecretStore.Kind kind = kind(args, name, known);
        List<String> hosts = args.hasMatchedOption(NO_HOSTS) ? List.of() : args.matchedOptionValue(HOST, null);
        boolean hostsAlone = hosts != null && known.isPresent() && !args.hasMatchedOption(VALUE) && !args.hasMatchedOption(VALUE_FILE);
        String value = hostsAlone ? known.get().value() : value(args, in, kind, name);
        SecretStore.Wish wish = new SecretStore.Wish(name, kind, value, "cli", hosts);
        Optional<String> fault = SecretStore.fault(wish);
        if (fault.isPresent()) {
            throw CommandException.usage(fault.get());
        }
        if (args.hasMatchedOption(DRY_RUN)) {
            in.terminal().out("Valid; nothing was kept. It would " + (known.isPresent() ? "replace " : "add ") + name
                    + " (" + kind.wireName() + ").");
            return Exit.OK.status();
        }
        keep(store, wish);
        in.terminal().out((known.isPresent() ? "Replaced " : "Added ") + name + " (" + kind.wireName()
                + "). If the configuration refers to it, run: openclaw secrets reload");
        return Exit.OK.status();
    }

    private static Optional<SecretStore.Entry> find(SecretStore store, String name) throws CommandException {
        try {
            return store.find(name);
        } catch (IOException e) {
            throw CommandException.failed(e.getMessage());
        }
    }

    private static void keep(SecretStore store, SecretStore.Wish wish) throws CommandException {
        try {
            store.set(wish);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage());
        } catch (IOException e) {
            throw CommandException.failed(e.getMessage());
        }
    }

    private static SecretStore.Kind kind(ParseResult args, String name, Optional<SecretStore.Entry> known)
            throws CommandException {
        String wanted = args.matchedOptionValue(KIND, null);
        if (wanted == null) {
            return known.map(SecretStore.Entry::kind).orElseGet(() -> SecretStore.Kind.guess(name));
        }
        if (!wanted.equals("secret") && !wanted.equals("env")) {
            throw CommandException.usage("--kind is secret or env");
        }
        return SecretStore.Kind.of(wanted);
    }

    private String value(ParseResult args, Invocation in, SecretStore.Kind kind, String name) throws CommandException {
        String given = args.matchedOptionValue(VALUE, null);
        String file = args.matchedOptionValue(VALUE_FILE, null);
        if (given != null) {
            if (kind == SecretStore.Kind.SECRET) {
                throw CommandException.usage("--value would show the secret in the process list and the shell's history",
                        "Give it on standard input, with --value-file, or type it when asked.");
            }
            return given;
        }
        if (file != null && !file.equals("-")) {
            return content(in.environment().path(file));
        }
        Questions prompt = prompts.get();
        boolean asks = file == null && in.terminal().look().interactive();
        return asks
                ? prompt.secret(in.terminal(), "Value of " + name + ":").orElse("")
                : withoutLineEnd(prompt.whole(SecretStore.LONGEST_VALUE + 2));
    }

    private static String content(Path file) throws CommandException {
        try (InputStream source = Files.newInputStream(file)) {
            return withoutLineEnd(Questions.of(source).whole(SecretStore.LONGEST_VALUE + 2));
        } catch (IOException e) {
            throw CommandException.failed(file + " can't be read: " + e.getClass().getSimpleName());
        }
    }

    // The one that echo and editors add is no part of a one-line secret; keys of several lines end with theirs.
    private static String withoutLineEnd(String text) {
        int first = text.indexOf('\n');
        boolean oneLine = first == text.length() - 1 && first >= 0;
        return oneLine ? text.substring(0, first).replaceFirst("\r$", "") : text;
    }
}
