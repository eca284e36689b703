package org.openclaw.appliance.doctor;

import java.util.List;
import org.openclaw.appliance.platform.HostFacts;

/** Settings of this board that leave the gateway more memory, or let it know when that gets short. */
final class BoardAdvice implements Check {

    @Override
    public String id() {
        return "core/doctor/board";
    }

    @Override
    public List<Finding> run(Instance instance) {
        HostFacts host = instance.platform().hostFacts();
        List<String> advice = host.advice();
        return List.of(advice.isEmpty()
                ? Finding.ok(host.model().equals("unknown") ? "Board: nothing to advise" : "Board: " + host.model())
                : Finding.info("Board: " + host.model() + " could do better for the gateway").details(advice));
    }
}
