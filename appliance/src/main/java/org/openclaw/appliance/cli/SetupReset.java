package org.openclaw.appliance.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.setup.Reset;
import picocli.CommandLine.ParseResult;

/** {@code setup --reset}: asks first, and refuses while a gateway runs. */
final class SetupReset {

    private SetupReset() {}

    /** @param prompt empty where nobody can be asked @return what was moved away, for people; empty where nothing was */
    static Optional<String> run(ParseResult args, Invocation in, Optional<Prompt> prompt) throws CommandException {
        String named = args.matchedOptionValue(SetupFlags.RESET_SCOPE, Reset.Scope.STATE.wireName());
        Reset.Scope scope = Reset.Scope.of(named)
                .orElseThrow(() -> CommandException.usage(
                        SetupFlags.RESET_SCOPE + " takes config, config+creds+sessions or full"));
        if (RunFile.ofLivingGateway(in.paths().runDir()).isPresent()) {
            throw CommandException.failed(
                    "a gateway runs on " + in.paths().stateDir(), "`openclaw gateway stop` first, then this again.");
        }
        Path workspace = LocalConfig.of(in.environment(), in.paths())
                .text("agents.defaults.workspace")
                .map(in.environment()::path)
                .orElse(in.paths().workspace());
        Reset reset = new Reset(in.paths(), workspace, in.clock());
        try {
            List<Path> targets = reset.targets(scope);
            confirm(args, in, prompt, targets);
            return reset.run(scope).map(backup -> "Moved " + targets.size() + " files and directories to " + backup
                    + "; move them back to undo the reset.");
        } catch (IOException e) {
            throw CommandException.failed("the reset stopped: " + e.getMessage(), "What was moved is below "
                    + in.paths().stateDir().resolve("backups") + ".");
        }
    }

    private static void confirm(ParseResult args, Invocation in, Optional<Prompt> prompt, List<Path> targets)
            throws CommandException {
        if (targets.isEmpty() || args.hasMatchedOption("--yes")) {
            return;
        }
        if (prompt.isEmpty()) {
            throw CommandException.usage("--reset needs --yes where nobody can be asked");
        }
        in.terminal().out("This would be moved to a backup directory:");
        targets.forEach(target -> in.terminal().out("  " + target));
        if (!prompt.get().yes("Reset?", false)) {
            throw CommandException.failed("nothing was changed, as you wished");
        }
    }
}
