package org.openclaw.appliance.doctor;

import java.io.IOException;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.WriteResult;

/** One change of the configuration file. The text before it is kept beside it. */
@FunctionalInterface
interface ConfigEdit {

    WriteResult change(ConfigFile file) throws IOException;

    static void apply(Instance instance, ConfigEdit edit) throws FixException {
        try {
            switch (edit.change(instance.configFile())) {
                case WriteResult.Written written -> { }
                case WriteResult.Stale stale ->
                    throw new FixException("The configuration was changed by somebody else meanwhile; try again.");
                case WriteResult.Refused refused ->
                    throw new FixException("The configuration was not changed: " + refused.problems().getFirst().text());
            }
        } catch (IOException e) {
            throw new FixException("The configuration can't be written (" + e.getMessage() + "). Check that "
                    + instance.paths().configFile() + " and its directory are yours and the disk isn't full.");
        }
    }
}
