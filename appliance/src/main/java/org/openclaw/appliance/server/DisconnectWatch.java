package org.openclaw.appliance.server;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Notices that a client went away while its request is being worked on.
 *
 * <p>Undertow stops reading once a request is complete. This reads on, below Undertow's own conduits: an end of the stream is
 * the client's leaving, bytes are its next request and are put where Undertow looks for them first. On the I/O thread only.
 */
final class DisconnectWatch {

    private final HttpServerExchange exchange;
    private final Runnable gone;
    private boolean over;

    DisconnectWatch(HttpServerExchange exchange, Runnable gone) {
        this.exchange = exchange;
        this.gone = gone;
    }

    void start() {
        if (over || !exchange.isRequestComplete() || !(exchange.getConnection() instanceof AbstractServerConnection below)) {
            return;
        }
        if (below.getExtraBytes() != null) {
            return;
        }
        StreamSourceConduit source = below.getOriginalSourceConduit();
        below.getChannel().getSourceChannel().setReadListener(channel -> readable(below, source));
        source.resumeReads();
    }

    /** The exchange is complete: the channel is Undertow's again. */
    void end() {
        over = true;
    }

    private void readable(AbstractServerConnection connection, StreamSourceConduit source) {
        if (over) {
            return;
        }
        PooledByteBuffer pooled = connection.getByteBufferPool().allocate();
        boolean keep = false;
        try {
            int count = source.read(pooled.getBuffer());
            if (count != 0) {
                source.suspendReads();
            }
            if (count > 0) {
                pooled.getBuffer().flip();
                connection.setExtraBytes(pooled);
                keep = true;
            } else if (count < 0) {
                gone.run();
            }
        } catch (IOException e) {
            source.suspendReads();
            gone.run();
        } finally {
            if (!keep) {
                pooled.close();
            }
        }
    }
}
