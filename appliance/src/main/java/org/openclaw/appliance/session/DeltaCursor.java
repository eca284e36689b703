package org.openclaw.appliance.session;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a client has read a conversation; opaque to it.
 *
 * @param session the session's row
 * @param window the conversation's, so that a reset or a compaction makes the cursor stale
 * @param seq the last message read, 0 for none
 */
record DeltaCursor(long session, long window, long seq) {

    private static final Pattern FORM = Pattern.compile("1\\.(\\d{1,18})\\.(\\d{1,18})\\.(\\d{1,18})");
    private static final int LONGEST = 128;

    static DeltaCursor at(Stored stored) {
        return new DeltaCursor(stored.id(), stored.window(), stored.session().messages());
    }

    /** Empty for what isn't a cursor of this gateway. */
    static Optional<DeltaCursor> parse(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
            Matcher form = FORM.matcher(plain);
            return form.matches()
                    ? Optional.of(new DeltaCursor(number(form, 1), number(form, 2), number(form, 3)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether what follows it in this conversation can still be told. */
    boolean isOf(Stored stored) {
        return session == stored.id() && window == stored.window() && seq <= stored.session().messages();
    }

    @Override
    public String toString() {
        String plain = "1." + session + "." + window + "." + seq;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
    }

    private static long number(Matcher form, int group) {
        return Long.parseLong(form.group(group));
    }
}
