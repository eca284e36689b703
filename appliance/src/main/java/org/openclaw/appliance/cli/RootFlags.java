package org.openclaw.appliance.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The flags that choose the instance and the look; they stand before the command or after it.
 *
 * @param dev the development profile
 * @param profile a named profile
 * @param noColour plain text
 * @param help only {@code --help} before any command
 * @param version only {@code --version} before any command
 */
public record RootFlags(boolean dev, Optional<String> profile, boolean noColour, boolean help, boolean version) {

    /** What stands before the command, and the words that follow. */
    record Split(RootFlags flags, List<String> rest) {}

    /** @throws CommandException for a flag that no command has */
    static Split split(List<String> args) throws CommandException {
        RootFlags flags = new RootFlags(false, Optional.empty(), false, false, false);
        int at = 0;
        while (at < args.size() && args.get(at).startsWith("-")) {
            String arg = args.get(at++);
            if (arg.equals("--profile")) {
                if (at == args.size()) {
                    throw CommandException.usage("--profile needs a name");
                }
                flags = flags.withProfile(args.get(at++));
            } else if (arg.startsWith("--profile=")) {
                flags = flags.withProfile(arg.substring("--profile=".length()));
            } else {
                flags = flags.with(arg);
            }
        }
        return new Split(flags, args.subList(at, args.size()));
    }

    private RootFlags withProfile(String name) {
        return new RootFlags(dev, Optional.of(name), noColour, help, version);
    }

    private RootFlags with(String arg) throws CommandException {
        return switch (arg) {
            case "--dev" -> new RootFlags(true, profile, noColour, help, version);
            case "--no-color" -> new RootFlags(dev, profile, true, help, version);
            case "-h", "--help" -> new RootFlags(dev, profile, noColour, true, version);
            case "-V", "-v", "--version" -> new RootFlags(dev, profile, noColour, help, true);
            default -> throw CommandException.usage(
                    "unknown option '" + arg + "'", "`openclaw --help` lists options and commands.");
        };
    }

    /** Lets a command take them, too. */
    static void describe(CommandSpec spec) {
        for (String name : List.of("--dev", "--no-color")) {
            if (spec.findOption(name) == null) {
                spec.addOption(OptionSpec.builder(name).type(boolean.class).arity("0").hidden(true).build());
            }
        }
        if (spec.findOption("--profile") == null) {
            spec.addOption(
                    OptionSpec.builder("--profile").type(String.class).arity("1").hidden(true).build());
        }
    }

    /** These flags with those given after the command. */
    RootFlags and(ParseResult args) {
        String name = args.matchedOptionValue("--profile", null);
        return new RootFlags(
                dev || args.hasMatchedOption("--dev"),
                name == null ? profile : Optional.of(name),
                noColour || args.hasMatchedOption("--no-color"),
                help,
                version);
    }
}
