package org.openclaw.appliance.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of a {@code .env} file: {@code NAME=value}, an optional {@code export} in front, {@code #} comments, single
 * quotes for literal text, double quotes with {@code \n}, {@code \"} and {@code \\}. A line it can't read is skipped.
 */
public final class DotEnv {

    private static final Pattern LINE = Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*?)\\s*");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");

    private DotEnv() {}

    public static Map<String, String> parse(String text) {
        Map<String, String> variables = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            Matcher matcher = LINE.matcher(line);
            if (!line.stripLeading().startsWith("#") && matcher.matches()) {
                variables.put(matcher.group(1), value(matcher.group(2)));
            }
        });
        return variables;
    }

    private static String value(String written) {
        if (written.length() >= 2 && written.charAt(0) == '\'') {
            int end = written.indexOf('\'', 1);
            return end < 0 ? written : written.substring(1, end);
        }
        if (written.length() >= 2 && written.charAt(0) == '"') {
            int end = closingQuote(written);
            return end < 0 ? written : unescape(written.substring(1, end));
        }
        int comment = written.indexOf(" #");
        return comment < 0 ? written : written.substring(0, comment).stripTrailing();
    }

    private static int closingQuote(String written) {
        for (int i = 1; i < written.length(); i++) {
            if (written.charAt(i) == '\\') {
                i++;
            } else if (written.charAt(i) == '"') {
                return i;
            }
        }
        return -1;
    }

    private static String unescape(String text) {
        return ESCAPE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(switch (match.group(1)) {
            case "n" -> "\n";
            case "r" -> "\r";
            case "t" -> "\t";
            default -> match.group(1);
        }));
    }
}
