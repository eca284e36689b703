package org.openclaw.appliance.access;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.openclaw.appliance.config.Config;

/**
 * Which devices need nobody's approval, by the configuration.
 *
 * @param local whether clients on this machine whose user knows the shared secret are paired without asking
 * @param nodeNetworks where new nodes are paired without asking, if they know the shared secret and no proxy is between
 * @param proxyScopes what user interfaces get whose user a trusted proxy vouches for; empty for nothing
 */
public record AutoApproval(boolean local, List<IpRange> nodeNetworks, List<String> proxyScopes) {

    private static final String SILENT = "silent";
    private static final String TRUSTED_CIDR = "trusted-cidr";
    private static final String TRUSTED_PROXY = "trusted-proxy";

    /** How the records of devices that nobody approved by hand call it. */
    static final Set<String> WAYS = Set.of(SILENT, TRUSTED_CIDR, TRUSTED_PROXY);

    private static final String PROXY = "gateway.auth.trustedProxy.deviceAutoApprove.";
    private static final List<String> PROXY_SCOPES = List.of(Scope.READ, Scope.WRITE, Scope.APPROVALS, Scope.QUESTIONS);
    private static final Set<String> APPS = Set.of("openclaw-macos", "openclaw-linux", "openclaw-ios", "openclaw-android");

    public AutoApproval {
        nodeNetworks = List.copyOf(nodeNetworks);
        proxyScopes = List.copyOf(proxyScopes);
    }

    /** An approval. @param via how a paired device's record calls it @param scopes the operator scopes it covers */
    record Approval(String via, List<String> scopes) {}

    public static AutoApproval of(Config config) {
        List<IpRange> networks = config.texts("gateway.nodes.pairing.autoApproveCidrs").stream()
                .flatMap(text -> IpRange.parse(text).stream())
                .toList();
        List<String> configured = config.texts(PROXY + "scopes");
        boolean proxy = config.flag(PROXY + "enabled", false);
        return new AutoApproval(
                config.flag("gateway.nodes.pairing.autoApproveLocal", true),
                networks,
                proxy ? configured.isEmpty() ? PROXY_SCOPES : configured : List.of());
    }

    /**
     * @param method how the candidate has proven itself; never its own token
     * @param known whether the device is paired already
     */
    Optional<Approval> judge(Candidate candidate, String method, boolean known, Obstacle obstacle) {
        if (local && obstacle != Obstacle.METADATA_UPGRADE && isLocal(candidate, method)) {
            return Optional.of(new Approval(SILENT, candidate.scopes()));
        }
        if (!known && obstacle == Obstacle.NOT_PAIRED && isNodeOfOurs(candidate)) {
            return Optional.of(new Approval(TRUSTED_CIDR, List.of()));
        }
        return method.equals(TRUSTED_PROXY) && candidate.role() == Role.OPERATOR ? byProxy(candidate, obstacle) : Optional.empty();
    }

    private static boolean isLocal(Candidate candidate, String method) {
        Peer peer = candidate.peer();
        if (peer.origin() != null && !isBrowser(candidate)) {
            return false;
        }
        return peer.directLocal() || peer.secretLocal(method);
    }

    private boolean isNodeOfOurs(Candidate candidate) {
        Peer peer = candidate.peer();
        return candidate.role() == Role.NODE
                && !peer.forwarded()
                && !peer.loopback()
                && peer.origin() == null
                && !isBrowser(candidate)
                && IpRange.address(peer.address())
                        .filter(address -> nodeNetworks.stream().anyMatch(range -> range.contains(address)))
                        .isPresent();
    }

    private Optional<Approval> byProxy(Candidate candidate, Obstacle obstacle) {
        boolean app = APPS.contains(candidate.claims().clientId()) && "ui".equals(candidate.claims().clientMode());
        if ((obstacle != Obstacle.NOT_PAIRED && obstacle != Obstacle.SCOPE_UPGRADE) || !(app || isBrowser(candidate))) {
            return Optional.empty();
        }
        List<String> scopes = candidate.scopes().stream().filter(proxyScopes::contains).toList();
        return scopes.isEmpty() ? Optional.empty() : Optional.of(new Approval(TRUSTED_PROXY, scopes));
    }

    private static boolean isBrowser(Candidate candidate) {
        return Authenticator.BROWSERS.contains(candidate.claims().clientId());
    }
}
