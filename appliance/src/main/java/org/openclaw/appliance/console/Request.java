package org.openclaw.appliance.console;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openclaw.appliance.cli.Terminal;

/**
 * What the launcher sends: fields that each end with a zero byte; first {@code name=value} facts of the caller's terminal,
 * then an empty field, then the words of the command line.
 */
record Request(Terminal.Look look, List<String> words) {

    private static final int MOST_FIELDS = 256;
    private static final int DEFAULT_COLUMNS = 80;

    /** @throws IllegalArgumentException when the body isn't of that form */
    static Request read(byte[] body) {
        if (body.length == 0 || body[body.length - 1] != 0) {
            throw new IllegalArgumentException("the last field isn't ended");
        }
        List<String> fields = fields(body);
        int blank = fields.indexOf("");
        if (blank < 0) {
            throw new IllegalArgumentException("no words");
        }
        Map<String, String> facts = new HashMap<>();
        for (String field : fields.subList(0, blank)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                facts.put(field.substring(0, equals), field.substring(equals + 1));
            }
        }
        return new Request(look(facts), List.copyOf(fields.subList(blank + 1, fields.size())));
    }

    private static List<String> fields(byte[] body) {
        List<String> fields = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < body.length; i++) {
            if (body[i] == 0) {
                if (fields.size() == MOST_FIELDS) {
                    throw new IllegalArgumentException("more than " + MOST_FIELDS + " fields");
                }
                fields.add(new String(body, start, i - start, StandardCharsets.UTF_8));
                start = i + 1;
            }
        }
        return fields;
    }

    private static Terminal.Look look(Map<String, String> facts) {
        boolean interactive = "1".equals(facts.get("tty"));
        String term = facts.getOrDefault("term", "");
        boolean colour = interactive
                && facts.getOrDefault("no-color", "").isEmpty()
                && !term.isEmpty()
                && !term.equals("dumb");
        return new Terminal.Look(colour, columns(facts.getOrDefault("columns", "")), interactive);
    }

    private static int columns(String text) {
        return text.matches("\\d{1,4}") ? Integer.parseInt(text) : DEFAULT_COLUMNS;
    }
}
