package org.openclaw.appliance.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;

/** Renders I/O failures with the names of errno(3) that guides and search engines know. */
public final class Errno {

    private Errno() {}

    /** The name, such as {@code ECONNREFUSED}; {@code EIO} for what has no better one. */
    public static String of(IOException e) {
        if (e instanceof UnknownHostException) {
            return "ENOTFOUND";
        }
        if (e instanceof SocketTimeoutException) {
            return "ETIMEDOUT";
        }
        if (e instanceof NoRouteToHostException) {
            return "EHOSTUNREACH";
        }
        if (e instanceof EOFException) {
            return "ECONNRESET";
        }
        if (e instanceof javax.net.ssl.SSLException) {
            return ofTls(e);
        }
        return ofMessage(String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT));
    }

    // The JDK tells socket failures apart only by the text that strerror(3) gave it.
    private static String ofMessage(String message) {
        if (message.contains("refused")) {
            return "ECONNREFUSED";
        }
        if (message.contains("timed out")) {
            return "ETIMEDOUT";
        }
        if (message.contains("reset") || message.contains("closed") || message.contains("aborted")) {
            return "ECONNRESET";
        }
        if (message.contains("broken pipe")) {
            return "EPIPE";
        }
        if (message.contains("network is unreachable")) {
            return "ENETUNREACH";
        }
        if (message.contains("no route") || message.contains("host is unreachable")) {
            return "EHOSTUNREACH";
        }
        return message.contains("permission") || message.contains("not permitted") ? "EACCES" : "EIO";
    }

    private static String ofTls(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof PinnedCertificate.Mismatch) {
                return "CERT_PIN_MISMATCH";
            }
            if (cause instanceof java.security.cert.CertificateExpiredException) {
                return "CERT_HAS_EXPIRED";
            }
            if (cause instanceof java.security.cert.CertPathBuilderException) {
                return "UNABLE_TO_GET_ISSUER_CERT";
            }
        }
        return "EPROTO";
    }
}
