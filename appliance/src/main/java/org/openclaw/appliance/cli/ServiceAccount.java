package org.openclaw.appliance.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.StatePaths;
import picocli.CommandLine.ParseResult;

/** Whose gateway a service runs: the caller's, or, for a service of the whole system, a named account's. */
final class ServiceAccount {

    private static final String ADMINISTRATOR = "root";

    private ServiceAccount() {}

    /** The invocation as the account itself would have made it; the same one where the caller is that account. */
    static Invocation of(ParseResult args, Invocation in) throws CommandException {
        String named = args.matchedOptionValue("--user", null);
        if (!args.hasMatchedOption("--system")) {
            if (named != null) {
                throw CommandException.usage("--user needs --system: a user's own service runs as that user");
            }
            return in;
        }
        String caller = in.environment().user();
        String account = Optional.ofNullable(named).or(() -> in.environment().get("SUDO_USER")).orElse(caller);
        if (account.equals(ADMINISTRATOR)) {
            throw CommandException.usage("a gateway must not run as root",
                    "Name the account it shall run as: `openclaw gateway install --system --user <name>`.");
        }
        return account.equals(caller) ? in : as(account, in);
    }

    private static Invocation as(String account, Invocation in) throws CommandException {
        Path home = in.platform().hostFacts().homeOf(account)
                .orElseThrow(() -> CommandException.failed("there is no account " + account + " with a home directory"));
        Environment environment = in.environment().of(account, home);
        try {
            StatePaths paths = StatePaths.of(environment, in.paths().profile(), in.paths().dev());
            return new Invocation(in.terminal(), environment, paths, in.gateway(), in.interrupts(), in.platformSource(), in.clock());
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage());
        }
    }
}
