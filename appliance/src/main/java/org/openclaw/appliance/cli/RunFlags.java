package org.openclaw.appliance.cli;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** The flags of {@code openclaw gateway [run]}: their names, and what they ask for. */
final class RunFlags {

    /** @param label what the value is, in the help text */
    record Help(String label, String text) {}

    /** Flags as found on a command line. */
    interface Words {

        boolean has(String flag);

        /** The flag's value, or null. */
        String value(String flag);
    }

    /** Flags with a value. */
    static final SequencedMap<String, Help> VALUES = values();

    /** Flags without one. */
    static final SequencedMap<String, String> SWITCHES = switches();

    private static final int LONGEST_PASSWORD_FILE = 4096;

    private RunFlags() {}

    private static SequencedMap<String, Help> values() {
        SequencedMap<String, Help> flags = new LinkedHashMap<>();
        flags.put("--port", new Help("<port>", "Port to listen on, 1 to 65535."));
        flags.put("--bind", new Help("<mode>", "loopback, lan, tailnet, auto or custom."));
        flags.put("--auth", new Help("<mode>", "none, token, password or trusted-proxy."));
        flags.put("--token", new Help("<token>", "Token for this run."));
        flags.put(
                "--password",
                new Help("<password>", "Password for this run; --password-file keeps it out of sight."));
        flags.put("--password-file", new Help("<file>", "File whose first line is the password for this run."));
        flags.put("--tailscale", new Help("<mode>", "off, serve or funnel."));
        flags.put("--ws-log", new Help("<style>", "auto, full or compact."));
        return flags;
    }

    private static SequencedMap<String, String> switches() {
        SequencedMap<String, String> flags = new LinkedHashMap<>();
        flags.put("--allow-unconfigured", "Start even without gateway.mode=local.");
        flags.put("--verbose", "Show debug and trace messages here.");
        flags.put("--compact", "Same as --ws-log compact.");
        flags.put("--force", "End whoever listens on the port, then start.");
        flags.put("--dev", "Use the development profile.");
        return flags;
    }

    static RunOptions options(Words args, Invocation in) throws CommandException {
        boolean dev = args.has("--dev") || in.paths().dev();
        String style = args.has("--compact") ? "compact" : choice(args, "--ws-log", "auto", "full", "compact");
        return new RunOptions(
                port(args),
                choice(args, "--bind", "loopback", "lan", "tailnet", "auto", "custom"),
                choice(args, "--auth", "none", "token", "password", "trusted-proxy"),
                args.value("--token"),
                password(args, in),
                choice(args, "--tailscale", "off", "serve", "funnel"),
                args.has("--allow-unconfigured"),
                args.has("--verbose"),
                style,
                args.has("--force"),
                dev);
    }

    private static Integer port(Words args) throws CommandException {
        String text = args.value("--port");
        return text == null ? null : Integer.valueOf(portNumber(text));
    }

    static int portNumber(String text) throws CommandException {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65_535) {
            throw CommandException.usage(
                    "--port must be a number between 1 and 65535", "`openclaw gateway run --help` explains the options.");
        }
        return Integer.parseInt(text);
    }

    private static String choice(Words args, String option, String... allowed) throws CommandException {
        String value = args.value(option);
        if (value != null && !List.of(allowed).contains(value)) {
            throw CommandException.usage(option + " must be one of " + String.join(", ", allowed));
        }
        return value;
    }

    private static String password(Words args, Invocation in) throws CommandException {
        String file = args.value("--password-file");
        String password = args.value("--password");
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
