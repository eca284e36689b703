package org.openclaw.appliance.provider;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.openclaw.appliance.outbound.Outbound;

/** The way to a server, a step at a time. Trusts whom every other connection trusts. */
final class Reach {

    private final String host;
    private final int port;
    private final boolean tls;
    private final Duration patience;
    private final Outbound outbound;
    private InetAddress[] addresses = {};

    /** One step. @return what to say of it */
    interface Part {
        String run() throws IOException;
    }

    Reach(URI address, Duration patience, Outbound outbound) {
        String literal = address.getHost();
        this.host = literal.startsWith("[") ? literal.substring(1, literal.length() - 1) : literal;
        this.tls = "https".equalsIgnoreCase(address.getScheme());
        this.port = address.getPort() > 0 ? address.getPort() : tls ? 443 : 80;
        this.patience = patience;
        this.outbound = outbound;
    }

    boolean isTls() {
        return tls;
    }

    // The C library may take half a minute over a dead name server.
    String lookUp() throws IOException {
        CompletableFuture<InetAddress[]> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("probe-lookup").start(() -> {
            try {
                answer.complete(outbound.lookUp(host));
            } catch (UnknownHostException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            addresses = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return host + " is " + String.join(", ", Arrays.stream(addresses).map(InetAddress::getHostAddress).toList());
        } catch (ExecutionException | TimeoutException e) {
            throw new UnknownHostException(host);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SocketException("interrupted");
        }
    }

    String connect() throws IOException {
        try (Socket socket = open()) {
            return "connected to " + socket.getInetAddress().getHostAddress() + " port " + port;
        }
    }

    private Socket open() throws IOException {
        IOException failure = new SocketTimeoutException();
        for (InetAddress address : addresses) {
            Socket socket = new Socket();
            try {
                socket.setSoTimeout((int) patience.toMillis());
                socket.connect(new InetSocketAddress(address, port), (int) patience.toMillis());
                return socket;
            } catch (IOException e) {
                socket.close();
                failure = e;
            }
        }
        throw failure;
    }

    String secure() throws IOException {
        try (Socket plain = open();
                SSLSocket socket = (SSLSocket) outbound.tlsSockets().createSocket(plain, host, port, true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            Certificate certificate = socket.getSession().getPeerCertificates()[0];
            return socket.getSession().getProtocol()
                    + (certificate instanceof X509Certificate known
                            ? ", certificate good until " + known.getNotAfter().toInstant()
                            : "");
        }
    }

    /** Names a failure. */
    NetworkFault fault(IOException e) {
        return NetworkFault.of(e, host, port);
    }
}
