package org.openclaw.appliance.hook;

import java.util.List;
import java.util.function.Supplier;
import org.openclaw.appliance.protocol.HookParams;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Method;

/** {@code hooks.status}. */
public final class HookMethods {

    private final Supplier<InternalHooks> hooks;

    /** @param hooks made when first asked for */
    public HookMethods(Supplier<InternalHooks> hooks) {
        this.hooks = hooks;
    }

    public List<Method<?>> methods() {
        return List.of(Method.of("hooks.status", Access.READ, HookParams.Status.class, (caller, params) -> hooks.get().status()));
    }
}
