package org.openclaw.appliance.doctor;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Whether a reverse proxy in front of the gateway is trusted, and what the usual ones must be told. */
final class ReverseProxy implements Check {

    private static final String TRUSTED = "gateway.trustedProxies";

    private final ProxyFiles files;

    ReverseProxy(ProxyFiles files) {
        this.files = files;
    }

    @Override
    public String id() {
        return "core/doctor/reverse-proxy";
    }

    @Override
    public List<Finding> run(Instance instance) {
        if (instance.isRemote()) {
            return List.of();
        }
        int port = instance.port().number();
        List<ProxyFiles.Use> inFront = files.uses().stream().filter(use -> use.ports().contains(port)).toList();
        List<String> trusted = instance.texts(TRUSTED);
        if (inFront.isEmpty() && trusted.isEmpty()) {
            return instance.deep()
                    ? List.of(Finding.info("Reverse proxy: none found").details(snippets(EnumSet.allOf(ProxySnippet.class), instance)))
                    : List.of();
        }
        return List.of(finding(inFront, trusted, instance).at(TRUSTED));
    }

    private static Finding finding(List<ProxyFiles.Use> inFront, List<String> trusted, Instance instance) {
        Set<ProxySnippet> proxies = EnumSet.noneOf(ProxySnippet.class);
        inFront.forEach(use -> proxies.add(use.proxy()));
        String[] seen = inFront.stream().map(use -> "read: " + use.file()).toArray(String[]::new);
        if (trusted.isEmpty()) {
            return Finding.warning("Reverse proxy: there is one in front, and the gateway doesn't trust it")
                    .detail(inFront.getFirst().file() + " sends requests to port " + instance.port().number()
                            + "; they are refused with 403 proxy_attribution_required.")
                    .detail("Trust it: `openclaw config set " + TRUSTED + " '[\"127.0.0.1\"]'`.")
                    .details(snippets(proxies, instance))
                    .fact(seen);
        }
        Set<ProxySnippet> shown = proxies.isEmpty() ? EnumSet.allOf(ProxySnippet.class) : proxies;
        return Finding.ok("Reverse proxy: trusted at " + String.join(", ", trusted))
                .details(snippets(shown, instance))
                .fact(seen);
    }

    private static List<String> snippets(Set<ProxySnippet> proxies, Instance instance) {
        List<String> lines = new ArrayList<>();
        for (ProxySnippet proxy : proxies) {
            lines.add("For " + proxy.place() + ":\n" + String.join("\n", proxy.lines(instance)));
        }
        ProxySnippet.Upstream upstream = ProxySnippet.Upstream.of(instance);
        if (upstream.isExample()) {
            lines.add("Put your own name in the place of " + upstream.host() + ", and let the Control UI load from it: "
                    + "`openclaw config set gateway.controlUi.allowedOrigins '[\"https://" + upstream.host() + "\"]'`.");
        }
        return lines;
    }
}
