package org.openclaw.appliance.access;

import java.util.function.Supplier;
import org.openclaw.appliance.config.AuthMode;
import org.openclaw.appliance.config.GatewayAuth;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** The shared secret in force. It can be exchanged while the gateway runs; the mode can't. Thread-safe. */
public final class LiveSecret implements Supplier<SharedSecret> {

    private static final TaggedLogger LOG = Logger.tag("gateway/auth");

    private final AuthMode mode;
    private final boolean configured;
    private volatile SharedSecret secret;

    public LiveSecret(GatewayAuth atStart) {
        mode = atStart.mode();
        configured = !atStart.generated();
        secret = made(atStart);
    }

    @Override
    public SharedSecret get() {
        return secret;
    }

    /** Takes over what a changed configuration says. @return whether another secret is in force now */
    public boolean follow(GatewayAuth next) {
        if (next.mode() != mode) {
            LOG.warn("callers still prove themselves by {}; the change to {} takes effect after a restart of the gateway",
                    mode.wireName(), next.mode().wireName());
            return false;
        }
        if (next.generated()) {
            // A token made up now would be known to nobody, while the one in force is.
            if (configured) {
                LOG.warn("the configuration names no token any more; the present one stays good until a restart");
            }
            return false;
        }
        SharedSecret wanted = made(next);
        if (wanted.sameAs(secret)) {
            return false;
        }
        secret = wanted;
        LOG.info("the gateway's {} has changed; connections made with the old one end", mode.wireName());
        return true;
    }

    private static SharedSecret made(GatewayAuth auth) {
        return SharedSecret.of(SharedSecret.Mode.of(auth.mode().wireName()), auth.secret().orElse(""));
    }
}
