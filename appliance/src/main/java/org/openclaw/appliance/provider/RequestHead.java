package org.openclaw.appliance.provider;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The first lines of a request to a provider (RFC 9112). */
final class RequestHead {

    private RequestHead() {}

    /** @throws ProviderException with what to correct when that is no address */
    static URI address(String text, Endpoint endpoint, ModelRef model) throws ProviderException {
        try {
            URI address = URI.create(text);
            boolean http = "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
            if (http && address.getHost() != null && address.getUserInfo() == null
                    && address.getRawQuery() == null && address.getRawFragment() == null && address.getPort() <= 65_535) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new ProviderException(ProviderException.Kind.NOT_FOUND, model, 0,
                "models.providers." + Faults.shown(endpoint.id())
                        + ".baseUrl is not an address: it must look like https://host/v1, without a password or a query in it.");
    }

    /** @param length of the body, in bytes */
    static byte[] post(URI address, Endpoint endpoint, Dialect dialect, long length) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Host", address.getRawAuthority());
        fields.put("Content-Type", "application/json");
        fields.put("Accept", dialect.lines() ? "application/x-ndjson" : "text/event-stream, application/json");
        fields.put("Accept-Encoding", "identity");
        fields.put("User-Agent", "openclaw-appliance");
        dialect.headers(endpoint).forEach((name, value) -> put(fields, name, value));
        endpoint.headers().forEach((name, value) -> put(fields, name, value));
        put(fields, "Content-Length", Long.toString(length));
        put(fields, "Connection", "close");
        fields.keySet().removeIf("Transfer-Encoding"::equalsIgnoreCase);
        StringBuilder head = new StringBuilder("POST ").append(address.getRawPath()).append(" HTTP/1.1\r\n");
        fields.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** An operator's header replaces ours of that name, whatever its case. A line break in one would forge others. */
    private static void put(Map<String, String> fields, String name, String value) {
        if (name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}") && value.chars().noneMatch(c -> c < ' ' || c > 0xff)) {
            fields.keySet().removeIf(name::equalsIgnoreCase);
            fields.put(name, value);
        }
    }
}
