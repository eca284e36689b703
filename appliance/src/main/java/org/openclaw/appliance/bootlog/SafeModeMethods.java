package org.openclaw.appliance.bootlog;

import java.util.List;
import org.openclaw.appliance.protocol.SafeModeParams;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;

/** {@code appliance.safeMode.set}: enters or leaves safe mode. */
public final class SafeModeMethods {

    private final SafeMode safeMode;

    public SafeModeMethods(SafeMode safeMode) {
        this.safeMode = safeMode;
    }

    public List<Method<?>> methods() {
        return List.of(Method.of("appliance.safeMode.set", Access.ADMIN, SafeModeParams.Set.class, this::set));
    }

    private Object set(Caller caller, SafeModeParams.Set params) {
        safeMode.set(params.enabled(), "an operator");
        return safeMode.json();
    }
}
