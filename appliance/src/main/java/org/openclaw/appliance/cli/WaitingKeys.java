package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;

/** Keys of the configuration file that the gateway of this instance doesn't run with yet. */
final class WaitingKeys {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private WaitingKeys() {}

    static String sentence(List<String> keys) {
        return "The running gateway goes by older values of " + String.join(", ", keys)
                + " until it is restarted: `openclaw gateway restart`.";
    }

    /** Empty where nothing waits, no gateway runs on this machine, or it doesn't say. */
    static List<String> of(Invocation in) throws InterruptedException {
        Optional<RunFile> running = RunFile.ofLivingGateway(in.paths().runDir());
        if (running.isEmpty()) {
            return List.of();
        }
        // The file may name another port by now.
        ClientFlags flags = new ClientFlags(null, null, null, null, running.get().port());
        var wish = new GatewayAccess.Wish(flags, GatewayAccess.Mode.CHECK, List.of("operator.read"), PATIENCE);
        try (GatewayConnection gateway = in.gateway().open(wish)) {
            JsonNode reload = gateway.call("status", Json.object(), PATIENCE).path("appliance").path("configReload");
            List<String> keys = new ArrayList<>();
            reload.path("pendingRestartKeys").forEach(key -> keys.add(key.asText()));
            return keys;
        } catch (ClientException | CommandException e) {
            // A file can be judged without a gateway.
            return List.of();
        }
    }
}
