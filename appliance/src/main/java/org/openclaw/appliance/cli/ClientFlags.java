package org.openclaw.appliance.cli;

import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The flags every command shares that asks a gateway. All may be null.
 *
 * @param url an explicit target; configured secrets are never sent to it, and of device tokens only its own
 * @param token a token for this run
 * @param password a password for this run
 * @param timeout for connecting and for each call
 * @param port a port on this machine
 */
public record ClientFlags(String url, String token, String password, Duration timeout, Integer port) {

    public static final ClientFlags NONE = new ClientFlags(null, null, null, null, null);
    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
    private static final long MOST_MILLIS = 24 * 60 * 60 * 1000L;

    /** Adds the flags to a command. */
    static void describe(CommandSpec spec) {
        describe(spec, "Milliseconds to wait for the gateway (default: 10000).");
    }

    static void describe(CommandSpec spec, String timeoutText) {
        describe(spec, "<ms>", timeoutText);
    }

    static void describe(CommandSpec spec, String timeoutUnit, String timeoutText) {
        spec.addOption(Options.value("--url", "<url>", "Gateway WebSocket URL; configured secrets are not sent to it."));
        spec.addOption(Options.value("--token", "<token>", "Gateway token."));
        spec.addOption(Options.value("--password", "<password>", "Gateway password."));
        spec.addOption(OptionSpec.builder("--timeout")
                .paramLabel(timeoutUnit)
                .type(Long.class)
                .description(timeoutText)
                .build());
        spec.addOption(OptionSpec.builder("--port")
                .paramLabel("<port>")
                .type(Integer.class)
                .description("Port of a gateway on this machine.")
                .build());
    }

    static ClientFlags of(ParseResult args) throws CommandException {
        Long millis = args.matchedOptionValue("--timeout", null);
        return of(args, millis == null ? null : Duration.ofMillis(bounded(millis, "--timeout")));
    }

    /** For commands whose {@code --timeout} means something else. */
    static ClientFlags of(ParseResult args, Duration timeout) throws CommandException {
        Integer port = args.matchedOptionValue("--port", null);
        if (port != null && (port < 1 || port > 65_535)) {
            throw CommandException.usage("--port must be between 1 and 65535");
        }
        ClientFlags flags = new ClientFlags(
                args.matchedOptionValue("--url", null),
                args.matchedOptionValue("--token", null),
                args.matchedOptionValue("--password", null),
                timeout,
                port);
        if (flags.url != null && flags.port != null) {
            throw CommandException.usage("--url and --port exclude each other");
        }
        return flags;
    }

    static long bounded(long millis, String flag) throws CommandException {
        if (millis < 1 || millis > MOST_MILLIS) {
            throw CommandException.usage(flag + " must be between 1 ms and one day");
        }
        return millis;
    }

    Duration timeoutOr(Duration fallback) {
        return timeout == null ? fallback : timeout;
    }
}
