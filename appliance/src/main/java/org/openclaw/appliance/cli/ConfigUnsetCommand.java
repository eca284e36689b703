package org.openclaw.appliance.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.ConfigSchema;
import org.openclaw.appliance.config.LoadResult;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw config unset <path>}. */
final class ConfigUnsetCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(Options.argument(0, "<path>", "Such as gateway.port."));
        ConfigChange.options(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException {
        String path = args.matchedPositionalValue(0, "");
        int status = ConfigChange.run(args, in, (file, base) -> file.unsetting(base, path), "Removed " + path);
        stillIncluded(path, in).ifPresent(file -> in.terminal().err(path + " still has a value, from a file that this one includes ("
                + file + "). Remove it there, or set another one here: what stands here counts."));
        return status;
    }

    /** The first included file, where the key has a value all the same. */
    private static Optional<Path> stillIncluded(String path, Invocation in) {
        return new ConfigFile(in.paths(), in.environment()).look() instanceof LoadResult.Loaded loaded
                        && !loaded.includedFiles().isEmpty()
                        && !loaded.config().at(ConfigSchema.canonical(path)).isMissingNode()
                ? Optional.of(loaded.includedFiles().getFirst())
                : Optional.empty();
    }
}
