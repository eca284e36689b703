package org.openclaw.appliance.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.ConfigSchema;
import org.openclaw.appliance.config.Json5Exception;
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
        refuseUnknown(path, in);
        int status = ConfigChange.run(args, in, (file, base) -> file.unsetting(base, path), "Removed " + path);
        stillIncluded(path, in).ifPresent(file -> in.terminal().err(path + " still has a value, from a file that this one includes ("
                + file + "). Remove it there, or set another one here: what stands here counts."));
        return status;
    }

    // A key nobody knows can be removed where it stands, which mends a file; where it doesn't, it is a slip.
    private static void refuseUnknown(String path, Invocation in) throws CommandException {
        try {
            if (ConfigSchema.lookup(path).isEmpty()
                    && new ConfigFile(in.paths(), in.environment()).get(path).isMissingNode()) {
                throw ConfigGetCommand.unknown(path);
            }
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage());
        } catch (IOException | Json5Exception e) {
            // The change itself says what is wrong with the file.
        }
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
