package org.openclaw.appliance.access;

import java.util.List;

/**
 * What a caller was let in as.
 *
 * @param role operator or node
 * @param scopes the scopes it holds, as requested and granted
 * @param method how it proved itself: {@code none}, {@code token}, {@code password}, {@code device-token}, …
 * @param deviceId the paired device behind it, or null
 * @param user the person behind it as the proxy that vouches for them names them, or null
 */
public record Grant(Role role, List<String> scopes, String method, String deviceId, String user) {

    public Grant {
        scopes = List.copyOf(scopes);
    }

    /** Nobody knows which person is behind it. */
    public Grant(Role role, List<String> scopes, String method, String deviceId) {
        this(role, scopes, method, deviceId, null);
    }

    /** Without a device. */
    public Grant(Role role, List<String> scopes, String method) {
        this(role, scopes, method, null);
    }

    /** Whether the gateway's token or password let it in. */
    public boolean bySharedSecret() {
        return method.equals("token") || method.equals("password");
    }

    public boolean admits(String scope) {
        return role == Role.OPERATOR && Scope.admits(scopes, scope);
    }

    /** The gateway acting for its owner on the same machine. */
    public static Grant owner(String method) {
        return new Grant(Role.OPERATOR, Scope.ALL, method);
    }
}
