package org.openclaw.appliance.guard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.protocol.MemoryParams;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;

/** {@code appliance.memory.get}, and the rehearsal {@code appliance.memory.simulate} where that is allowed. */
public final class MemoryMethods {

    private static final int REHEARSAL_SECONDS = 60;

    private final MemoryGuard guard;
    private final MemoryReport report;
    private final Episodes episodes;
    private final boolean rehearsals;

    /** @param rehearsals whether rehearsals are allowed, which only a development profile should */
    public MemoryMethods(MemoryGuard guard, MemoryReport report, Episodes episodes, boolean rehearsals) {
        this.guard = guard;
        this.report = report;
        this.episodes = episodes;
        this.rehearsals = rehearsals;
    }

    public List<Method<?>> methods() {
        List<Method<?>> methods = new ArrayList<>();
        methods.add(Method.of("appliance.memory.get", Access.READ, MemoryParams.Get.class, this::get));
        if (rehearsals) {
            methods.add(Method.of("appliance.memory.simulate", Access.ADMIN, MemoryParams.Simulate.class, this::simulate)
                    .unadvertised());
        }
        return methods;
    }

    private ObjectNode get(Caller caller, MemoryParams.Get params) {
        int history = params.history() == null ? 0 : params.history();
        return report.full(history == 0 ? List.of() : episodes.newest(history));
    }

    private ObjectNode simulate(Caller caller, MemoryParams.Simulate params) {
        int seconds = params.seconds() == null ? REHEARSAL_SECONDS : params.seconds();
        guard.rehearse(Level.of(params.level()).orElseThrow(), seconds);
        return report.brief();
    }
}
