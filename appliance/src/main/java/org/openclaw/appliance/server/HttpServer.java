package org.openclaw.appliance.server;

import io.undertow.UndertowOptions;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.openclaw.appliance.access.Attribution;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/** The one port: HTTP and WebSocket on the same addresses. One I/O thread, which never blocks. */
public final class HttpServer implements AutoCloseable {

    /** How long an idle connection waits for another request, in milliseconds. */
    static final int KEEP_ALIVE_MILLIS = 5_000;

    private static final int PARSE_MILLIS = 10_000;
    private static final int BUFFER_BYTES = 4 * 1024;
    private static final int MOST_POOLED_BUFFERS = 64;
    private static final int MOST_HEADER_BYTES = 16 * 1024;
    private static final int MOST_HEADERS = 100;
    private static final int MOST_PARAMETERS = 100;
    private static final int BACKLOG = 256;
    private static final long STOP_MILLIS = 2_000;
    private static final TaggedLogger LOG = Logger.tag("gateway/http");

    /**
     * Where to listen, and whom to believe.
     *
     * @param hosts literal addresses; all of them must be had
     * @param port the port on each; 0 lets the system choose one, the same for all
     * @param attribution whose forwarding headers are believed
     * @param tls what to serve with, asked at each connection; empty for plain HTTP
     */
    public record Settings(List<String> hosts, int port, Attribution attribution, Optional<Supplier<SSLContext>> tls) {
        public Settings {
            hosts = List.copyOf(hosts);
        }

        /** Plain HTTP, no proxy believed. */
        public static Settings plain(List<String> hosts, int port) {
            return new Settings(hosts, port, Attribution.direct(), Optional.empty());
        }
    }

    private final Settings options;
    private final Connections connections;
    private final Limits limits;
    private final Router router;
    private final Peers peers;
    private final List<AcceptingChannel<StreamConnection>> listeners = new CopyOnWriteArrayList<>();
    private volatile XnioWorker worker;
    private HttpOpenListener opener;
    private TlsOpener tlsOpener;
    private DefaultByteBufferPool pool;
    private int boundPort;

    public HttpServer(Settings options, List<Route> routes, Connections connections) {
        this.options = options;
        this.connections = connections;
        this.limits = connections.limits();
        this.peers = new Peers(options.attribution());
        this.router = new Router(routes, connections, peers);
    }

    /** How sparing its connections are with memory. */
    public Thrift thrift() {
        return connections.thrift();
    }

    /**
     * Binds every address and begins to serve.
     *
     * @throws BindFailedException when an address can't be had; none is bound then, and start may be tried again
     * @throws IOException when there is no thread or selector to be had
     */
    public void start() throws IOException {
        worker = Xnio.getInstance(HttpServer.class.getClassLoader()).createWorker(OptionMap.builder()
                .set(Options.WORKER_NAME, "gateway")
                .set(Options.WORKER_IO_THREADS, 1)
                .set(Options.WORKER_TASK_CORE_THREADS, 1)
                .set(Options.WORKER_TASK_MAX_THREADS, 2)
                .set(Options.THREAD_DAEMON, true)
                .getMap());
        pool = new DefaultByteBufferPool(false, BUFFER_BYTES, MOST_POOLED_BUFFERS, 0);
        opener = new HttpOpenListener(pool, undertowOptions());
        opener.setRootHandler(new HttpContinueReadHandler(router));
        // Nothing of TLS is loaded where it isn't wanted.
        tlsOpener = options.tls()
                .map(tls -> new TlsOpener(tls, opener, worker, connections.backend().scheduler()))
                .orElse(null);
        try {
            bindAll();
        } catch (IOException e) {
            closeListeners();
            worker.shutdownNow();
            throw e;
        }
        connections.start();
        listeners.forEach(AcceptingChannel::resumeAccepts);
        LOG.debug("serving {} on port {}", options.hosts(), boundPort);
    }

    /** The port in use, once started. */
    public int boundPort() {
        return boundPort;
    }

