package org.openclaw.appliance.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the variables the configuration relies on are there, and under today's names. */
final class EnvironmentVariables implements Check {

    @Override
    public String id() {
        return "core/doctor/environment";
    }

    @Override
    public List<Finding> run(Instance instance) {
        List<NeededVariables.Variable> variables = NeededVariables.of(instance);
        List<Finding> findings = new ArrayList<>();
        List<String> missing = variables.stream()
                .filter(NeededVariables.Variable::missing)
                .map(EnvironmentVariables::text)
                .toList();
        Optional<String> old = instance.process().legacyWarning();
        old.ifPresent(warning -> findings.add(
                Finding.warning("Environment: variables under older names of this product").detail(warning)));
        if (!missing.isEmpty()) {
            findings.add(Finding.error("Environment: the configuration relies on variables that aren't there").details(missing)
                    .detail("`openclaw doctor --check-env` shows all. " + instance.paths().stateDir().resolve(".env")
                            + " is where the gateway looks for them, however it is started."));
        } else if (findings.isEmpty()) {
            findings.add(Finding.ok("Environment: nothing missing")
                    .fact("relied on: " + (variables.isEmpty() ? "none"
                            : String.join(", ", variables.stream().map(NeededVariables.Variable::name).toList()))));
        }
        return findings;
    }

    private static String text(NeededVariables.Variable variable) {
        String where = variable.present() ? " is known here, but not to the installed service" : " is not set";
        return variable.name() + where + "; needed by " + String.join(", ", variable.neededBy());
    }
}
