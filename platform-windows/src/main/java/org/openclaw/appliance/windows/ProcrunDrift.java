package org.openclaw.appliance.windows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** How a registered service differs from the one that would be registered today. */
final class ProcrunDrift {

    private static final Pattern SECRET = Pattern.compile("(?i).*(TOKEN|PASSWORD|PASSWD|SECRET|KEY|CREDENTIAL).*");
    private static final String ENVIRONMENT = "Environment";
    private static final String DEMAND = "3";
    private static final String DISABLED = "4";

    private ProcrunDrift() {}

    /** @param values the service's own key; {@code parameters} what procrun has for it */
    static List<String> between(Map<String, String> values, Map<String, List<String>> parameters, ProcrunService wanted) {
        List<String> sentences = new ArrayList<>();
        String start = values.getOrDefault("Start", "");
        if (start.equals(DEMAND) || start.equals(DISABLED)) {
            sentences.add("the service does not start with the machine");
        }
        if (!ImagePath.program(values.getOrDefault("ImagePath", "")).equals(wanted.prunsrv())) {
            sentences.add("the service's program is " + values.get("ImagePath") + "; it should be " + wanted.prunsrv());
        }
        if (!ProcrunService.ACCOUNT.equalsIgnoreCase(values.get("ObjectName"))) {
            sentences.add("the service's account is " + values.get("ObjectName") + "; it should be " + ProcrunService.ACCOUNT);
        }
        wanted.parameters().forEach((key, want) -> {
            List<String> have = parameters.get(key);
            if (key.equals(ENVIRONMENT)) {
                variables(have == null ? List.of() : have, want, sentences);
            } else if (have == null) {
                sentences.add(key + " is missing; it should be " + String.join(" ", want));
            } else if (!have.equals(want)) {
                sentences.add(key + " is " + String.join(" ", have) + "; it should be " + String.join(" ", want));
            }
        });
        return List.copyOf(sentences);
    }

    /** Assignments as a map, without those whose names sound like a secret's. */
    static Map<String, String> withoutSecrets(List<String> assignments) {
        Map<String, String> harmless = byName(assignments);
        harmless.keySet().removeIf(name -> SECRET.matcher(name).matches());
        return harmless;
    }

    private static void variables(List<String> have, List<String> want, List<String> sentences) {
        Map<String, String> present = byName(have);
        Map<String, String> wanted = byName(want);
        wanted.forEach((name, value) -> {
            String known = present.remove(name);
            if (known == null) {
                sentences.add("the variable " + name + " is missing; it should be " + value);
            } else if (!known.equals(value)) {
                sentences.add("the variable " + name + " is " + known + "; it should be " + value);
            }
        });
        present.keySet().forEach(name -> sentences.add(SECRET.matcher(name).matches()
                ? "the registry, which everybody may read, holds the variable " + name
                : "the variable " + name + " should not be there"));
    }

    private static Map<String, String> byName(List<String> assignments) {
        Map<String, String> variables = new TreeMap<>();
        for (String assignment : assignments) {
            int sign = assignment.indexOf('=');
            if (sign > 0) {
                variables.put(assignment.substring(0, sign), assignment.substring(sign + 1));
            }
        }
        return variables;
    }
}
