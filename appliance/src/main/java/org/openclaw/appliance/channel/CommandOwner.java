package org.openclaw.appliance.channel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.WriteResult;
import org.openclaw.appliance.protocol.Json;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** Whose commands count as the owner's: {@code commands.ownerAllowFrom} of the configuration. Thread-safe. */
public final class CommandOwner {

    private static final TaggedLogger LOG = Logger.tag("channels");
    private static final String KEY = "commands.ownerAllowFrom";

    private final ConfigFile file;

    /** What became of making somebody the first owner. */
    enum Outcome {
        CONFIGURED("configured"),
        ALREADY_CONFIGURED("already-configured"),
        UNAVAILABLE("unavailable");

        private final String wireName;

        Outcome(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }
    }

    public CommandOwner(ConfigFile file) {
        this.file = file;
    }

    /** True when there is one. */
    boolean exists() {
        return switch (file.load()) {
            case LoadResult.Loaded loaded -> !loaded.config().at(KEY).isEmpty();
            case LoadResult.Invalid invalid -> false;
            case LoadResult.Missing missing -> false;
        };
    }

    /** Makes the sender the owner unless there is one already. */
    Outcome bootstrap(Sender sender) {
        if (exists()) {
            return Outcome.ALREADY_CONFIGURED;
        }
        ArrayNode owners = Json.array().add(sender.channel() + ":" + sender.id());
        try {
            return switch (file.set(KEY, owners)) {
                case WriteResult.Written written -> Outcome.CONFIGURED;
                case WriteResult.Refused refused -> unavailable("the configuration wouldn't be valid");
                case WriteResult.Stale stale -> unavailable("the configuration changed meanwhile");
            };
        } catch (IOException | IllegalArgumentException e) {
            return unavailable("the configuration file can't be written");
        }
    }

    private static Outcome unavailable(String why) {
        LOG.warn("no command owner was set: {}; set {} by hand", why, KEY);
        return Outcome.UNAVAILABLE;
    }
}
