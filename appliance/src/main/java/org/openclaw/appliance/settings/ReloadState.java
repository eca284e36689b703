package org.openclaw.appliance.settings;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.protocol.Json;

/**
 * How far the configuration in force follows the file.
 *
 * @param mode {@code off}, {@code hot}, {@code restart} or {@code hybrid}
 * @param pending keys that were changed and aren't in force, dotted
 * @param rejected why the file as it is now is of no use, if it isn't
 */
public record ReloadState(String mode, List<String> pending, Optional<Rejected> rejected) {

    /** @param at when it was found, milliseconds since 1970 */
    public record Rejected(long at, String message) {}

    public ReloadState {
        pending = List.copyOf(pending);
    }

    /** For clients. */
    public ObjectNode json() {
        ObjectNode json = Json.object().put("mode", mode);
        ArrayNode keys = json.putArray("pendingRestartKeys");
        pending.forEach(keys::add);
        rejected.ifPresent(why ->
                json.putObject("rejected").put("ts", why.at()).put("message", why.message()));
        return json;
    }
}
