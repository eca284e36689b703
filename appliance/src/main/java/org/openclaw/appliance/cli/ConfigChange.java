package org.openclaw.appliance.cli;

import java.io.IOException;
import java.util.List;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Problem;
import org.openclaw.appliance.config.WriteResult;
import org.openclaw.appliance.protocol.Json;

/** Changes the configuration file and tells what came of it. */
final class ConfigChange {

    private ConfigChange() {}

    /** One edit of the file. */
    @FunctionalInterface
    interface Edit {
        WriteResult apply(ConfigFile file) throws IOException;
    }

    /** @return the paths that changed */
    static List<String> apply(Invocation in, Edit edit) throws CommandException {
        ConfigFile file = new ConfigFile(in.paths(), in.environment());
        try {
            return switch (edit.apply(file)) {
                case WriteResult.Written written -> written.changedPaths();
                case WriteResult.Stale stale ->
                    throw CommandException.failed("the configuration was changed by somebody else; try again");
                case WriteResult.Refused refused ->
                    throw CommandException.failed(
                            "the configuration was not changed: " + refused.problems().getFirst().text(),
                            refused.problems().stream().skip(1).map(Problem::text).toArray(String[]::new));
            };
        } catch (IOException e) {
            throw CommandException.failed(
                    "the configuration can't be written: " + e.getMessage(),
                    "Check that " + in.paths().configFile() + " and its directory are yours and the disk isn't full.");
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage());
        }
    }

    static int report(Invocation in, boolean json, String done, List<String> changed) {
        if (json) {
            var document = Json.object().put("ok", true).put("path", in.paths().configFile().toString());
            var list = document.putArray("changedPaths");
            changed.forEach(list::add);
            in.terminal().json(document);
        } else if (changed.isEmpty()) {
            in.terminal().out("Nothing changed in " + in.paths().configFile());
        } else {
            in.terminal().out(done + " in " + in.paths().configFile());
        }
        return Exit.OK.status();
    }
}
