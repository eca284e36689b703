package org.openclaw.appliance.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Whose certificates this program believes when it connects to others: those of the Java runtime's authorities and those in
 * the operator's file. Reads nothing before the first TLS connection, and the file anew when it has changed. Thread-safe.
 */
final class Trust {

    private static final long MOST_BYTES = 4L * 1024 * 1024;
    private static final TaggedLogger LOG = Logger.tag("outbound");

    /** @param changed the file's state when it was read; null without a file */
    private record Ready(FileTime changed, SSLSocketFactory sockets) {}

    private final Optional<Path> more;
    private final boolean blind;
    private final ReentrantLock lock = new ReentrantLock();
    private Ready ready;

    /**
     * @param more a PEM file with further authorities
     * @param blind whether certificates aren't checked at all
     */
    Trust(Optional<Path> more, boolean blind) {
        this.more = more;
        this.blind = blind;
    }

    SSLSocketFactory sockets() throws SSLException {
        lock.lock();
        try {
            FileTime changed = more.map(Trust::changed).orElse(null);
            if (ready == null || ready.changed() != null && !ready.changed().equals(changed)
                    || ready.changed() == null && changed != null) {
                ready = new Ready(changed, make());
            }
            return ready.sockets();
        } finally {
            lock.unlock();
        }
    }

    private static FileTime changed(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return null;
        }
    }

    private SSLSocketFactory make() throws SSLException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {blind ? new BlindTrust() : new NamingTrust(judge())}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new SSLException("this Java runtime has no TLS", e);
        }
    }

    private X509ExtendedTrustManager judge() throws GeneralSecurityException {
        X509ExtendedTrustManager usual = judge(null);
        Collection<X509Certificate> extra = List.of();
        try {
            extra = more.isPresent() ? read(more.get()) : extra;
        } catch (IOException | GeneralSecurityException e) {
            LOG.warn("the extra certificates in {} can't be used ({}); the usual authorities are", more.get(), e.getMessage());
        }
        if (extra.isEmpty()) {
            return usual;
        }
        try {
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            int number = 0;
            for (X509Certificate certificate : usual.getAcceptedIssuers()) {
                all.setCertificateEntry("usual-" + number++, certificate);
            }
            for (X509Certificate certificate : extra) {
                all.setCertificateEntry("extra-" + number++, certificate);
            }
            return judge(all);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static X509ExtendedTrustManager judge(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }

    /** The certificates in a PEM file. */
    static List<X509Certificate> read(Path file) throws IOException, GeneralSecurityException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException("the file is larger than " + MOST_BYTES / (1024 * 1024) + " MB");
        }
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new IOException("there is no certificate in it");
            }
            return found.stream().map(X509Certificate.class::cast).toList();
        }
    }
}
