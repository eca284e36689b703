package org.openclaw.appliance.outbound;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Leaves the decision to another trust manager, and names a refusal by what the certificate itself says: expired, not valid
 * yet, or self-signed. The JDK's own answer to all of these may be that it found no path to an authority.
 */
final class NamingTrust extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager judge;

    NamingTrust(X509ExtendedTrustManager judge) {
        this.judge = judge;
    }

    private interface Verdict {
        void reach() throws CertificateException;
    }

    private static void named(X509Certificate[] chain, Verdict verdict) throws CertificateException {
        try {
            verdict.reach();
        } catch (CertificateException e) {
            for (X509Certificate certificate : chain) {
                certificate.checkValidity();
            }
            boolean own = chain.length > 0 && chain[0].getSubjectX500Principal().equals(chain[0].getIssuerX500Principal());
            boolean noPath = String.valueOf(e.getMessage()).contains("PKIX path building failed");
            throw own && noPath ? new SelfSignedException(e) : e;
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        named(chain, () -> judge.checkServerTrusted(chain, type, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        named(chain, () -> judge.checkServerTrusted(chain, type, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        named(chain, () -> judge.checkServerTrusted(chain, type));
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
