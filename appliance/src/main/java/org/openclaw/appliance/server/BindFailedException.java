package org.openclaw.appliance.server;

import java.io.IOException;

/** A listening address can't be had; another try later may succeed. */
public final class BindFailedException extends IOException {

    private final transient String host;
    private final int port;

    BindFailedException(String host, int port, IOException cause) {
        super("can't listen on " + host + ":" + port + ": " + cause.getMessage(), cause);
        this.host = host;
        this.port = port;
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }
}
