package org.openclaw.appliance.cli;

import java.nio.file.Path;
import org.openclaw.appliance.config.Draft;
import org.openclaw.appliance.config.Problem;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code openclaw config apply <file>}: puts a whole JSON5 file in the place of the configuration, once it is found valid.
 * Where it has the placeholder of a hidden secret, the stored secret stays.
 */
final class ConfigApplyCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(Options.argument(0, "<file>", "The new configuration; - for standard input."));
        ConfigChange.options(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException {
        String file = args.matchedPositionalValue(0, "");
        if (file.isEmpty()) {
            throw CommandException.usage("name the file with the new configuration");
        }
        String text = ConfigText.read(file.equals("-") ? null : file, in);
        Path source = Path.of(file);
        return ConfigChange.run(
                args, in, (config, base) -> located(config.replacing(base, text), source), "Replaced the configuration");
    }

    /** Lines and columns are those of the file that was given. */
    private static Draft located(Draft draft, Path source) {
        return draft instanceof Draft.Refused refused
                ? new Draft.Refused(refused.problems().stream().map(problem -> at(problem, source)).toList())
                : draft;
    }

    private static Problem at(Problem problem, Path source) {
        return problem.line() == 0
                ? problem
                : new Problem(problem.path(), problem.message(), problem.allowed(), source, problem.line(), problem.column());
    }
}
