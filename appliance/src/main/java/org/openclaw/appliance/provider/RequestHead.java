package org.openclaw.appliance.provider;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The head of a request, RFC 9112 §3 and §5. One per request. */
final class RequestHead {

    private final String method;
    private final String target;
    private final Map<String, String> fields = new LinkedHashMap<>();

    RequestHead(String method, URI address) {
        this.method = method;
        this.target = address.getRawPath();
        fields.put("Host", address.getRawAuthority());
        fields.put("Accept-Encoding", "identity");
        fields.put("User-Agent", "openclaw-appliance");
    }

    RequestHead putAll(Map<String, String> more) {
        more.forEach(this::put);
        return this;
    }

    /** Replaces a field of that name, whatever its case. A line break in one would forge others: such a field is dropped. */
    RequestHead put(String name, String value) {
        if (name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}") && value.chars().noneMatch(c -> c < ' ' || c > 0xff)) {
            fields.keySet().removeIf(name::equalsIgnoreCase);
            fields.put(name, value);
        }
        return this;
    }

    byte[] bytes() {
        put("Connection", "close");
        fields.keySet().removeIf("Transfer-Encoding"::equalsIgnoreCase);
        StringBuilder head = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        fields.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
