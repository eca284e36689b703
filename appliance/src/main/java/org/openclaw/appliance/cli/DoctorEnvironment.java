package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.openclaw.appliance.doctor.Instance;
import org.openclaw.appliance.doctor.NeededVariables;
import org.openclaw.appliance.protocol.Json;

/** {@code openclaw doctor --check-env}: the variables the configuration relies on. Never a value. */
final class DoctorEnvironment {

    private DoctorEnvironment() {}

    static int show(Instance instance, Terminal terminal, boolean json) {
        List<NeededVariables.Variable> variables = NeededVariables.of(instance);
        boolean complete = variables.stream().noneMatch(NeededVariables.Variable::missing);
        if (json) {
            terminal.json(document(variables, complete));
        } else if (variables.isEmpty()) {
            terminal.out("The configuration relies on no environment variable.");
        } else {
            Rows rows = new Rows().add("Variable", "Here", "Service", "Needed by");
            variables.forEach(variable -> rows.add(
                    variable.name(), here(variable), service(variable), String.join(", ", variable.neededBy())));
            rows.print(terminal);
            if (!complete) {
                terminal.err("Missing variables go into " + instance.paths().stateDir().resolve(".env")
                        + ", NAME=value on a line of its own; the gateway reads it however it is started.");
            }
        }
        return (complete ? Exit.OK : Exit.FAILED).status();
    }

    private static String here(NeededVariables.Variable variable) {
        return variable.here().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String service(NeededVariables.Variable variable) {
        return variable.service().map(has -> has ? "present" : "absent").orElse("-");
    }

    private static ObjectNode document(List<NeededVariables.Variable> variables, boolean complete) {
        ObjectNode document = Json.object().put("ok", complete);
        ArrayNode list = document.putArray("variables");
        for (NeededVariables.Variable variable : variables) {
            ObjectNode one = list.addObject().put("name", variable.name()).put("state", here(variable));
            variable.service().ifPresent(has -> one.put("service", has));
            ArrayNode keys = one.putArray("neededBy");
            variable.neededBy().forEach(keys::add);
        }
        return document;
    }
}
