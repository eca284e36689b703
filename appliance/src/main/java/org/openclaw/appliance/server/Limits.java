package org.openclaw.appliance.server;

/**
 * How much one client may cost.
 *
 * @param maxPayload longest WebSocket message after hello, in bytes; advertised
 * @param maxBufferedBytes most bytes waiting for one slow reader; advertised; beyond it the connection closes
 * @param maxBufferedTotal most bytes waiting for all slow readers together; the reader that would exceed it is closed
 * @param maxPreauthPayload longest WebSocket message before hello, in bytes
 * @param maxPreauthPerAddress most WebSockets of one address that haven't been let in yet
 * @param maxConnections most TCP connections; further ones wait in the kernel's queue
 * @param maxRequests most HTTP requests in progress, apart from those answered at once
 * @param handshakeMillis from the upgrade to an accepted connect, in milliseconds
 * @param tickMillis between two ticks; advertised
 * @param pingMillis between two pings, and what a pong may take
 * @param closeMillis what the peer's answer to a close frame may take
 * @param bodyStallMillis longest pause while a request body arrives or an answer is taken
 * @param bodyMillis longest time for a whole request body
 */
public record Limits(
        int maxPayload,
        int maxBufferedBytes,
        long maxBufferedTotal,
        int maxPreauthPayload,
        int maxPreauthPerAddress,
        int maxConnections,
        int maxRequests,
        long handshakeMillis,
        long tickMillis,
        long pingMillis,
        long closeMillis,
        long bodyStallMillis,
        long bodyMillis) {

    private static final int MIB = 1024 * 1024;

    /** For a board with 256 MB. */
    public static final Limits LEAN = new Limits(
            4 * MIB, 8 * MIB, 16L * MIB, 64 * 1024, 32, 1024, 64, 15_000, 30_000, 25_000, 1_000, 30_000, 120_000);

    public Limits withPayload(int newMaxPayload, int newMaxBufferedBytes) {
        return new Limits(
                newMaxPayload, newMaxBufferedBytes, maxBufferedTotal, maxPreauthPayload, maxPreauthPerAddress,
                maxConnections, maxRequests, handshakeMillis, tickMillis, pingMillis, closeMillis, bodyStallMillis,
                bodyMillis);
    }

    public Limits withHandshake(long newHandshakeMillis, int newMaxPreauthPerAddress) {
        return new Limits(
                maxPayload, maxBufferedBytes, maxBufferedTotal, maxPreauthPayload, newMaxPreauthPerAddress,
                maxConnections, maxRequests, newHandshakeMillis, tickMillis, pingMillis, closeMillis, bodyStallMillis,
                bodyMillis);
    }

    public Limits withHeartbeat(long newTickMillis, long newPingMillis, long newCloseMillis) {
        return new Limits(
                maxPayload, maxBufferedBytes, maxBufferedTotal, maxPreauthPayload, maxPreauthPerAddress,
                maxConnections, maxRequests, handshakeMillis, newTickMillis, newPingMillis, newCloseMillis,
                bodyStallMillis, bodyMillis);
    }

    public Limits withBodies(long newBodyStallMillis, long newBodyMillis, int newMaxRequests) {
        return new Limits(
                maxPayload, maxBufferedBytes, maxBufferedTotal, maxPreauthPayload, maxPreauthPerAddress,
                maxConnections, newMaxRequests, handshakeMillis, tickMillis, pingMillis, closeMillis,
                newBodyStallMillis, newBodyMillis);
    }
}
