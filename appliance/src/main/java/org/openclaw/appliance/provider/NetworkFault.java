package org.openclaw.appliance.provider;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.openclaw.appliance.outbound.Outbound;
import org.openclaw.appliance.outbound.SelfSignedException;

/**
 * Why a connection failed, with the error name operators know from guides and other programs ({@code ECONNREFUSED},
 * {@code ENOTFOUND}, …; errno(3), getaddrinfo(3), and OpenSSL's verification codes).
 *
 * @param code the error's name
 * @param target {@code host:port}, or the host where no address was found
 */
public record NetworkFault(String code, String target) {

    /** Names the cause of a failed connection to an address. */
    public static NetworkFault of(IOException cause, String host, int port) {
        String address = (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        return switch (cause) {
            case UnknownHostException _ -> new NetworkFault(Outbound.hasNetwork() ? "ENOTFOUND" : "ENETDOWN", host);
            case SocketTimeoutException _ -> new NetworkFault("ETIMEDOUT", address);
            case SSLException tls -> new NetworkFault(certificateFault(tls), address);
            case NoRouteToHostException _ -> new NetworkFault("EHOSTUNREACH", address);
            case ConnectException refused -> new NetworkFault(connectFault(refused), address);
            default -> new NetworkFault(otherFault(cause), address);
        };
    }

    /** {@code ECONNREFUSED 127.0.0.1:8080}. */
    public String text() {
        return code + " " + target;
    }

    /** Whether the same connection may succeed a little later. */
    boolean mayPass() {
        return !code.startsWith("CERT_") && !code.startsWith("UNABLE_") && !code.startsWith("SELF_") && !code.startsWith("ERR_TLS")
                && !code.equals("ENETDOWN");
    }

    /** What to do, in a sentence. @param setting the configuration key that holds the address */
    String advice(String setting) {
        return advice(setting, Optional.empty());
    }

    /** @param clockDoubt why this machine's clock may be wrong; empty where nothing speaks against it */
    String advice(String setting, Optional<String> clockDoubt) {
        return switch (code) {
            case "ENETDOWN" -> "This device is on no network: plug in its cable, or see to its Wi-Fi; what runs on this device"
                    + " itself goes on.";
            case "ECONNREFUSED" -> "Nothing listens there: start that server, or correct " + setting + ".";
            case "ENOTFOUND" -> "The name can't be looked up: check this device's DNS and network, or correct " + setting + ".";
            case "CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID" ->
                clockDoubt
                        .map(doubt -> "That is a fault of the clock, not of the certificate: " + doubt)
                        .orElse("Check this device's clock first (a board without a battery may have lost it), then the"
                                + " server's certificate.");
            case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "SELF_SIGNED_CERT" ->
                "The server's certificate is self-signed or from an unknown authority: name that authority's PEM file (a CA"
                        + " bundle) in the environment variable OPENCLAW_EXTRA_CA_CERTS, or correct " + setting + ".";
            case "ERR_TLS_CERT_ALTNAME_INVALID" -> "The server's certificate is for another name: correct " + setting + ".";
            case "ERR_TLS_HANDSHAKE" -> "The server doesn't speak TLS there: check http or https in " + setting + ".";
            default -> "Check this device's network and " + setting + ".";
        };
    }

    private static String connectFault(ConnectException cause) {
        String message = words(cause);
        if (message.contains("timed out")) {
            return "ETIMEDOUT";
        }
        if (message.contains("network is unreachable")) {
            return Outbound.hasNetwork() ? "ENETUNREACH" : "ENETDOWN";
        }
        return message.contains("no route") ? "EHOSTUNREACH" : "ECONNREFUSED";
    }

    private static String otherFault(IOException cause) {
        String message = words(cause);
        if (message.contains("unreachable")) {
            return "ENETUNREACH";
        }
        return message.contains("broken pipe") ? "EPIPE" : "ECONNRESET";
    }

    private static String certificateFault(SSLException tls) {
        for (Throwable cause = tls; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return "CERT_HAS_EXPIRED";
            }
            if (cause instanceof CertificateNotYetValidException) {
                return "CERT_NOT_YET_VALID";
            }
            if (cause instanceof SelfSignedException) {
                return "SELF_SIGNED_CERT";
            }
            String message = words(cause);
            if (message.contains("unable to find valid certification path")) {
                return "UNABLE_TO_GET_ISSUER_CERT_LOCALLY";
            }
            if (message.contains("subject alternative") || message.contains("no name matching")) {
                return "ERR_TLS_CERT_ALTNAME_INVALID";
            }
        }
        return words(tls).contains("reset") ? "ECONNRESET" : "ERR_TLS_HANDSHAKE";
    }

    private static String words(Throwable cause) {
        return cause.getMessage() == null ? "" : cause.getMessage().toLowerCase(Locale.ROOT);
    }
}
