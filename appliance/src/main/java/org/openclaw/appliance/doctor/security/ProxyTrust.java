package org.openclaw.appliance.doctor.security;

import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.doctor.Instance;

/** Whether the gateway believes more of what proxies tell than is good for it. */
final class ProxyTrust implements SecurityCheck {

    @Override
    public List<Risk> run(Instance instance) {
        List<Risk> risks = new ArrayList<>();
        if (instance.flag("gateway.allowRealIpFallback", false)) {
            risks.add(Risk.warn(
                    "gateway.real_ip_fallback_enabled",
                    "Callers may choose their address",
                    "gateway.allowRealIpFallback believes X-Real-IP, which a careless proxy passes on as it came.",
                    "Run `openclaw config unset gateway.allowRealIpFallback`."));
        }
        if (!SecurityCheck.authMode(instance).equals("trusted-proxy")) {
            return risks;
        }
        risks.add(Risk.info(
                "gateway.trusted_proxy_auth",
                "A proxy decides who gets in",
                "gateway.auth.mode is trusted-proxy: the gateway believes whom the proxy names."));
        if (instance.texts("gateway.trustedProxies").isEmpty()) {
            risks.add(Risk.critical(
                    "gateway.trusted_proxy_no_proxies",
                    "No proxy is named that may vouch for callers",
                    "gateway.auth.mode is trusted-proxy, and gateway.trustedProxies is empty.",
                    "Set gateway.trustedProxies to the proxy's address."));
        }
        if (instance.text("gateway.auth.trustedProxy.userHeader").isEmpty()) {
            risks.add(Risk.critical(
                    "gateway.trusted_proxy_no_user_header",
                    "Nobody says where the proxy names the caller",
                    "gateway.auth.trustedProxy.userHeader is not set.",
                    "Set it to the header your proxy sets and strips from what comes in."));
        }
        if (instance.texts("gateway.auth.trustedProxy.allowUsers").isEmpty()) {
            risks.add(Risk.warn(
                    "gateway.trusted_proxy_no_allowlist",
                    "Everybody whom the proxy lets in is an operator",
                    "gateway.auth.trustedProxy.allowUsers is empty.",
                    "List the users who may operate this gateway."));
        }
        return risks;
    }
}
