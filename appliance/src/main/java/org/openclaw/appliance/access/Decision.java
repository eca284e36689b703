package org.openclaw.appliance.access;

import java.util.List;
import org.openclaw.appliance.protocol.ErrorShape;

/** Whether a caller is let in. */
public sealed interface Decision {

    /**
     * Let in.
     *
     * @param tokens a device's token for the role it connected in, then those handed over with it; empty without a device
     * @param secret the shared secret in force meanwhile
     */
    record Granted(Grant grant, List<IssuedToken> tokens, SharedSecret secret) implements Decision {

        public Granted {
            tokens = List.copyOf(tokens);
        }

        /** The same, to the person whose word it was that let them in. */
        Granted to(ProxyIdentity identity) {
            return identity instanceof ProxyIdentity.User user && user.method().equals(grant.method())
                    ? new Granted(
                            new Grant(grant.role(), grant.scopes(), grant.method(), grant.deviceId(), user.user()),
                            tokens,
                            secret)
                    : this;
        }
    }

    /**
     * Turned away.
     *
     * @param error what to answer
     * @param rateLimited true when nothing was checked because of too many failures before
     * @param delayMillis how long to withhold the answer
     * @param closeReason what the close frame says
     */
    record Refused(ErrorShape error, boolean rateLimited, long delayMillis, String closeReason) implements Decision {

        public Refused(ErrorShape error, boolean rateLimited, long delayMillis) {
            this(error, rateLimited, delayMillis, error.message());
        }
    }

    static Decision granted(Grant grant, SharedSecret secret) {
        return new Granted(grant, List.of(), secret);
    }

    static Decision refused(ErrorShape error) {
        return new Refused(error, false, 0);
    }
}
