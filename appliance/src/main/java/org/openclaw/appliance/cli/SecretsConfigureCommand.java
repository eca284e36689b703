package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.openclaw.appliance.config.SecretRef;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.secret.PlanApply;
import org.openclaw.appliance.secret.PlanBuilder;
import org.openclaw.appliance.secret.PlanException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code openclaw secrets configure}: puts a plan together, by flags or in a dialogue of plain text, checks it, and keeps it
 * or carries it out.
 */
final class SecretsConfigureCommand implements Command {

    private static final String SET = "--set";
    private static final String MOVE = "--move";
    private static final String PROVIDER = "--provider";
    private static final String REMOVE_PROVIDER = "--remove-provider";
    private static final String PROVIDERS_ONLY = "--providers-only";
    private static final String SKIP_PROVIDERS = "--skip-provider-setup";
    private static final String AGENT = "--agent";
    private static final String PLAN_OUT = "--plan-out";
    private static final String APPLY = "--apply";
    private static final String YES = "--yes";
    private static final String ALLOW_EXEC = "--allow-exec";

    private final Supplier<Questions> prompts;

    SecretsConfigureCommand(Supplier<Questions> prompts) {
        this.prompts = prompts;
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(many(SET, "<key>=<source>:[<provider>:]<id>", "Let a key refer to a secret; may be given again."));
        spec.addOption(many(MOVE, "<key>=<NAME>", "Move a key's plain text into the store; may be given again."));
        spec.addOption(many(PROVIDER, "<alias>=<json>", "Add a provider; may be given again."));
        spec.addOption(many(REMOVE_PROVIDER, "<alias>", "Remove a provider; may be given again."));
        spec.addOption(Options.flag(PROVIDERS_ONLY, "Ask for providers only."));
        spec.addOption(Options.flag(SKIP_PROVIDERS, "Don't ask for providers."));
        spec.addOption(Options.value(AGENT, "<id>", "Also ask for this agent's auth profiles."));
        spec.addOption(Options.value(PLAN_OUT, "<file>", "Write the plan to a file."));
        spec.addOption(Options.flag(APPLY, "Carry the plan out."));
        spec.addOption(Options.flag(YES, "Don't ask before it is carried out."));
        spec.addOption(Options.flag(ALLOW_EXEC, "Run the programs of exec providers."));
        spec.addOption(Options.json());
    }

    private static OptionSpec many(String name, String label, String text) {
        return OptionSpec.builder(name).paramLabel(label).type(List.class).auxiliaryTypes(String.class).arity("1")
                .description(text).build();
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException {
        if (args.hasMatchedOption(PROVIDERS_ONLY) && args.hasMatchedOption(SKIP_PROVIDERS)) {
            throw CommandException.usage("--providers-only and --skip-provider-setup exclude each other");
        }
        try {
            PlanBuilder plan = new PlanBuilder(in.paths(), in.environment(), in.clock());
            Questions prompt = prompts.get();
            boolean asked = fill(args, plan);
            if (!asked) {
                SecretsDialogue dialogue = new SecretsDialogue(plan, prompt, in.terminal());
                dialogue.run(!args.hasMatchedOption(SKIP_PROVIDERS), !args.hasMatchedOption(PROVIDERS_ONLY),
                        Optional.ofNullable(args.matchedOptionValue(AGENT, null)));
            }
            if (plan.isEmpty()) {
                in.terminal().err("Nothing was chosen, so nothing changes.");
                return Exit.OK.status();
            }
            return finish(args, in, plan, asked ? Optional.empty() : Optional.of(prompt));
        } catch (PlanException | IOException e) {
            throw CommandException.failed(e.getMessage());
        }
    }

    /** @return whether flags say what to do */
    private static boolean fill(ParseResult args, PlanBuilder plan) throws CommandException, PlanException {
        List<String> none = List.of();
        List<String> providers = args.matchedOptionValue(PROVIDER, none);
        List<String> removed = args.matchedOptionValue(REMOVE_PROVIDER, none);
        List<String> settings = args.matchedOptionValue(SET, none);
        List<String> moves = args.matchedOptionValue(MOVE, none);
        for (String provider : providers) {
            plan.provider(left(provider, PROVIDER), right(provider));
        }
        for (String alias : removed) {
            plan.removeProvider(alias);
        }
        for (String setting : settings) {
            plan.refer(left(setting, SET), reference(right(setting), plan));
        }
        for (String move : moves) {
            plan.move(left(move, MOVE), right(move));
        }
        return !(providers.isEmpty() && removed.isEmpty() && settings.isEmpty() && moves.isEmpty());
    }

    private static String left(String pair, String flag) throws CommandException {
        int equals = pair.indexOf('=');
        if (equals < 1) {
            throw CommandException.usage(flag + " needs a name, = and a value");
        }
        return pair.substring(0, equals);
    }

    private static String right(String pair) {
        return pair.substring(pair.indexOf('=') + 1);
    }

    /** {@code source:id} with the source's default provider, or {@code source:provider:id}. */
    static SecretRef reference(String text, PlanBuilder plan) throws CommandException {
        String[] parts = text.split(":", 3);
        Optional<SecretRef.Source> source = SecretRef.Source.of(parts[0]);
        if (source.isEmpty() || parts.length < 2) {
            throw CommandException.usage("a reference is written <source>:<id> or <source>:<provider>:<id>",
                    "Examples: env:OPENAI_API_KEY, file:mysecrets:/openai/key, store:OPENAI_API_KEY");
        }
        boolean named = parts.length == 3 && (source.get() == SecretRef.Source.ENV || source.get() == SecretRef.Source.STORE
                || plan.providers().containsKey(parts[1]));
        return named
                ? new SecretRef(source.get(), parts[1], parts[2])
                : new SecretRef(source.get(), plan.defaultProvider(source.get()), text.substring(parts[0].length() + 1));
    }

    private static int finish(ParseResult args, Invocation in, PlanBuilder plan, Optional<Questions> prompt)
            throws CommandException, PlanException {
        boolean programs = args.hasMatchedOption(ALLOW_EXEC);
        boolean json = args.hasMatchedOption("--json");
        PlanApply.Outcome outcome = plan.check(programs);
        String file = args.matchedOptionValue(PLAN_OUT, null);
        if (file != null) {
            plan.write(in.environment().path(file));
            in.terminal().err("Plan written to " + in.environment().path(file));
        }
        if (!json) {
            SecretsApplyCommand.print(outcome, in.terminal());
        }
        if (applies(args, in, prompt, file != null)) {
            outcome = plan.apply(programs);
            if (!json) {
                SecretsApplyCommand.print(outcome, in.terminal());
            }
        }
        if (json) {
            ObjectNode document = Json.object();
            document.set("plan", plan.json());
            document.set("result", outcome.json());
            in.terminal().json(document);
        }
        return Exit.OK.status();
    }

    private static boolean applies(ParseResult args, Invocation in, Optional<Questions> prompt, boolean kept)
            throws CommandException {
        if (args.hasMatchedOption(APPLY) && (args.hasMatchedOption(YES) || prompt.isEmpty())) {
            return true;
        }
        if (prompt.isEmpty()) {
            if (!kept) {
                in.terminal().err("Nothing was written; --apply carries it out, --plan-out <file> keeps the plan.");
            }
            return false;
        }
        return prompt.get().agreed(in.terminal(),
                "Carry it out now? Plain text that moves is removed and can't be brought back.");
    }
}
