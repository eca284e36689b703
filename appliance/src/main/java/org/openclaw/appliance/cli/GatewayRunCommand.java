package org.openclaw.appliance.cli;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw gateway [run]}: the gateway in the foreground. */
final class GatewayRunCommand implements Command {

    private static final int LONGEST_PASSWORD_FILE = 4096;

    private final GatewayRunner runner;

    GatewayRunCommand(GatewayRunner runner) {
        this.runner = runner;
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.value("--port", "<port>", "Port to listen on, 1 to 65535."));
        spec.addOption(Options.value("--bind", "<mode>", "loopback, lan, tailnet, auto or custom."));
        spec.addOption(Options.value("--auth", "<mode>", "none, token, password or trusted-proxy."));
        spec.addOption(Options.value("--token", "<token>", "Token for this run."));
        spec.addOption(Options.value("--password", "<password>", "Password for this run; --password-file keeps it out of sight."));
        spec.addOption(Options.value("--password-file", "<file>", "File whose first line is the password for this run."));
        spec.addOption(Options.value("--tailscale", "<mode>", "off, serve or funnel."));
        spec.addOption(Options.flag("--allow-unconfigured", "Start even without gateway.mode=local."));
        spec.addOption(Options.flag("--force", "End whoever listens on the port first."));
        spec.addOption(Options.flag("--verbose", "Show debug and trace messages here."));
        spec.addOption(Options.value("--ws-log", "<style>", "auto, full or compact."));
        spec.addOption(Options.flag("--compact", "Same as --ws-log compact."));
        spec.addOption(Options.flag("--dev", "Use the development profile."));
        spec.addOption(Options.flag("--reset", "With --dev: start from empty state."));
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, InterruptedException {
        return runner.run(options(args, in), in);
    }

    private static RunOptions options(ParseResult args, Invocation in) throws CommandException {
        boolean dev = args.hasMatchedOption("--dev") || in.paths().dev();
        if (args.hasMatchedOption("--reset") && !dev) {
            throw CommandException.usage("--reset works with --dev only; it would delete real state");
        }
        String style = args.hasMatchedOption("--compact") ? "compact" : choice(args, "--ws-log", "auto", "full", "compact");
        return new RunOptions(
                port(args),
                choice(args, "--bind", "loopback", "lan", "tailnet", "auto", "custom"),
                choice(args, "--auth", "none", "token", "password", "trusted-proxy"),
                args.matchedOptionValue("--token", null),
                password(args, in),
                choice(args, "--tailscale", "off", "serve", "funnel"),
                args.hasMatchedOption("--allow-unconfigured"),
                args.hasMatchedOption("--force"),
                args.hasMatchedOption("--verbose"),
                style,
                dev,
                args.hasMatchedOption("--reset"));
    }

    private static Integer port(ParseResult args) throws CommandException {
        String text = args.matchedOptionValue("--port", null);
        if (text == null) {
            return null;
        }
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65_535) {
            throw CommandException.usage(
                    "--port must be a number between 1 and 65535", "`openclaw gateway run --help` explains the options.");
        }
        return Integer.valueOf(text);
    }

    private static String choice(ParseResult args, String option, String... allowed) throws CommandException {
        String value = args.matchedOptionValue(option, null);
        if (value != null && !List.of(allowed).contains(value)) {
            throw CommandException.usage(option + " must be one of " + String.join(", ", allowed));
        }
        return value;
    }

    private static String password(ParseResult args, Invocation in) throws CommandException {
        String file = args.matchedOptionValue("--password-file", null);
        String password = args.matchedOptionValue("--password", null);
        if (file == null) {
            return password;
        }
        if (password != null) {
            throw CommandException.usage("--password and --password-file exclude each other");
        }
        Path path = in.environment().path(file);
        try {
            if (Files.size(path) > LONGEST_PASSWORD_FILE) {
                throw CommandException.failed("the password file " + path + " is larger than 4 KiB");
            }
            return Files.readString(path)
                    .lines()
                    .findFirst()
                    .filter(line -> !line.isBlank())
                    .orElseThrow(() -> CommandException.failed("the password file " + path + " is empty"));
        } catch (MalformedInputException e) {
            throw CommandException.failed("the password file " + path + " is not UTF-8 text");
        } catch (IOException e) {
            throw CommandException.failed("the password file " + path + " can't be read");
        }
    }
}
