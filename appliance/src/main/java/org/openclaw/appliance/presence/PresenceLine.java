package org.openclaw.appliance.presence;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line older clients report themselves with: {@code Node: <host> (<ip>) · app <v> · last input <n>s ago · mode <m> ·
 * reason <r>}. Parts may be missing; those are null.
 */
record PresenceLine(String host, String ip, String version, Long lastInputSeconds, String mode, String reason) {

    private static final String PREFIX = "Node:";
    private static final Pattern HOST = Pattern.compile("^Node:\\s*([^(·]{1,256})(?:\\(([^)]{1,256})\\))?");
    private static final Pattern LAST_INPUT = Pattern.compile("^last input (\\d{1,9})s ago$");

    /** Empty for any other text. */
    static Optional<PresenceLine> parse(String text) {
        if (!isOne(text)) {
            return Optional.empty();
        }
        Matcher head = HOST.matcher(text);
        boolean named = head.find();
        Matcher input = LAST_INPUT.matcher(part(text, "last input", true));
        return Optional.of(new PresenceLine(
                named ? emptyToNull(head.group(1)) : null,
                named ? emptyToNull(head.group(2)) : null,
                emptyToNull(part(text, "app ", false)),
                input.matches() ? Long.valueOf(input.group(1)) : null,
                emptyToNull(part(text, "mode ", false)),
                emptyToNull(part(text, "reason ", false))));
    }

    /** Whether the text only reports presence and has nothing to tell an agent. */
    static boolean isOne(String text) {
        return text.startsWith(PREFIX);
    }

    private static String part(String text, String name, boolean whole) {
        for (String part : text.split("·", 16)) {
            String trimmed = part.strip();
            if (trimmed.startsWith(name)) {
                return whole ? trimmed : trimmed.substring(name.length()).strip();
            }
        }
        return "";
    }

    private static String emptyToNull(String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
