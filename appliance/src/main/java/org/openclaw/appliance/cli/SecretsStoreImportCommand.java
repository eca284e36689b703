package org.openclaw.appliance.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.openclaw.appliance.config.DotEnv;
import org.openclaw.appliance.secret.SecretStore;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw secrets store import}: keeps the assignments of a {@code .env} file. */
final class SecretsStoreImportCommand implements Command {

    private static final String FROM = "--from";
    private static final String YES = "--yes";
    private static final String DRY_RUN = "--dry-run";
    private static final int LARGEST = 1024 * 1024;

    private final Supplier<Questions> prompts;

    SecretsStoreImportCommand(Supplier<Questions> prompts) {
        this.prompts = prompts;
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.value(FROM, "<file>", "The file (default: standard input)."));
        spec.addOption(Options.flag(YES, "Don't ask."));
        spec.addOption(Options.flag(DRY_RUN, "Say what would be kept and keep nothing."));
        StoreAccess.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException {
        SecretStore store = StoreAccess.of(args, in);
        String file = args.matchedOptionValue(FROM, null);
        boolean ask = !args.hasMatchedOption(YES) && !args.hasMatchedOption(DRY_RUN);
        if (file == null && ask) {
            throw CommandException.usage("with standard input as the source there is nobody to ask; add --yes");
        }
        List<SecretStore.Wish> wishes = wishes(text(file, in));
        if (wishes.isEmpty()) {
            throw CommandException.usage("nothing to import: no line is NAME=value");
        }
        for (SecretStore.Wish wish : wishes) {
            in.terminal().out(wish.name() + " (" + wish.kind().wireName() + ")");
        }
        if (args.hasMatchedOption(DRY_RUN)) {
            in.terminal().out("Valid; nothing was kept.");
            return Exit.OK.status();
        }
        if (ask && !prompts.get().agreed(in.terminal(), "Keep these " + wishes.size() + "?")) {
            throw CommandException.failed("nothing was kept");
        }
        try {
            for (SecretStore.Wish wish : wishes) {
                store.set(wish);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw CommandException.failed(e.getMessage());
        }
        in.terminal().out("Kept " + wishes.size() + ". If the configuration refers to them, run: openclaw secrets reload");
        return Exit.OK.status();
    }

    private String text(String file, Invocation in) throws CommandException {
        if (file == null) {
            return prompts.get().whole(LARGEST);
        }
        Path path = in.environment().path(file);
        if (!Files.isRegularFile(path)) {
            throw CommandException.usage(path + " is no regular file");
        }
        try (InputStream source = Files.newInputStream(path)) {
            return Questions.of(source).whole(LARGEST);
        } catch (IOException e) {
            throw CommandException.failed(path + " can't be read: " + e.getClass().getSimpleName());
        }
    }

    private static List<SecretStore.Wish> wishes(String text) throws CommandException {
        List<SecretStore.Wish> wishes = new ArrayList<>();
        for (Map.Entry<String, String> line : DotEnv.parse(text).entrySet()) {
            SecretStore.Wish wish = new SecretStore.Wish(
                    line.getKey(), SecretStore.Kind.guess(line.getKey()), line.getValue(), "cli", null);
            Optional<String> fault = SecretStore.fault(wish);
            if (fault.isPresent()) {
                throw CommandException.usage(line.getKey() + ": " + fault.get());
            }
            wishes.add(wish);
        }
        return wishes;
    }
}
