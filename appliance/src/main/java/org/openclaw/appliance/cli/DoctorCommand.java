package org.openclaw.appliance.cli;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.doctor.Check;
import org.openclaw.appliance.doctor.Doctor;
import org.openclaw.appliance.doctor.Instance;
import org.openclaw.appliance.doctor.ProxySnippet;
import org.openclaw.appliance.doctor.Severity;
import org.openclaw.appliance.doctor.StandardChecks;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw doctor}: looks for what is wrong and, when asked to, puts right what is safe. Never asks a question. */
final class DoctorCommand implements Command {

    private static final String SEVERITY = "--severity-min";
    private static final String TOKEN = "--generate-gateway-token";

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(OptionSpec.builder("--fix", "--repair")
                .type(boolean.class)
                .arity("0")
                .description("Repair what is safe to repair; keeps copies of what it changes.")
                .build());
        spec.addOption(Options.flag("--yes", "Same as --fix."));
        spec.addOption(Options.flag("--non-interactive", "Accepted; doctor never asks anything."));
        spec.addOption(Options.flag(TOKEN, "Only make a gateway token, if none is configured."));
        spec.addOption(Options.flag("--deep", "Look at the whole machine: other services, proxies."));
        spec.addOption(Options.flag("--verbose", "Also show durations, where values come from and what was asked."));
        spec.addOption(Options.flag("--check-env", "Only list the environment variables the configuration relies on."));
        spec.addOption(Options.value("--provider", "<id>", "Only try this model provider, stage by stage."));
        spec.addOption(Options.value("--model", "<id>", "With --provider: also ask this model for a word."));
        spec.addOption(Options.value("--proxy", "<name>", "Only print what caddy, nginx or traefik needs to be told."));
        spec.addOption(Options.flag("--lint", "Findings only; status 1 when there is one."));
        spec.addOption(Options.value(SEVERITY, "<level>", "With --lint or --json: info, warning (default) or error."));
        spec.addOption(list("--only", "With --lint: run only this check; may be repeated."));
        spec.addOption(list("--skip", "With --lint: leave this check out; may be repeated."));
        spec.addOption(Options.json());
    }

    private static OptionSpec list(String name, String description) {
        return OptionSpec.builder(name)
                .paramLabel("<id>")
                .type(String[].class)
                .arity("1")
                .description(description)
                .build();
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, InterruptedException {
        boolean json = args.hasMatchedOption("--json");
        if (args.hasMatchedOption("--check-env")) {
            return DoctorEnvironment.show(instance(args, in).get(), in.terminal(), json);
        }
        String model = args.matchedOptionValue("--model", null);
        if (args.hasMatchedOption("--provider")) {
            return DoctorProvider.show(
                    args.matchedOptionValue("--provider", ""), model, instance(args, in).get(), in.terminal(), json);
        }
        if (model != null) {
            throw CommandException.usage("--model goes with --provider");
        }
        if (args.hasMatchedOption("--proxy")) {
            return proxy(args.matchedOptionValue("--proxy", ""), args, in);
        }
        return json || args.hasMatchedOption("--lint") ? lint(args, in) : examine(args, in);
    }

    private static int proxy(String name, ParseResult args, Invocation in) throws CommandException {
        ProxySnippet proxy = ProxySnippet.of(name)
                .orElseThrow(() -> CommandException.usage("--proxy takes caddy, nginx or traefik"));
        proxy.lines(instance(args, in).get()).forEach(in.terminal()::out);
        return Exit.OK.status();
    }

    private static int examine(ParseResult args, Invocation in) throws CommandException, InterruptedException {
        for (String name : List.of(SEVERITY, "--only", "--skip")) {
            if (args.hasMatchedOption(name)) {
                throw CommandException.usage(name + " goes with --lint");
            }
        }
        boolean all = repairs(args);
        boolean token = args.hasMatchedOption(TOKEN);
        Predicate<String> repairs = id -> all || (token && id.equals(StandardChecks.tokenCheck()));
        DoctorText text = new DoctorText(in.terminal(), args.hasMatchedOption("--verbose"), all || token);
        new Doctor(StandardChecks.all(), instance(args, in)).examine(repairs, text::print);
        return (text.summarise() ? Exit.FAILED : Exit.OK).status();
    }

    private static boolean repairs(ParseResult args) {
        return args.hasMatchedOption("--fix") || args.hasMatchedOption("--yes");
    }

    private static int lint(ParseResult args, Invocation in) throws CommandException, InterruptedException {
        if (repairs(args) || args.hasMatchedOption(TOKEN)) {
            throw CommandException.usage("--lint and --json only look; repairs are for a run without them");
        }
        Severity threshold = Severity.of(args.matchedOptionValue(SEVERITY, "warning"))
                .orElseThrow(() -> CommandException.usage(SEVERITY + " takes info, warning or error"));
        List<Check> all = StandardChecks.all();
        List<Check> chosen = chosen(args, all);
        DoctorLint lint = new DoctorLint(threshold);
        new Doctor(chosen, instance(args, in)).examine(id -> false, lint::add);
        if (args.hasMatchedOption("--json")) {
            in.terminal().json(lint.json(all.size() - chosen.size()));
        } else {
            lint.print(in.terminal());
        }
        return args.hasMatchedOption("--lint") && !lint.ok() ? Exit.FAILED.status() : Exit.OK.status();
    }

    private static List<Check> chosen(ParseResult args, List<Check> all) throws CommandException {
        List<String> only = List.of(args.matchedOptionValue("--only", new String[0]));
        List<String> skip = List.of(args.matchedOptionValue("--skip", new String[0]));
        for (String id : only) {
            if (all.stream().noneMatch(check -> check.id().equals(id))) {
                throw CommandException.usage("there is no check " + id, "The ids: "
                        + String.join(", ", all.stream().map(Check::id).toList()));
            }
        }
        return all.stream()
                .filter(check -> only.isEmpty() || only.contains(check.id()))
                .filter(check -> !skip.contains(check.id()))
                .toList();
    }

    // The places are worked out anew: a repair may have moved the instance.
    private static Supplier<Instance> instance(ParseResult args, Invocation in) {
        boolean deep = args.hasMatchedOption("--deep");
        return () -> {
            StatePaths paths = StatePaths.of(in.environment(), in.paths().profile(), in.paths().dev());
            Invocation now = new Invocation(in.terminal(), in.environment(), paths, in.gateway(), in.interrupts(),
                    in.platformSource(), in.clock());
            return Instance.of(in.environment(), paths, in.platform(), new DoctorDoor(now), in.clock(), deep);
        };
    }
}
