package org.openclaw.appliance.server;

import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;
import org.xnio.Buffers;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.PushBackStreamSourceConduit;

/**
 * Begins TLS on a TCP connection once its first byte has come, and tells whoever speaks plain HTTP. A connection that says
 * nothing holds no TLS state, and not for long. On the I/O thread.
 */
final class TlsOpener implements ChannelListener<StreamConnection> {

    private static final int HANDSHAKE_RECORD = 22;
    private static final int SILENCE_MILLIS = 5_000;
    private static final int RECORD_BUFFER_BYTES = 17 * 1024;
    private static final int MOST_POOLED_BUFFERS = 8;
    private static final int MOST_DISCARDED_BYTES = 16 * 1024;
    private static final OptionMap PROTOCOLS = OptionMap.builder()
            .setSequence(Options.SSL_ENABLED_PROTOCOLS, "TLSv1.3", "TLSv1.2")
            .getMap();
    private static final TaggedLogger LOG = Logger.tag("gateway/tls");

    private final Supplier<SSLContext> contexts;
    private final ChannelListener<StreamConnection> next;
    private final XnioWorker worker;
    private final ByteBufferPool pool = new DefaultByteBufferPool(false, RECORD_BUFFER_BYTES, MOST_POOLED_BUFFERS, 0);
    private final Set<StreamConnection> silent = ConcurrentHashMap.newKeySet();
    private final Deadlines<StreamConnection> deadlines;

    /** @param next takes the connection, with TLS in place */
    TlsOpener(
            Supplier<SSLContext> contexts,
            ChannelListener<StreamConnection> next,
            XnioWorker worker,
            ScheduledExecutorService scheduler) {
        this.contexts = contexts;
        this.next = next;
        this.worker = worker;
        this.deadlines = new Deadlines<>(scheduler, SILENCE_MILLIS, IoUtils::safeClose);
    }

    @Override
    public void handleEvent(StreamConnection connection) {
        silent.add(connection);
        deadlines.add(connection);
        connection.setCloseListener(closed -> spoken(connection));
        connection.getSourceChannel().setReadListener(source -> first(connection, source));
        connection.getSourceChannel().resumeReads();
    }

    /** Ends the connections that haven't said anything yet. */
    void close() {
        silent.forEach(IoUtils::safeClose);
        pool.close();
    }

    private void spoken(StreamConnection connection) {
        silent.remove(connection);
        deadlines.remove(connection);
    }

    private void first(StreamConnection connection, ConduitStreamSourceChannel source) {
        ByteBuffer first = ByteBuffer.allocate(1);
        try {
            int count = source.read(first);
            if (count == 0) {
                return;
            }
            source.suspendReads();
            spoken(connection);
            if (count < 0) {
                IoUtils.safeClose(connection);
            } else if (first.get(0) == HANDSHAKE_RECORD) {
                secure(connection, first.flip());
            } else {
                explain(connection);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("TLS not begun: {}", e.getMessage());
            IoUtils.safeClose(connection);
        }
    }

    private void secure(StreamConnection connection, ByteBuffer first) {
        connection.setCloseListener(closed -> {});
        ConduitStreamSourceChannel source = connection.getSourceChannel();
        PushBackStreamSourceConduit whole = new PushBackStreamSourceConduit(source.getConduit());
        whole.pushBack(Buffers.pooledWrapper(first));
        source.setConduit(whole);
        var ssl = new UndertowXnioSsl(connection.getWorker().getXnio(), OptionMap.EMPTY, pool, contexts.get(), worker);
        next.handleEvent(ssl.wrapExistingConnection(connection, PROTOCOLS, false));
    }

    private static void explain(StreamConnection connection) throws IOException {
        String sentence = "This port speaks TLS: use https:// or wss:// instead of http:// or ws://.\n";
        String answer = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n"
                + "Content-Length: " + sentence.length() + "\r\n\r\n" + sentence;
        connection.getSinkChannel().write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
        connection.getSinkChannel().shutdownWrites();
        connection.getSinkChannel().flush();
        // Closing with bytes unread would reset the connection, and the answer with it.
        ByteBuffer rest = ByteBuffer.allocate(MOST_DISCARDED_BYTES);
        while (rest.hasRemaining() && connection.getSourceChannel().read(rest) > 0) {
            LOG.debug("discarding a plain request");
        }
        IoUtils.safeClose(connection);
    }
}
