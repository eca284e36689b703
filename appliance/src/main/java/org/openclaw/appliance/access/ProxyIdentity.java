package org.openclaw.appliance.access;

/** What a proxy in front of the gateway says of who is calling. */
public sealed interface ProxyIdentity {

    /** No proxy speaks for the caller. */
    ProxyIdentity NONE = new None();

    record None() implements ProxyIdentity {}

    /**
     * Somebody the gateway believes in.
     *
     * @param method {@code trusted-proxy} or {@code tailscale}
     * @param user as the proxy names them
     */
    record User(String method, String user) implements ProxyIdentity {}

    /**
     * Somebody named in a header that is yet to be checked.
     *
     * @param login the name claimed
     * @param name what people call them, or null
     */
    record Claimed(String login, String name) implements ProxyIdentity {}

    /** The proxy's word was wanted and not good enough. @param reason such as {@code trusted_proxy_user_missing} */
    record Unproven(String reason) implements ProxyIdentity {}
}
