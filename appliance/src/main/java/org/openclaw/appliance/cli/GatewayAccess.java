package org.openclaw.appliance.cli;

import java.time.Duration;
import java.util.List;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;

/** How commands reach a gateway: over a WebSocket, or, when they run inside it, directly. */
public interface GatewayAccess {

    /**
     * Lets us in.
     *
     * @throws ClientException when no gateway answers or it refuses us
     * @throws CommandException when the flags or the configuration name no usable target
     */
    GatewayConnection open(Wish wish) throws ClientException, CommandException, InterruptedException;

    /** Where {@link #open} would go, for people; never fails. */
    String describe(ClientFlags flags);

    /**
     * What a command wants.
     *
     * @param flags the shared client flags as given
     * @param mode how we introduce ourselves
     * @param scopes the least scopes the calls need
     * @param timeout how long opening and the handshake may take together
     */
    record Wish(ClientFlags flags, Mode mode, List<String> scopes, Duration timeout) {

        public static Wish forScope(ClientFlags flags, String scope) {
            return new Wish(flags, Mode.CLI, List.of(scope), flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT));
        }
    }

    /** {@code client.mode} of the handshake. */
    enum Mode {
        CLI,
        PROBE
    }
}
