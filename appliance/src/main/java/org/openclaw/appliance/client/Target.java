package org.openclaw.appliance.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Which gateway to ask.
 *
 * @param url {@code ws://} or {@code wss://}, with a host
 * @param source where the URL came from, for people: "--url", "gateway.port in …"
 * @param credentials what to prove ourselves with
 * @param fingerprint SHA-256 of the only certificate to take, as hex pairs with or without colons; null for the usual check
 *     of names and authorities
 */
public record Target(URI url, String source, Credentials credentials, String fingerprint) {

    /** @throws IllegalArgumentException with a sentence, when the text is no WebSocket URL */
    public static Target of(String url, String source, Credentials credentials) {
        try {
            URI uri = new URI(url);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (!scheme.equals("ws") && !scheme.equals("wss")) {
                throw new IllegalArgumentException(
                        "gateway URL must start with ws:// or wss:// (" + source + "): " + printable(uri));
            }
            if (uri.getHost() == null || uri.getUserInfo() != null) {
                throw new IllegalArgumentException("gateway URL needs a host and no user part (" + source + ")");
            }
            return new Target(uri, source, credentials, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("gateway URL can't be read (" + source + "): " + e.getReason());
        }
    }

    /** The same gateway, taken for itself only when it shows this certificate. @param newFingerprint or null */
    public Target pinned(String newFingerprint) {
        return new Target(url, source, credentials, newFingerprint);
    }

    public boolean tls() {
        return "wss".equalsIgnoreCase(url.getScheme());
    }

    /** Whether the URL itself says that the gateway, or the near end of a tunnel to it, is on this machine. */
    boolean loopback() {
        return PrivateHost.isLoopback(host());
    }

    /** Which gateway it is, as far as the URL tells: without query and trailing slashes, the port always there. */
    String identity() {
        String path = url.getRawPath() == null ? "" : url.getRawPath().replaceFirst("/+$", "");
        return (tls() ? "wss://" : "ws://") + url.getHost().toLowerCase(Locale.ROOT) + ":" + port() + path;
    }

    /** The pinned fingerprint in one spelling; empty without one. */
    String fingerprintHex() {
        return fingerprint == null ? "" : PinnedCertificate.hex(fingerprint);
    }

    public String host() {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    public int port() {
        if (url.getPort() > 0) {
            return url.getPort();
        }
        return tls() ? 443 : 80;
    }

    /** Path and query of the upgrade request. */
    public String resource() {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    /** {@code host:port} as the {@code Host} header and people write it. */
    public String authority() {
        return url.getHost() + ":" + port();
    }

    /** The URL without query, which may carry a secret. */
    public String printable() {
        return printable(url);
    }

    private static String printable(URI uri) {
        String text = uri.toString();
        int end = text.indexOf('?');
        return end < 0 ? text : text.substring(0, end);
    }
}
