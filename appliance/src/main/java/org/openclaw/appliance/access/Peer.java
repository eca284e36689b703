package org.openclaw.appliance.access;

/**
 * Where a connection comes from.
 *
 * @param address the peer's IP address in text form
 * @param loopback true when the peer is this machine's loopback interface
 * @param host the {@code Host} header, or null
 * @param origin the {@code Origin} header, or null
 * @param forwarded true when any forwarding header was present
 * @param scopesHeader the {@code x-openclaw-scopes} header, or null
 */
public record Peer(
        String address, boolean loopback, String host, String origin, boolean forwarded, String scopesHeader) {}