    /**
     * Serves on one more address, on the port in use, while the server runs.
     *
     * @throws BindFailedException when it can't be had
     */
    public void listenAlso(String host) throws BindFailedException {
        bind(host, boundPort, publicOpener()).resumeAccepts();
    }

    /**
     * Opens a loopback port of the system's choice for a program on this machine that is told of it; always plain HTTP.
     *
     * @return the port
     * @throws BindFailedException when none can be had
     */
    public int openDoor(Attribution.Door door) throws BindFailedException {
        var listener = bind("127.0.0.1", 0, opener);
        int port = listener.getLocalAddress(InetSocketAddress.class).getPort();
        peers.assign(port, door);
        listener.resumeAccepts();
        return port;
    }

    /** Tells every client that the gateway will end; {@link #stop} doesn't tell them again. Parameters as there. */
    public void announce(String reason, Long restartExpectedMs) {
        connections.announce(reason, restartExpectedMs);
    }

    /**
     * Takes no more connections, says goodbye to every client, and ends; at most about two seconds.
     *
     * @param reason what the {@code shutdown} event says
     * @param restartExpectedMs when clients may come back, in milliseconds; null when the gateway won't come back by itself
     */
    public void stop(String reason, Long restartExpectedMs) {
        if (worker == null) {
            return;
        }
        closeListeners();
        connections.stop(reason, restartExpectedMs, STOP_MILLIS);
        opener.closeConnections();
        if (tlsOpener != null) {
            tlsOpener.close();
        }
        worker.shutdown();
        try {
            if (!worker.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
                worker.shutdownNow();
            }
        } catch (InterruptedException e) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
        pool.close();
        worker = null;
    }

    /** Runs a short task on the I/O thread, in its turn. Nothing happens while the server doesn't run. */
    public void onIoThread(Runnable task) {
        XnioWorker running = worker;
        if (running != null) {
            running.getIoThread().execute(task);
        }
    }

    @Override
    public void close() {
        stop("gateway stopping", null);
    }

    private void bindAll() throws IOException {
        boundPort = options.port();
        for (String host : options.hosts()) {
            boundPort = bind(host, boundPort, publicOpener()).getLocalAddress(InetSocketAddress.class).getPort();
        }
    }

    private ChannelListener<StreamConnection> publicOpener() {
        return tlsOpener == null ? opener : tlsOpener;
    }

    private AcceptingChannel<StreamConnection> bind(String host, int port, ChannelListener<StreamConnection> taker)
            throws BindFailedException {
        OptionMap socket = OptionMap.builder()
                .set(Options.TCP_NODELAY, true)
                .set(Options.REUSE_ADDRESSES, true)
                .set(Options.BACKLOG, BACKLOG)
                .set(Options.CONNECTION_HIGH_WATER, limits.maxConnections())
                .set(Options.CONNECTION_LOW_WATER, limits.maxConnections() - 1)
                .getMap();
        XnioWorker running = worker;
        try {
            if (running == null) {
                throw new IOException("the server isn't running");
            }
            var listener = running.createStreamConnectionServer(
                    new InetSocketAddress(host, port), ChannelListeners.openListenerAdapter(taker), socket);
            listeners.add(listener);
            return listener;
        } catch (IOException e) {
            throw new BindFailedException(host, port, e);
        }
    }

    private void closeListeners() {
        listeners.forEach(IoUtils::safeClose);
        listeners.clear();
    }

    private static OptionMap undertowOptions() {
        return OptionMap.builder()
                .set(UndertowOptions.MAX_HEADER_SIZE, MOST_HEADER_BYTES)
                .set(UndertowOptions.MAX_HEADERS, MOST_HEADERS)
                .set(UndertowOptions.MAX_PARAMETERS, MOST_PARAMETERS)
                // RequestBody counts the bytes; Undertow's own check prints a stack trace for every chunk that is too long.
                .set(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, PARSE_MILLIS)
                .set(UndertowOptions.NO_REQUEST_TIMEOUT, KEEP_ALIVE_MILLIS)
                // Pages may name their files in UTF-8; routes decode what they use.
                .set(UndertowOptions.DECODE_URL, false)
                .set(UndertowOptions.ENABLE_HTTP2, false)
                .getMap();
    }
}
