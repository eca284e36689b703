package org.openclaw.appliance.linux.systemd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a unit's {@code [Service]} section, of its file and, on top of it, its drop-ins. As systemd reads them: a
 * later assignment adds to lists and replaces anything else, an empty one starts over (systemd.unit(5)).
 */
final class UnitSettings {

    private final Map<String, List<String>> assigned = new LinkedHashMap<>();

    /** @param texts the unit's file, then its drop-ins in their order */
    static UnitSettings of(List<String> texts) {
        UnitSettings settings = new UnitSettings();
        texts.forEach(settings::add);
        return settings;
    }

    private void add(String text) {
        String section = "";
        StringBuilder logical = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            String stripped = line.strip();
            boolean comment = stripped.startsWith("#") || stripped.startsWith(";");
            if (comment || stripped.isEmpty() && logical.isEmpty()) {
                continue;
            }
            if (stripped.endsWith("\\")) {
                logical.append(stripped, 0, stripped.length() - 1).append(' ');
                continue;
            }
            String whole = logical.append(stripped).toString();
            logical.setLength(0);
            if (whole.startsWith("[")) {
                section = whole;
            } else if (section.equals("[Service]")) {
                assign(whole);
            }
        }
    }

    private void assign(String line) {
        int equals = line.indexOf('=');
        if (equals < 1) {
            return;
        }
        List<String> values = assigned.computeIfAbsent(line.substring(0, equals).strip(), key -> new ArrayList<>());
        String value = line.substring(equals + 1).strip();
        if (value.isEmpty()) {
            values.clear();
        } else {
            values.add(value);
        }
    }

    /** The last value of a setting; empty where there is none. */
    Optional<String> value(String key) {
        List<String> values = values(key);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
    }

    /** All values of a setting. */
    List<String> values(String key) {
        return assigned.getOrDefault(key, List.of());
    }

    /** The command line that is started, without quotes and prefixes; empty where there is none. */
    List<String> command() {
        List<String> words = new ArrayList<>(UnitWords.split(value("ExecStart").orElse("")));
        if (!words.isEmpty()) {
            words.set(0, words.getFirst().replaceFirst("^[-@:+!|]+", ""));
            words.subList(1, words.size()).replaceAll(word -> word.replace("$$", "$"));
        }
        return words;
    }

    /** The variables of {@code Environment=}. */
    Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String line : values("Environment")) {
            for (String word : UnitWords.split(line)) {
                int equals = word.indexOf('=');
                if (equals > 0) {
                    variables.put(word.substring(0, equals), word.substring(equals + 1));
                }
            }
        }
        return variables;
    }

    /** The paths of {@code EnvironmentFile=} without the mark of optional ones. */
    List<String> environmentFiles() {
        return values("EnvironmentFile").stream()
                .map(value -> value.replaceFirst("^-", "").replace("%%", "%").replaceAll("\\\\(.)", "$1"))
                .toList();
    }
}
