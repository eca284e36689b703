package org.openclaw.appliance.doctor.security;

import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.doctor.Instance;

/** From where the gateway can be reached, and whether whoever comes has to prove himself. */
final class Exposure implements SecurityCheck {

    @Override
    public List<Risk> run(Instance instance) {
        List<Risk> risks = new ArrayList<>();
        boolean none = SecurityCheck.authMode(instance).equals("none");
        boolean exposed = SecurityCheck.isExposed(instance);
        if (none && exposed) {
            risks.add(Risk.critical(
                    "gateway.bind_no_auth",
                    "Other machines reach the gateway without a secret",
                    "gateway.bind lets other machines in, and gateway.auth.mode is none.",
                    "Run `openclaw config set gateway.auth.mode token`, or bind to loopback."));
        } else if (none && !instance.texts("gateway.trustedProxies").isEmpty()) {
            risks.add(Risk.critical(
                    "gateway.loopback_no_auth",
                    "A reverse proxy may let anybody in",
                    "gateway.auth.mode is none and gateway.trustedProxies names a proxy in front of the gateway.",
                    "Run `openclaw config set gateway.auth.mode token`, or trusted-proxy."));
        } else if (none) {
            risks.add(Risk.warn(
                    "gateway.http.no_auth",
                    "Every program of this machine may use the gateway",
                    "gateway.auth.mode is none, so its HTTP routes and its methods are open to all local users.",
                    "Run `openclaw config set gateway.auth.mode token`."));
        }
        String tailscale = instance.text("gateway.tailscale.mode").orElse("off");
        if (tailscale.equals("funnel")) {
            risks.add(Risk.critical(
                    "gateway.tailscale_funnel",
                    "The gateway is open to the internet",
                    "gateway.tailscale.mode is funnel: anybody who knows the name can try to get in.",
                    "Use serve, which stays within your tailnet: `openclaw config set gateway.tailscale.mode serve`."));
        } else if (tailscale.equals("serve")) {
            risks.add(Risk.info(
                    "gateway.tailscale_serve",
                    "The gateway is open to your tailnet",
                    "gateway.tailscale.mode is serve: machines of your tailnet can reach it."));
        }
        if (exposed && !instance.flag("gateway.tls.enabled", false)) {
            risks.add(Risk.warn(
                    "gateway.bind_no_tls",
                    "Secrets cross the network in plain text",
                    "gateway.bind lets other machines in, and gateway.tls.enabled is not set.",
                    "Run `openclaw config set gateway.tls.enabled true`, or reach it through ssh or a tailnet only."));
        }
        if (instance.text("discovery.mdns.mode").filter("full"::equals).isPresent()) {
            risks.add(Risk.warn(
                    "discovery.mdns_full_mode",
                    "The gateway tells the network more than it has to",
                    "discovery.mdns.mode is full: paths and the ssh port are announced.",
                    "Run `openclaw config set discovery.mdns.mode minimal`."));
        }
        return risks;
    }
}
