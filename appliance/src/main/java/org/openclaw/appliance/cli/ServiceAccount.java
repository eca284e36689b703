package org.openclaw.appliance.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.platform.InstalledService;
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

    /**
     * The invocation as the account would have made it that an installed service of the whole system runs as: its configuration
     * and its log are there. The same one where the service is the caller's own, or nobody knows whose it is.
     */
    static Invocation of(ServiceFacts service, Invocation in) throws CommandException {
        Optional<String> account = service.installed().filter(InstalledService::system).flatMap(InstalledService::account);
        return account.isEmpty() || account.get().equals(in.environment().user()) ? in : as(account.get(), in);
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
