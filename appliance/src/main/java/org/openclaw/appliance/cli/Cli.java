package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProductVersion;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line: from words to an exit status. No exception leaves it but an interrupt. Thread-safe.
 *
 * <p>Only the invoked command is made and described: on a small board that is most of what a short command costs.
 */
public final class Cli {

    private final Commands commands;
    private final Surroundings surroundings;

    public Cli(Commands commands, Surroundings surroundings) {
        this.commands = commands;
        this.surroundings = surroundings;
    }

    /** Whether the words name a command that may run here. */
    public boolean serves(List<String> args) {
        try {
            RootFlags.Split split = RootFlags.split(args);
            return !split.flags().help()
                    && !split.flags().version()
                    && !split.rest().isEmpty()
                    && !writesFile(split.rest())
                    && commands.match(split.rest())
                            .filter(match -> surroundings.serves(match.entry()))
                            .isPresent();
        } catch (CommandException e) {
            return false;
        }
    }

    // A file belongs where the caller stands, and to him.
    private static boolean writesFile(List<String> words) {
        return words.stream().anyMatch(word -> word.equals("--output") || word.startsWith("--output="));
    }

    /** Runs a command and returns its exit status. @throws InterruptedException when the caller has gone away */
    public int run(List<String> args, Terminal terminal) throws InterruptedException {
        try {
            RootFlags.Split split = RootFlags.split(args);
            Terminal look = split.flags().noColour() ? terminal.withoutColour() : terminal;
            if (split.flags().version()) {
                look.out("OpenClaw Appliance " + ProductVersion.text());
                return Exit.OK.status();
            }
            if (split.rest().isEmpty() || split.flags().help()) {
                return help(split.rest(), look);
            }
            return dispatch(split, look);
        } catch (CommandException e) {
            return report(e, terminal, wantsJson(args));
        }
    }

    private int help(List<String> words, Terminal terminal) throws CommandException, InterruptedException {
        if (words.isEmpty()) {
            HelpText.root(commands, terminal);
            return Exit.OK.status();
        }
        Optional<Commands.Match> match = commands.match(words);
        if (match.isPresent()) {
            return invoke(match.get().entry(), List.of("--help"), RootFlags.split(List.of()).flags(), terminal);
        }
        if (!commands.group(words.getFirst()).isEmpty()) {
            HelpText.group(words.getFirst(), commands, terminal);
            return Exit.OK.status();
        }
        throw unknown(words);
    }

    private int dispatch(RootFlags.Split split, Terminal terminal) throws CommandException, InterruptedException {
        List<String> words = split.rest();
        if (words.getFirst().equals("help")) {
            return help(words.subList(1, words.size()), terminal);
        }
        Optional<Commands.Match> match = commands.match(words);
        boolean group = !commands.group(words.getFirst()).isEmpty();
        if (match.isEmpty()) {
            if (group && (words.size() == 1 || words.get(1).startsWith("-"))) {
                HelpText.group(words.getFirst(), commands, terminal);
                boolean asked = words.contains("--help") || words.contains("-h");
                return (asked ? Exit.OK : Exit.USAGE).status();
            }
            throw unknown(words);
        }
        List<String> rest = match.get().rest();
        boolean bareGroup = group && match.get().entry().name().equals(words.getFirst());
        if (bareGroup && !rest.isEmpty() && !rest.getFirst().startsWith("-")) {
            throw unknown(words);
        }
        if (bareGroup && (rest.contains("--help") || rest.contains("-h"))) {
            HelpText.group(words.getFirst(), commands, terminal);
            terminal.out("");
        }
        return invoke(match.get().entry(), rest, split.flags(), terminal);
    }

    private CommandException unknown(List<String> words) {
        boolean group = !commands.group(words.getFirst()).isEmpty();
        String shown = group && words.size() > 1 ? words.get(0) + " " + words.get(1) : words.getFirst();
        String where = group ? "`openclaw " + words.getFirst() + " --help`" : "`openclaw --help`";
        return commands.nearest(words)
                .map(near -> CommandException.usage(
                        "unknown command '" + shown + "'; did you mean `openclaw " + near + "`?",
                        where + " lists the commands."))
                .orElseGet(() ->
                        CommandException.usage("unknown command '" + shown + "'", where + " lists the commands."));
    }

