package org.openclaw.appliance.tool;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * Lists of tools as policies write them: names, {@code *} for any run of characters, {@code group:<id>} for a section of the
 * catalogue, {@code group:openclaw} for all but those that reach files and programs. Letter case doesn't matter.
 */
final class ToolNames {

    private static final String GROUP = "group:";
    private static final String OWN_GROUP = "group:openclaw";

    private ToolNames() {}

    /** Whether the list names the tool. @param list an array of texts; anything else names nothing */
    static boolean contain(JsonNode list, ToolSpec tool) {
        for (JsonNode entry : list) {
            if (entry.isTextual() && names(entry.textValue(), tool)) {
                return true;
            }
        }
        return false;
    }

    private static boolean names(String entry, ToolSpec tool) {
        String pattern = canonical(entry);
        if (pattern.startsWith(GROUP)) {
            return pattern.equals(OWN_GROUP)
                    ? !reachesTheMachine(tool)
                    : pattern.substring(GROUP.length()).equals(tool.group().id());
        }
        return matches(pattern, canonical(tool.name()));
    }

    private static boolean reachesTheMachine(ToolSpec tool) {
        return tool.group() == ToolSpec.Group.FS || tool.group() == ToolSpec.Group.RUNTIME;
    }

    /** Lower case, with the names that mean the same made one. */
    static String canonical(String name) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "bash" -> "exec";
            case "automations" -> "cron";
            case "apply-patch" -> "apply_patch";
            default -> lower;
        };
    }

    /** Without a regular expression: hostile patterns must not take long. */
    static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int retry = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                retry = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
