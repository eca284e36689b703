package org.openclaw.appliance.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.openclaw.appliance.access.Attribution;
import org.openclaw.appliance.access.SharedSecret;
import org.openclaw.appliance.tls.ServerTls;
import org.openclaw.appliance.tls.TlsException;
import org.openclaw.appliance.tls.TlsFiles;

/** A server with a certificate of its own making, and clients that take exactly this one. */
final class Tls implements X509TrustManager {

    private final ServerTls server;

    private Tls(ServerTls server) {
        this.server = server;
    }

    static TestServer serving(Limits limits, Route... routes) throws IOException {
        Tls tls = make();
        TestServer.Door door = new TestServer.Door(Attribution.direct(), Optional.of(tls.server::context), tls::connect);
        return new TestServer(limits, SharedSecret.of(SharedSecret.Mode.TOKEN, TestServer.TOKEN), List.of(routes), door);
    }

    private static Tls make() throws IOException {
        Path directory = Files.createTempDirectory("tls");
        try {
            return new Tls(ServerTls.open(TlsFiles.in(directory, true), "board", Clock.systemUTC()));
        } catch (TlsException e) {
            throw new IOException(e);
        }
    }

    private Socket connect(int port) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {this}, null);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(10_000);
            return socket;
        } catch (GeneralSecurityException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded());
            if (!HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest).equals(server.fingerprint())) {
                throw new CertificateException("not the server's certificate");
            }
        } catch (NoSuchAlgorithmException e) {
            throw new CertificateException(e);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("clients have no certificates here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
