package org.openclaw.appliance.cli;

import org.openclaw.appliance.client.Credentials;
import org.openclaw.appliance.client.Target;
import org.openclaw.appliance.config.StatePaths;

/** The gateway of this instance on this machine, whatever other gateway the configuration names. */
final class LocalTarget {

    private LocalTarget() {}

    static Target on(int port, Invocation in) {
        LocalConfig config = LocalConfig.of(in.environment(), in.paths());
        return of(port, "this machine", new Credentials(null, null), config, in.paths());
    }

    /** A port of this machine. Where a running gateway takes commands it speaks plain HTTP, TLS or not. */
    static Target of(int port, String source, Credentials credentials, LocalConfig config, StatePaths paths) {
        boolean tls = config.config().map(known -> known.flag("gateway.tls.enabled", false)).orElse(false)
                && RunFile.ofLivingGateway(paths.runDir()).filter(file -> file.port() == port).isEmpty();
        Target target = Target.of((tls ? "wss" : "ws") + "://127.0.0.1:" + port, source, credentials);
        return tls ? target.pinned(config.tlsFingerprint(paths).orElse(null)) : target;
    }
}