    private int invoke(Commands.Entry entry, List<String> args, RootFlags before, Terminal terminal)
            throws InterruptedException {
        Command command = entry.maker().get();
        CommandLine parser = parser(entry, command, terminal);
        ParseResult parsed;
        try {
            parsed = parser.parseArgs(args.toArray(String[]::new));
        } catch (ParameterException e) {
            return misused(entry, parser, e, terminal, wantsJson(args));
        }
        RootFlags flags = before.and(parsed);
        Terminal look = flags.noColour() ? terminal.withoutColour() : terminal;
        if (parsed.isUsageHelpRequested()) {
            look.out(parser.getUsageMessage(parser.getColorScheme()).stripTrailing());
            return Exit.OK.status();
        }
        boolean json = parsed.hasMatchedOption("--json");
        try {
            return command.run(parsed, surroundings.enter(flags, look));
        } catch (CommandException e) {
            return report(e, look, json);
        } catch (ClientException e) {
            return report(e, look, json);
        } catch (InvalidPathException e) {
            return report(CommandException.usage("not a file name on this system: " + e.getInput()), look, json);
        }
    }

    private static CommandLine parser(Commands.Entry entry, Command command, Terminal terminal) {
        CommandSpec spec = CommandSpec.create().name("openclaw " + entry.name());
        spec.usageMessage().description(entry.summary() + ".").sortOptions(false);
        command.describe(spec);
        RootFlags.describe(spec);
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
        boolean colour = terminal.look().colour();
        CommandLine parser = new CommandLine(spec);
        parser.setExpandAtFiles(false);
        parser.setInterpolateVariables(false);
        parser.setUsageHelpWidth(terminal.look().columns());
        parser.setColorScheme(Help.defaultColorScheme(colour ? Help.Ansi.ON : Help.Ansi.OFF));
        return parser;
    }

    // Asked of the words themselves: those of a command that isn't understood were never parsed.
    private static boolean wantsJson(List<String> args) {
        return args.contains("--json");
    }

    private static int misused(
            Commands.Entry entry, CommandLine parser, ParameterException e, Terminal terminal, boolean json) {
        terminal.err("openclaw: " + e.getMessage());
        StringWriter text = new StringWriter();
        if (e instanceof UnmatchedArgumentException unmatched) {
            unmatched.printSuggestions(new PrintWriter(text, true));
        }
        text.append(parser.getHelp().synopsisHeading()).append(parser.getHelp().synopsis(0));
        terminal.err(text.toString().strip());
        terminal.err("`openclaw " + entry.name() + " --help` explains the options.");
        if (json) {
            terminal.json(failed("USAGE", e.getMessage()));
        }
        return Exit.USAGE.status();
    }

    static int report(CommandException e, Terminal terminal, boolean json) {
        terminal.err("openclaw: " + e.getMessage());
        e.hints().forEach(hint -> terminal.err("  " + hint));
        if (json) {
            terminal.json(failed(e.exit() == Exit.USAGE ? "USAGE" : "FAILED", e.getMessage()));
        }
        return e.exit().status();
    }

    private static int report(ClientException e, Terminal terminal, boolean json) {
        terminal.err(e.getMessage());
        e.hints().forEach(hint -> terminal.err("  " + hint));
        if (json) {
            ObjectNode document = failed(e.code(), e.getMessage());
            ObjectNode error = document.withObject("/error");
            if (e.error() != null && e.error().path("details").isObject()) {
                error.set("details", e.error().path("details"));
            }
            e.hints().forEach(hint -> error.withArray("hints").add(hint.strip()));
            terminal.json(document);
        }
        return Exit.FAILED.status();
    }

    private static ObjectNode failed(String code, String message) {
        ObjectNode document = Json.object().put("ok", false);
        document.putObject("error").put("code", code).put("message", message);
        return document;
    }
}
