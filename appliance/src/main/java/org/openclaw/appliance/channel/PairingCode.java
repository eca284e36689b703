package org.openclaw.appliance.channel;

import java.security.SecureRandom;
import java.util.Locale;

/** Codes that people read out and type: eight capitals and digits, without those that look alike (0 O 1 I); 40 bits. */
final class PairingCode {

    static final int LENGTH = 8;
    static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private PairingCode() {}

    static String next(SecureRandom random) {
        StringBuilder code = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }

    /** A code as somebody typed it, as it is kept. */
    static String typed(String text) {
        return text.strip().toUpperCase(Locale.ROOT);
    }
}
