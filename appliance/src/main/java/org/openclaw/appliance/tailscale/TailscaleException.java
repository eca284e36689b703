package org.openclaw.appliance.tailscale;

/** Tailscale can't do what is wanted just now. The message is a sentence for the operator. */
final class TailscaleException extends Exception {

    private static final long serialVersionUID = 1L;

    TailscaleException(String sentence) {
        super(sentence, null, false, false);
    }
}
