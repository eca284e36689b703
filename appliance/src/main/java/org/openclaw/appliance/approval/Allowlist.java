package org.openclaw.appliance.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.openclaw.appliance.protocol.Json;

/** The list of commands that need no question: of each program a command starts, one entry must be true. */
final class Allowlist {

    private static final String SEAL = "sha256:argv:";
    private static final String GENERATED = "allow-always";
    private static final int MOST_MATCHED = 4_096;

    private Allowlist() {}

    static boolean admits(List<JsonNode> entries, Programs programs, Path cwd, Path home) {
        return programs.known()
                && programs.list().stream().allMatch(program -> entries.stream()
                        .anyMatch(entry -> matches(entry, program, cwd, home)));
    }

    /** Entries that admit exactly this command in exactly this folder. */
    static List<ObjectNode> entriesFor(Programs programs, Path cwd) {
        return programs.list().stream()
                .map(program -> Json.object()
                        .put("pattern", program.path().toString())
                        .put("argPattern", program.seal(cwd))
                        .put("source", GENERATED)
                        .put("lastResolvedPath", program.path().toString()))
                .toList();
    }

    private static boolean matches(JsonNode entry, Programs.Program program, Path cwd, Path home) {
        String pattern = entry.path("pattern").asText().strip();
        String argPattern = entry.path("argPattern").asText();
        if (pattern.isEmpty() || !names(pattern, program, home)) {
            return false;
        }
        if (argPattern.startsWith(SEAL)) {
            return argPattern.equals(program.seal(cwd));
        }
        // An entry that says it was generated must carry its seal.
        return !entry.path("source").asText().equals(GENERATED)
                && (argPattern.isEmpty() || argumentsMatch(argPattern, program.argv()));
    }

    /** A bare name means a command found through PATH; anything else is a glob over the file's path. */
    private static boolean names(String pattern, Programs.Program program, Path home) {
        String called = program.argv().getFirst();
        if (pattern.indexOf('/') < 0 && !pattern.startsWith("~")) {
            return called.indexOf('/') < 0 && glob(pattern, called);
        }
        String full = pattern.startsWith("~/") ? home + pattern.substring(1) : pattern;
        return glob(full, program.path().toString());
    }

    private static boolean argumentsMatch(String regex, List<String> argv) {
        String arguments = String.join(" ", argv.subList(1, argv.size()));
        try {
            return arguments.length() <= MOST_MATCHED && Pattern.compile(regex).matcher(arguments).find();
        } catch (PatternSyntaxException | StackOverflowError e) {
            return false;
        }
    }

    /** {@code *} within one folder, {@code **} over any number of them, {@code ?} one character. */
    static boolean glob(String pattern, String path) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '*' && pattern.startsWith("**/", i)) {
                regex.append("(?:.*/)?");
                i += 2;
            } else if (c == '*' && pattern.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.matches(regex.toString(), path);
    }
}
