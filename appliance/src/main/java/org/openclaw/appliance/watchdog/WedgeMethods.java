package org.openclaw.appliance.watchdog;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.openclaw.appliance.protocol.DebugParams;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;

/** {@code appliance.debug.wedge}: makes a part stand still, to see what then happens. Never registered in normal use. */
public final class WedgeMethods {

    private final Map<String, Executor> parts;

    /** @param parts the parts that can be made to stand still, by name, each running tasks in its own way */
    public WedgeMethods(Map<String, Executor> parts) {
        this.parts = Map.copyOf(parts);
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.of("appliance.debug.wedge", Access.ADMIN, DebugParams.Wedge.class, this::wedge).unadvertised());
    }

    private Object wedge(Caller caller, DebugParams.Wedge params) throws ProtocolException {
        Executor part = parts.get(params.part());
        if (part == null) {
            throw ProtocolException.invalid("there is no such part; there are " + parts.keySet());
        }
        part.execute(() -> standStill(Duration.ofSeconds(params.seconds())));
        return Json.object().put("ok", true);
    }

    private static void standStill(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
