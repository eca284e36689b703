package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.openclaw.appliance.config.Problem;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code openclaw config validate}: whether the gateway would accept the file, and what of it a gateway that runs on this
 * machine has yet to take over. Starts nothing.
 */
final class ConfigValidateCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.json());
    }

    @Override
    public int run(ParseResult args, Invocation in) throws InterruptedException {
        return validate(in, args.hasMatchedOption("--json"));
    }

    static int validate(Invocation in, boolean json) throws InterruptedException {
        LocalConfig config = LocalConfig.of(in.environment(), in.paths());
        boolean valid = config.config().isPresent();
        List<String> waiting = valid ? WaitingKeys.of(in) : List.of();
        if (json) {
            in.terminal().json(document(config, valid, waiting, in));
        } else if (config.missing()) {
            in.terminal().err("There is no configuration at " + in.paths().configFile() + "; `openclaw setup` writes one.");
        } else if (valid) {
            in.terminal().out("Config valid: " + in.paths().configFile());
            config.problems().forEach(warning -> in.terminal().err("warning: " + warning.text()));
            if (!waiting.isEmpty()) {
                in.terminal().err(WaitingKeys.sentence(waiting));
            }
        } else {
            in.terminal().err("Config invalid: " + in.paths().configFile());
            config.problems().forEach(problem -> in.terminal().err("  " + text(problem)));
        }
        return (valid ? Exit.OK : Exit.FAILED).status();
    }

    private static String text(Problem problem) {
        return problem.allowed().isEmpty()
                ? problem.text()
                : problem.text() + " (allowed: " + String.join(", ", problem.allowed()) + ")";
    }

    private static ObjectNode document(LocalConfig config, boolean valid, List<String> waiting, Invocation in) {
        ObjectNode document = Json.object().put("valid", valid);
        document.put("path", in.paths().configFile().toString()).put("exists", !config.missing());
        list(document, "issues", valid ? List.of() : config.problems());
        list(document, "warnings", valid ? config.problems() : List.of());
        document.set("pendingRestartKeys", Json.tree(waiting));
        return document;
    }

    private static void list(ObjectNode document, String field, List<Problem> problems) {
        var list = document.putArray(field);
        for (Problem problem : problems) {
            ObjectNode entry = list.addObject().put("path", problem.path()).put("message", problem.message());
            if (!problem.allowed().isEmpty()) {
                problem.allowed().forEach(entry.withArray("allowed")::add);
            }
            if (problem.file() != null) {
                entry.put("file", problem.file().toString());
            }
            if (problem.line() > 0) {
                entry.put("line", problem.line()).put("column", problem.column());
            }
        }
    }
}
