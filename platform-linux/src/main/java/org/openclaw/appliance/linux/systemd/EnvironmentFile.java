package org.openclaw.appliance.linux.systemd;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.openclaw.appliance.platform.ServiceException;

/** The text of a file for {@code EnvironmentFile=}: assignments in double quotes (systemd.exec(5)). */
final class EnvironmentFile {

    /** The first line of files that may be overwritten and removed again. */
    static final String HEADER = "# Written by `openclaw gateway install`, which writes it anew each time.";

    private EnvironmentFile() {}

    static String text(Map<String, String> variables) throws ServiceException {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        for (Map.Entry<String, String> variable : new TreeMap<>(variables).entrySet()) {
            if (!variable.getKey().matches("[A-Za-z_][A-Za-z0-9_]*")) {
                throw new ServiceException("\"" + variable.getKey() + "\" can't be the name of a service's variable");
            }
            if (variable.getValue().chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
                throw new ServiceException(
                        "the value of " + variable.getKey() + " holds a line break or another control character");
            }
            String escaped = variable.getValue().replaceAll("[\\\\\"`$]", "\\\\$0");
            text.append(variable.getKey()).append("=\"").append(escaped).append("\"\n");
        }
        return text.toString();
    }

    /** The variables of such a file, whoever wrote it, as long as no value spans lines. */
    static Map<String, String> parse(String text) {
        Map<String, String> variables = new LinkedHashMap<>();
        text.lines().map(String::strip).forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#") && !line.startsWith(";")) {
                variables.put(line.substring(0, equals).strip(), value(line.substring(equals + 1).strip()));
            }
        });
        return variables;
    }

    private static String value(String written) {
        boolean quoted = written.length() >= 2 && written.startsWith("\"") && written.endsWith("\"");
        if (quoted) {
            return written.substring(1, written.length() - 1).replaceAll("\\\\([\\\\\"`$])", "$1");
        }
        boolean literal = written.length() >= 2 && written.startsWith("'") && written.endsWith("'");
        return literal ? written.substring(1, written.length() - 1) : written.replaceAll("\\\\(.)", "$1");
    }
}
