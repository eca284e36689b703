package org.openclaw.appliance.tls;

/** TLS can't be served like this. The message is a sentence for the operator and contains no key. */
public final class TlsException extends Exception {

    private static final long serialVersionUID = 1L;

    public TlsException(String sentence) {
        super(sentence, null, false, false);
    }
}
