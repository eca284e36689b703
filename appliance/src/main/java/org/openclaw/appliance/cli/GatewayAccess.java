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

    /** Whether {@link #open} would go to this instance's gateway on this machine, which nobody named explicitly. */
    boolean isOwn(ClientFlags flags);

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

    /** What we come for. */
    enum Mode {
        /** To work. */
        CLI("cli", false),
        /** To see whether we are let in. A gateway gives a probe no rights unless its device has some. */
        PROBE("probe", true),
        /** To see what we may do. */
        CHECK("cli", true);

        private final String wireName;
        private final boolean traceless;

        Mode(String wireName, boolean traceless) {
            this.wireName = wireName;
            this.traceless = traceless;
        }

        /** {@code client.mode} of the handshake. */
        String wireName() {
            return wireName;
        }

        /** Whether coming must change nothing on either side: no device key, no pairing request. */
        boolean traceless() {
            return traceless;
        }
    }
}
