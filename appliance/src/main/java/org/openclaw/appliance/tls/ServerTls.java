package org.openclaw.appliance.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * A server's side of TLS, from files that may be renewed while it serves. Costs nothing while nobody connects: the files'
 * dates are compared at a handshake, at most once a minute. Thread-safe.
 */
public final class ServerTls {

    /** How long a renewed certificate may wait to be noticed, given that somebody connects. */
    static final Duration CHECK_EVERY = Duration.ofMinutes(1);

    private static final int MOST_SESSIONS = 64;
    private static final TaggedLogger LOG = Logger.tag("gateway/tls");

    private record Stamp(FileTime certificate, FileTime key) {}

    private record Loaded(Stamp stamp, KeyMaterial material, SSLContext context) {}

    private final TlsFiles files;
    private final Clock clock;
    private final LongSupplier nanos;
    private final ReentrantLock checking = new ReentrantLock();
    private volatile Loaded loaded;
    private volatile long checkedAt;
    private volatile BooleanSupplier renewing = () -> true;
    private Stamp refused;

    private ServerTls(TlsFiles files, Clock clock, LongSupplier nanos) {
        this.files = files;
        this.clock = clock;
        this.nanos = nanos;
    }

    /**
     * Reads the files, making a pair first where that is wanted and there is none. Blocks on the disk.
     *
     * @param hostName what a generated certificate calls this machine, besides {@code localhost}
     * @throws TlsException when there is nothing to serve with
     */
    public static ServerTls open(TlsFiles files, String hostName, Clock clock) throws TlsException {
        return open(files, hostName, clock, System::nanoTime);
    }

    static ServerTls open(TlsFiles files, String hostName, Clock clock, LongSupplier nanos) throws TlsException {
        if (files.generate() && !Files.exists(files.certificate())) {
            if (Files.exists(files.key())) {
                throw new TlsException("there is a key in " + files.key() + ", but no certificate in " + files.certificate()
                        + "; put the certificate there, or remove the key to have a new pair made");
            }
            GeneratedPair.write(files, hostName, clock.instant());
            LOG.info("made a self-signed certificate in {}", files.certificate());
        }
        ServerTls tls = new ServerTls(files, clock, nanos);
        tls.loaded = tls.load(tls.stamp());
        tls.checkedAt = nanos.getAsLong();
        return tls;
    }

    /** The SHA-256 fingerprint of the certificate in a PEM file, whether or not anybody serves with it; empty without one. */
    public static Optional<String> fingerprint(Path certificate) {
        try {
            var chain = KeyMaterial.certificates(certificate.toString(), Pem.read(certificate));
            return Optional.of(new KeyMaterial(chain, null).fingerprint());
        } catch (TlsException e) {
            return Optional.empty();
        }
    }

    /** The SHA-256 fingerprint that clients may pin: upper-case hex pairs joined by colons. */
    public String fingerprint() {
        return loaded.material().fingerprint();
    }

    /** @param wanted asked whenever changed files might be looked for; while it says no, what is in use stays in use */
    public void renewWhile(BooleanSupplier wanted) {
        renewing = wanted;
    }

    /** What the next connection is served with; reads the disk once a minute at most. */
    public SSLContext context() {
        if (nanos.getAsLong() - checkedAt > CHECK_EVERY.toNanos() && renewing.getAsBoolean() && checking.tryLock()) {
            try {
                renew();
            } finally {
                checkedAt = nanos.getAsLong();
                checking.unlock();
            }
        }
        return loaded.context();
    }

    // A pair being replaced is mismatched for a moment: the old one serves on, and the next check looks again.
    private void renew() {
        Stamp now = stamp();
        if (now.equals(loaded.stamp()) || now.equals(refused)) {
            return;
        }
        try {
            loaded = load(now);
            refused = null;
            LOG.info("renewed certificate in use: sha256 {}", fingerprint());
        } catch (TlsException e) {
            refused = now;
            LOG.warn("the changed certificate isn't used, the previous one stays: {}", e.getMessage());
        }
    }

    private Loaded load(Stamp stamp) throws TlsException {
        KeyMaterial material = KeyMaterial.read(files, clock.instant());
        return new Loaded(stamp, material, context(material));
    }

    private Stamp stamp() {
        return new Stamp(modified(files.certificate()), modified(files.key()));
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.from(0, TimeUnit.SECONDS);
        }
    }

    private static SSLContext context(KeyMaterial material) throws TlsException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            char[] noSecret = new char[0];
            store.setKeyEntry("gateway", material.key(), noSecret, material.chain().toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, noSecret);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            Objects.requireNonNull(context.getServerSessionContext()).setSessionCacheSize(MOST_SESSIONS);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsException("this Java runtime can't serve TLS with the certificate: " + e.getMessage());
        }
    }
}
