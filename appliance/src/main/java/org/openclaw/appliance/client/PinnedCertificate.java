package org.openclaw.appliance.client;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Takes exactly one certificate, whoever signed it and whatever it is called; no other. */
final class PinnedCertificate extends X509ExtendedTrustManager {

    private static final int HEX_DIGITS = 64;

    private final byte[] expected;

    private PinnedCertificate(byte[] expected) {
        this.expected = expected;
    }

    /** One spelling for all ways to write a fingerprint. */
    static String hex(String fingerprint) {
        return fingerprint.toLowerCase(Locale.ROOT).replaceFirst("^sha-?256[:= ]", "").replaceAll("[:\\s]", "");
    }

    /** @param fingerprint SHA-256, hex with or without colons @throws IOException when it is none */
    static SSLSocketFactory sockets(String fingerprint) throws IOException {
        String hex = hex(fingerprint);
        if (hex.length() != HEX_DIGITS || !hex.matches("[0-9a-f]+")) {
            throw new IOException("the TLS fingerprint is no SHA-256 in hex: 64 digits, with or without colons");
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new PinnedCertificate(HexFormat.of().parseHex(hex))}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java runtime has no TLS", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded());
            if (!MessageDigest.isEqual(expected, digest)) {
                throw new Mismatch("the gateway shows another certificate than the pinned one: sha256 "
                        + HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest));
            }
        } catch (NoSuchAlgorithmException e) {
            throw new CertificateException(e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this side is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    /** Somebody else answers, or the gateway has got a new certificate. */
    static final class Mismatch extends CertificateException {
        Mismatch(String message) {
            super(message);
        }
    }
}
