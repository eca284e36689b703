package org.openclaw.appliance.access;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.openclaw.appliance.config.AuthMode;
import org.openclaw.appliance.config.Config;

/**
 * Whom to believe about where a request comes from. Immutable.
 *
 * @param trustedProxies the proxies whose forwarding headers count
 * @param realIpFallback whether {@code X-Real-IP} will do where {@code X-Forwarded-For} says nothing
 * @param proxyAuth how proxies name users; present in auth mode trusted-proxy only
 * @param tailscaleIdentity whether users that Tailscale vouches for are let in
 */
public record EdgePolicy(
        List<IpRange> trustedProxies,
        boolean realIpFallback,
        Optional<TrustedProxyAuth> proxyAuth,
        boolean tailscaleIdentity) {

    /** Believes nobody. */
    public static final EdgePolicy NOBODY = new EdgePolicy(List.of(), false, Optional.empty(), false);

    private static final String SECTION = "gateway.auth.trustedProxy.";

    public EdgePolicy {
        trustedProxies = List.copyOf(trustedProxies);
    }

    /**
     * @param mode how callers prove themselves
     * @param tailscaleServe whether Tailscale's serve mode is on, which makes {@code allowTailscale} the default
     */
    public static EdgePolicy of(Config config, AuthMode mode, boolean tailscaleServe) {
        List<IpRange> proxies = config.texts("gateway.trustedProxies").stream()
                .flatMap(text -> IpRange.parse(text).stream())
                .toList();
        return new EdgePolicy(
                proxies,
                config.flag("gateway.allowRealIpFallback", false),
                mode == AuthMode.TRUSTED_PROXY ? proxyAuth(config) : Optional.empty(),
                config.flag("gateway.auth.allowTailscale", tailscaleServe)
                        && (mode == AuthMode.TOKEN || mode == AuthMode.PASSWORD));
    }

    /** The policy of whatever configuration is in force, worked out once for each. */
    public static Supplier<EdgePolicy> following(Supplier<Config> config, AuthMode mode, boolean tailscaleServe) {
        AtomicReference<Followed> last = new AtomicReference<>();
        return () -> {
            Config now = config.get();
            Followed known = last.get();
            if (known == null || known.config() != now) {
                known = new Followed(now, of(now, mode, tailscaleServe));
                last.set(known);
            }
            return known.policy();
        };
    }

    private record Followed(Config config, EdgePolicy policy) {}

    private static Optional<TrustedProxyAuth> proxyAuth(Config config) {
        return config.text(SECTION + "userHeader").map(header -> new TrustedProxyAuth(
                header,
                config.texts(SECTION + "requiredHeaders"),
                Set.copyOf(config.texts(SECTION + "allowUsers")),
                config.flag(SECTION + "allowLoopback", false)));
    }

    boolean trusts(InetAddress address) {
        return trustedProxies.stream().anyMatch(range -> range.contains(address));
    }
}
