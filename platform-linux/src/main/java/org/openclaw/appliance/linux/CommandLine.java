package org.openclaw.appliance.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Shortens another process's command line for display and leaves out what looks like a secret. */
final class CommandLine {

    private static final int LONGEST = 160;
    private static final String MASK = "***";
    private static final Pattern SECRET_NAME = Pattern.compile("token|passw|secret|api-?_?key|credential");
    private static final Pattern SECRET_VALUE =
            Pattern.compile("\\b(?:sk-|gh[pousr]_|xox[a-z]-)[A-Za-z0-9_-]{8,}|(?<=://)[^\\s/@]+(?=@)");

    private CommandLine() {}

    /** @param arguments the arguments, each ended by NUL, as {@code /proc/<pid>/cmdline} has them (proc(5)) */
    static String display(String arguments) {
        List<String> shown = new ArrayList<>();
        boolean secretFollows = false;
        for (String argument : arguments.split("\0")) {
            shown.add(secretFollows ? MASK : masked(argument));
            secretFollows = argument.startsWith("-") && !argument.contains("=") && namesSecret(argument);
        }
        String line = String.join(" ", shown).replaceAll("\\p{Cntrl}", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }

    private static String masked(String argument) {
        int equals = argument.indexOf('=');
        if (equals > 0 && namesSecret(argument.substring(0, equals))) {
            return argument.substring(0, equals + 1) + MASK;
        }
        return SECRET_VALUE.matcher(argument).replaceAll(MASK);
    }

    private static boolean namesSecret(String name) {
        return SECRET_NAME.matcher(name.toLowerCase(Locale.ROOT)).find();
    }
}
