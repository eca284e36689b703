package org.openclaw.appliance.cli;

import org.openclaw.appliance.client.Credentials;
import org.openclaw.appliance.client.Target;

/** The gateway of this instance on this machine, whatever other gateway the configuration names. */
final class LocalTarget {

    private LocalTarget() {}

    static Target on(int port, Invocation in) {
        LocalConfig config = LocalConfig.of(in.environment(), in.paths());
        boolean tls = config.config().map(known -> known.flag("gateway.tls.enabled", false)).orElse(false);
        return Target.of((tls ? "wss" : "ws") + "://127.0.0.1:" + port, "this machine", new Credentials(null, null))
                .pinned(config.tlsFingerprint(in.paths()).orElse(null));
    }
}
