package org.openclaw.appliance.cli;

import java.util.List;
import java.util.function.Function;

/** The lists of commands. */
final class HelpText {

    private HelpText() {}

    static void root(Commands commands, Terminal terminal) {
        terminal.out("Usage: openclaw [--dev | --profile <name>] [--no-color] <command> [options]");
        terminal.out("");
        terminal.out(terminal.strong("Commands:"));
        list(commands.all(), Commands.Entry::name, terminal);
        terminal.out("");
        terminal.out(terminal.strong("Options:"));
        terminal.out("  --dev             Use the development profile (~/.openclaw-dev, port 19001).");
        terminal.out("  --profile <name>  Use the instance in ~/.openclaw-<name>.");
        terminal.out("  --no-color        Plain text; so does the variable NO_COLOR.");
        terminal.out("  -V, --version     Show the version.");
        terminal.out("  -h, --help        Show this help; `openclaw <command> --help` explains a command.");
    }

    static void group(String name, Commands commands, Terminal terminal) {
        terminal.out("Usage: openclaw " + name + " <command> [options]");
        terminal.out("");
        terminal.out(terminal.strong("Commands:"));
        list(commands.group(name), entry -> entry.name().substring(name.length() + 1), terminal);
    }

    private static void list(
            List<Commands.Entry> entries, Function<Commands.Entry, String> name, Terminal terminal) {
        int width = entries.stream().map(name).mapToInt(String::length).max().orElse(0);
        for (Commands.Entry entry : entries) {
            String shown = name.apply(entry);
            terminal.out("  " + shown + " ".repeat(width - shown.length() + 2) + entry.summary() + ".");
        }
    }
}
