package org.openclaw.appliance.outbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;

/**
 * How this program reaches other machines: whose certificates it believes, and which name servers it asks when the system's
 * resolver fails. Thread-safe; costs nothing before its first use.
 */
public final class Outbound {

    /** Name servers to ask when the system's resolver finds nothing; only this program's own requests use them. */
    public static final String FALLBACK = "gateway.network.dnsFallback";

    private static final String CHECK = "NODE_TLS_REJECT_UNAUTHORIZED";
    private static final List<String> EXTRA = List.of("OPENCLAW_EXTRA_CA_CERTS", "NODE_EXTRA_CA_CERTS");
    private static final Duration FALLBACK_PATIENCE = Duration.ofSeconds(2);

    private final Supplier<List<String>> fallback;
    private final Supplier<Optional<String>> clockDoubt;
    private final Optional<ExtraAuthorities> extra;
    private final Trust trust;

    /**
     * Further authorities.
     *
     * @param variable the environment variable that names them
     * @param file a PEM file; need not exist
     */
    public record ExtraAuthorities(String variable, Path file) {

        /** How many certificates are in it. @throws IOException when it can't be used, with the reason */
        public int count() throws IOException {
            try {
                return Trust.read(file).size();
            } catch (GeneralSecurityException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
    }

    /**
     * @param fallback the value of {@value #FALLBACK} now
     * @param environment looks up an environment variable; null for one that isn't set
     * @param dev whether this is a development profile, where certificates may go unchecked
     * @param clockDoubt why this machine's clock may be wrong, a sentence; empty where nothing speaks against it
     */
    public Outbound(
            Supplier<List<String>> fallback,
            Function<String, String> environment,
            boolean dev,
            Supplier<Optional<String>> clockDoubt) {
        this.fallback = fallback;
        this.clockDoubt = clockDoubt;
        this.extra = extra(environment);
        this.trust = new Trust(extra.map(ExtraAuthorities::file), dev && unchecked(environment));
    }

    /** The system's resolver and the Java runtime's authorities, nothing else. */
    public static Outbound plain() {
        return new Outbound(List::of, name -> null, false, Optional::empty);
    }

    private static Optional<ExtraAuthorities> extra(Function<String, String> environment) {
        for (String variable : EXTRA) {
            String file = environment.apply(variable);
            if (file != null && !file.isBlank()) {
                return path(file.strip()).map(path -> new ExtraAuthorities(variable, path));
            }
        }
        return Optional.empty();
    }

    /** Empty for what can't be a file's name on this system: then it can't be read either, and must not end the program. */
    private static Optional<Path> path(String name) {
        try {
            return Optional.of(Path.of(name));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static boolean unchecked(Function<String, String> environment) {
        return "0".equals(environment.apply(CHECK));
    }

    /** What to warn of at every start: that certificates aren't checked, or that a wish not to check them is ignored. */
    public static Optional<String> warning(Function<String, String> environment, boolean dev) {
        if (!unchecked(environment)) {
            return Optional.empty();
        }
        return Optional.of(dev
                ? "CERTIFICATES ARE NOT CHECKED: " + CHECK + "=0 is set in this development profile. Anybody on the way can"
                        + " read and change what is sent to model providers, API keys included. Unset it."
                : CHECK + "=0 is ignored: certificates are checked. For a server with a certificate of its own, name its"
                        + " authority's PEM file in " + EXTRA.getFirst() + ".");
    }

    /** Further authorities that the operator named. */
    public Optional<ExtraAuthorities> extraAuthorities() {
        return extra;
    }

    /** Why this machine's clock may be wrong, a sentence; empty where nothing speaks against it. */
    public Optional<String> clockDoubt() {
        return clockDoubt.get();
    }

    /** Makes TLS sockets. Their makers still have to ask for the check of the host's name. */
    public SSLSocketFactory tlsSockets() throws SSLException {
        return trust.sockets();
    }

    /**
     * A host's addresses; at least one. May block for as long as the system's resolver does, and two seconds for each
     * fall-back server.
     */
    public InetAddress[] lookUp(String host) throws UnknownHostException {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            for (String server : fallback.get()) {
                try {
                    return new DnsQuery(NameServers.parse(server), FALLBACK_PATIENCE)
                            .addresses(host)
                            .toArray(InetAddress[]::new);
                } catch (IOException | IllegalArgumentException failed) {
                    // The next one may know; the first failure is what gets told.
                    e.addSuppressed(failed);
                }
            }
            throw e;
        }
    }

    /** Whether any network but the one inside this machine is up. */
    public static boolean hasNetwork() {
        try {
            return NetworkInterface.networkInterfaces().anyMatch(Outbound::carries);
        } catch (SocketException e) {
            // Unknown: let the connection itself show.
            return true;
        }
    }

    private static boolean carries(NetworkInterface face) {
        try {
            return face.isUp() && !face.isLoopback()
                    && face.inetAddresses().anyMatch(address -> !address.isLinkLocalAddress());
        } catch (SocketException e) {
            return false;
        }
    }
}
