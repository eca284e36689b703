package org.openclaw.appliance.cli;

import java.nio.file.Path;
import org.openclaw.appliance.secret.PlanApply;
import org.openclaw.appliance.secret.PlanException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw secrets apply --from <plan>}: carries a plan out, or only checks it. */
final class SecretsApplyCommand implements Command {

    private static final String FROM = "--from";
    private static final String DRY_RUN = "--dry-run";
    private static final String ALLOW_EXEC = "--allow-exec";

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.value(FROM, "<file>", "The plan, a JSON file of at most 16 MiB."));
        spec.addOption(Options.flag(DRY_RUN, "Check it and write nothing."));
        spec.addOption(Options.flag(ALLOW_EXEC, "Run the programs of exec providers."));
        spec.addOption(Options.json());
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException {
        String file = args.matchedOptionValue(FROM, null);
        if (file == null) {
            throw CommandException.usage("name the plan", "Example: openclaw secrets apply --from plan.json --dry-run");
        }
        Path plan = in.environment().path(file);
        boolean dryRun = args.hasMatchedOption(DRY_RUN);
        try {
            PlanApply.Outcome outcome = new PlanApply(in.paths(), in.environment(), in.clock())
                    .run(plan, new PlanApply.Permission(!dryRun, args.hasMatchedOption(ALLOW_EXEC)));
            if (args.hasMatchedOption("--json")) {
                in.terminal().json(outcome.json());
            } else {
                print(outcome, in.terminal());
            }
            return Exit.OK.status();
        } catch (PlanException e) {
            throw CommandException.failed(e.getMessage());
        }
    }

    static void print(PlanApply.Outcome outcome, Terminal terminal) {
        String checked = outcome.checked() + " secrets resolve"
                + (outcome.skipped() > 0 ? ", " + outcome.skipped() + " exec secrets were not checked" : "") + ".";
        if (outcome.changed().isEmpty()) {
            terminal.out("Nothing to change. " + checked);
            return;
        }
        terminal.out((outcome.wrote() ? "Applied. " : "Valid; nothing was written. ") + checked);
        outcome.changed().forEach(path -> terminal.out((outcome.wrote() ? "  changed " : "  would change ") + path));
        if (outcome.droppedCopies() > 0) {
            terminal.out("  removed " + outcome.droppedCopies() + " older copies of the configuration that held the plain text");
        }
    }
}
