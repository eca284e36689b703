package org.openclaw.appliance.tailscale;

import com.fasterxml.jackson.databind.JsonNode;

/** This machine's tailscaled, by one way or another. Blocks for some seconds at most; thread-safe. */
interface Tailnet {

    /** The daemon's state and this node's names, in the form of {@code tailscale status --json}. */
    JsonNode status() throws TailscaleException;

    /** Who is at an address, in the form of {@code tailscale whois --json}. */
    JsonNode whois(String address) throws TailscaleException;

    /** Routes {@code https://<host>/} to a port of this machine's loopback. @param funnel whether from the whole internet */
    void serve(Route route, boolean funnel) throws TailscaleException;

    /** Takes the route back; another one in its place is left alone where that can be told. */
    void release(Route route) throws TailscaleException;

    /** @param host this node's full name in the tailnet @param port on loopback */
    record Route(String host, int port) {
        String target() {
            return "http://127.0.0.1:" + port;
        }
    }
}
