package org.openclaw.appliance.outbound;

import java.security.cert.CertificateException;

/** The other side vouches for itself, and nobody told this machine to believe it. */
public final class SelfSignedException extends CertificateException {

    private static final long serialVersionUID = 1L;

    SelfSignedException(CertificateException cause) {
        super("self-signed certificate", cause);
    }
}
