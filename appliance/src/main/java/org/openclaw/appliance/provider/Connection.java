package org.openclaw.appliance.provider;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.openclaw.appliance.outbound.Outbound;

/**
 * One TCP or TLS connection whose every wait is bounded. {@link #close()} may come from any thread and ends whatever the
 * connection's own thread waits for at once; the JDK's {@code HttpURLConnection} can't do that, its {@code disconnect()}
 * waits for the lock the reader holds.
 */
final class Connection implements AutoCloseable {

    private static final int MAX_ADDRESSES = 4;
    private static final int GUARDED_WRITE = 32 * 1024;

    private final String host;
    private final int port;
    private final boolean tls;
    private final Timeouts timeouts;
    private final Outbound outbound;
    private final long deadline;
    private final CompletableFuture<InetAddress[]> lookup = new CompletableFuture<>();
    private volatile Socket raw;
    private volatile boolean closed;
    private Socket socket;
    private InputStream in;
    private long progressBy;
    private Duration idle;

    Connection(URI address, Timeouts timeouts, Outbound outbound) {
        String literal = address.getHost();
        this.host = literal.startsWith("[") ? literal.substring(1, literal.length() - 1) : literal;
        this.tls = "https".equalsIgnoreCase(address.getScheme());
        this.port = address.getPort() > 0 ? address.getPort() : tls ? 443 : 80;
        this.timeouts = timeouts;
        this.outbound = outbound;
        this.idle = timeouts.idle();
        this.deadline = System.nanoTime() + timeouts.total().toNanos();
        progressed();
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    /** Looks the name up and connects to the first address that accepts. */
    void open() throws IOException {
        InetAddress[] addresses = addresses();
        IOException failure = new UnknownHostException(host);
        for (int i = 0; i < Math.min(addresses.length, MAX_ADDRESSES); i++) {
            try {
                connect(addresses[i]);
                return;
            } catch (IOException e) {
                if (closed) {
                    throw e;
                }
                failure = e;
                closeQuietly(raw);
            }
        }
        throw failure;
    }

    private void connect(InetAddress address) throws IOException {
        Socket fresh = new Socket();
        raw = fresh;
        if (closed) {
            throw new SocketException("closed");
        }
        fresh.setTcpNoDelay(true);
        fresh.connect(new InetSocketAddress(address, port), millis(timeouts.connect()));
        socket = tls ? secured(fresh) : fresh;
        in = socket.getInputStream();
    }

    private Socket secured(Socket plain) throws IOException {
        plain.setSoTimeout(millis(timeouts.connect()));
        SSLSocket secured = (SSLSocket) outbound.tlsSockets().createSocket(plain, host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    /** A look-up can block in the C library for half a minute, so it runs apart and the wait for it is bounded. */
    private InetAddress[] addresses() throws IOException {
        try {
            return new InetAddress[] {InetAddress.ofLiteral(host)};
        } catch (IllegalArgumentException e) {
            Thread.ofVirtual().name("provider-lookup").start(() -> {
                try {
                    lookup.complete(outbound.lookUp(host));
                } catch (UnknownHostException unknown) {
                    lookup.completeExceptionally(unknown);
                }
            });
        }
        try {
            return lookup.get(timeouts.connect().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new SocketTimeoutException("name look-up");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SocketException("interrupted");
        }
    }

    /** Something that writes a request. */
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a request. Sockets have no write time-out, so a big one that the peer doesn't read is cut off from outside.
     *
     * @param size its size in bytes
     */
    void write(Body request, long size) throws IOException {
        if (size < GUARDED_WRITE) {
            request.writeTo(socket.getOutputStream());
            return;
        }
        CountDownLatch written = new CountDownLatch(1);
        AtomicBoolean cut = new AtomicBoolean();
        Thread guard = Thread.ofVirtual().name("provider-write-guard").start(() -> {
            try {
                if (!written.await(idle.toMillis(), TimeUnit.MILLISECONDS)) {
                    cut.set(true);
                    close();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            request.writeTo(socket.getOutputStream());
        } catch (IOException e) {
            throw cut.get() ? new StalledException("took in no request", idle.toSeconds()) : e;
        } finally {
            written.countDown();
            guard.interrupt();
        }
    }

    /** Reads what is there, waiting only when nothing is. @return the number of bytes, or -1 at the end */
    int read(byte[] target) throws IOException {
        long now = System.nanoTime();
        long progressLeft = progressBy - now;
        long totalLeft = deadline - now;
        long wait = Math.min(idle.toNanos(), Math.min(progressLeft, totalLeft));
        if (wait > 0) {
            socket.setSoTimeout((int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(wait)));
            try {
                return in.read(target);
            } catch (SocketTimeoutException e) {
                // Fall through: which bound it was decides what to say.
            }
        }
        if (wait == totalLeft) {
            throw new StalledException("had not finished its answer", timeouts.total().toSeconds());
        }
        throw wait == progressLeft
                ? new StalledException("sent no part of an answer", timeouts.progress().toSeconds())
                : new StalledException("sent nothing", idle.toSeconds());
    }

    /** A part of an answer came: the progress time-out begins anew. */
    void progressed() {
        progressBy = System.nanoTime() + timeouts.progress().toNanos();
    }

    /** Waits less from now on: what matters has arrived. */
    void impatient(Duration limit) {
        if (limit.compareTo(idle) < 0) {
            idle = limit;
        }
        progressBy = Math.min(progressBy, System.nanoTime() + idle.toNanos());
    }

    @Override
    public void close() {
        closed = true;
        lookup.completeExceptionally(new SocketException("closed"));
        // The raw socket, since closing a TLS socket politely would wait for its writer.
        closeQuietly(raw);
    }

    private static void closeQuietly(Socket socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is gone either way.
            }
        }
    }

    private static int millis(Duration time) {
        return Math.clamp(time.toMillis(), 1, Integer.MAX_VALUE);
    }
}
