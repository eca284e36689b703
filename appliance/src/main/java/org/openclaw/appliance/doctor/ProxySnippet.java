package org.openclaw.appliance.doctor;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reverse proxies that people put in front of the gateway, and what each needs to be told: WebSocket upgrades pass, streamed
 * answers aren't held back, and the client's address is written by the proxy, never taken over from the client.
 */
public enum ProxySnippet {
    CADDY("Caddyfile") {
        @Override
        String text(Upstream to) {
            String path = to.basePath().isEmpty() ? "" : to.basePath() + "* ";
            String transport = to.tls()
                    ? " {\n        transport http {\n            tls_insecure_skip_verify\n        }\n    }"
                    : "";
            return to.host() + " {\n    reverse_proxy " + path + to.url() + transport + "\n}\n";
        }
    },
    NGINX("nginx, inside http { }") {
        @Override
        String text(Upstream to) {
            return """
                    map $http_upgrade $connection_upgrade {
                        default upgrade;
                        ''      close;
                    }
                    server {
                        listen 443 ssl;
                        server_name %s;
                        ssl_certificate     /etc/ssl/certs/gateway.pem;
                        ssl_certificate_key /etc/ssl/private/gateway.key;
                        location %s {
                            proxy_pass %s;
                            proxy_http_version 1.1;
                            proxy_set_header Host $http_host;
                            proxy_set_header Upgrade $http_upgrade;
                            proxy_set_header Connection $connection_upgrade;
                            proxy_set_header X-Forwarded-For $remote_addr;
                            proxy_set_header X-Forwarded-Proto $scheme;
                            proxy_set_header X-Forwarded-Host $http_host;
                            proxy_buffering off;
                            proxy_read_timeout 1h;
                            proxy_send_timeout 1h;
                        }
                    }
                    """
                    .formatted(to.host(), to.basePath().isEmpty() ? "/" : "~ ^" + to.basePath() + "(/|$)", to.url());
        }
    },
    TRAEFIK("Traefik, dynamic configuration") {
        @Override
        String text(Upstream to) {
            String path = to.basePath().isEmpty() ? "" : " && PathPrefix(`" + to.basePath() + "`)";
            String transport = to.tls() ? "\n        serversTransport: openclaw" : "";
            String transports = to.tls() ? "  serversTransports:\n    openclaw:\n      insecureSkipVerify: true\n" : "";
            return """
                    http:
                      routers:
                        openclaw:
                          rule: "Host(`%s`)%s"
                          entryPoints: [websecure]
                          tls: {}
                          service: openclaw
                      services:
                        openclaw:
                          loadBalancer:%s
                            responseForwarding:
                              flushInterval: 1ms
                            servers:
                              - url: "%s"
                    %s"""
                    .formatted(to.host(), path, transport.replace("\n        ", "\n            "), to.url(), transports);
        }
    };

    /**
     * Where the proxy sends requests.
     *
     * @param host the public name
     * @param port the gateway's port on this machine
     * @param basePath the Control UI's path without a slash at its end; empty for the root
     * @param tls whether the gateway itself speaks TLS
     */
    record Upstream(String host, int port, String basePath, boolean tls) {

        private static final String EXAMPLE = "gateway.example.com";

        static Upstream of(Instance instance) {
            String base = instance.text("gateway.controlUi.basePath").orElse("").replaceAll("/+$", "");
            Optional<String> origin = instance.texts("gateway.controlUi.allowedOrigins").stream()
                    .filter(url -> url.matches("https://[A-Za-z0-9.-]+"))
                    .findFirst();
            return new Upstream(
                    origin.map(url -> url.substring("https://".length())).orElse(EXAMPLE),
                    instance.port().number(),
                    base.isEmpty() || base.startsWith("/") ? base : "/" + base,
                    instance.flag("gateway.tls.enabled", false));
        }

        boolean isExample() {
            return host.equals(EXAMPLE);
        }

        String url() {
            return (tls ? "https" : "http") + "://127.0.0.1:" + port;
        }
    }

    private final String place;

    ProxySnippet(String place) {
        this.place = place;
    }

    abstract String text(Upstream to);

    /** What to put where, for people to paste. */
    public List<String> lines(Instance instance) {
        Upstream to = Upstream.of(instance);
        String note = to.basePath().isEmpty() ? "" : "# Passes " + to.basePath() + " alone; without it, the HTTP API passes, too.\n";
        return (note + text(to)).lines().toList();
    }

    /** Where it goes. */
    public String place() {
        return place;
    }

    /** {@code caddy}, {@code nginx}, {@code traefik}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By its name; empty for another. */
    public static Optional<ProxySnippet> of(String name) {
        for (ProxySnippet proxy : values()) {
            if (proxy.wireName().equals(name)) {
                return Optional.of(proxy);
            }
        }
        return Optional.empty();
    }
}
