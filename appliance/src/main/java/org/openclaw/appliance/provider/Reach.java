package org.openclaw.appliance.provider;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** The way to a server, a step at a time. Trusts whom every other connection trusts, and remembers what it was shown. */
final class Reach {

    private final String host;
    private final int port;
    private final boolean tls;
    private final Duration patience;
    private InetAddress[] addresses = {};
    private X509Certificate[] shown = {};

    /** One step. @return what to say of it */
    interface Part {
        String run() throws IOException;
    }

    Reach(URI address, Duration patience) {
        String literal = address.getHost();
        this.host = literal.startsWith("[") ? literal.substring(1, literal.length() - 1) : literal;
        this.tls = "https".equalsIgnoreCase(address.getScheme());
        this.port = address.getPort() > 0 ? address.getPort() : tls ? 443 : 80;
        this.patience = patience;
    }

    boolean isTls() {
        return tls;
    }

    // The C library may take half a minute over a dead name server.
    String lookUp() throws IOException {
        CompletableFuture<InetAddress[]> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("probe-lookup").start(() -> {
            try {
                answer.complete(InetAddress.getAllByName(host));
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
                SSLSocket socket = (SSLSocket) context().getSocketFactory().createSocket(plain, host, port, true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket.getSession().getProtocol() + ", certificate good until "
                    + shown[0].getNotAfter().toInstant();
        }
    }

    /** Names a failure; one of the certificate by what the certificate itself says. */
    NetworkFault fault(IOException e) {
        NetworkFault fault = NetworkFault.of(e, host, port);
        if (!(e instanceof SSLException) || shown.length == 0) {
            return fault;
        }
        try {
            for (X509Certificate certificate : shown) {
                certificate.checkValidity();
            }
        } catch (CertificateExpiredException expired) {
            return new NetworkFault("CERT_HAS_EXPIRED", fault.target());
        } catch (CertificateNotYetValidException early) {
            return new NetworkFault("CERT_NOT_YET_VALID", fault.target());
        }
        boolean unknown = fault.code().startsWith("UNABLE_TO_GET_ISSUER_CERT");
        boolean own = shown[0].getSubjectX500Principal().equals(shown[0].getIssuerX500Principal());
        return unknown && own ? new NetworkFault("SELF_SIGNED_CERT", fault.target()) : fault;
    }

    private SSLContext context() throws SSLException {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Witness((X509ExtendedTrustManager) factory.getTrustManagers()[0])}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new SSLException("this Java runtime has no TLS", e);
        }
    }

    /** Decides nothing itself. */
    private final class Witness extends X509ExtendedTrustManager {

        private final X509ExtendedTrustManager judge;

        Witness(X509ExtendedTrustManager judge) {
            this.judge = judge;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
            shown = chain.clone();
            judge.checkServerTrusted(chain, type, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
            shown = chain.clone();
            judge.checkServerTrusted(chain, type, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            shown = chain.clone();
            judge.checkServerTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
            judge.checkClientTrusted(chain, type, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
            judge.checkClientTrusted(chain, type, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            judge.checkClientTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return judge.getAcceptedIssuers();
        }
    }
}
