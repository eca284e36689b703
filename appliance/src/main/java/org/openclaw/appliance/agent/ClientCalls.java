package org.openclaw.appliance.agent;

import java.util.BitSet;
import java.util.Set;
import org.openclaw.appliance.provider.ModelListener;
import org.openclaw.appliance.provider.ModelRef;

/** Passes an answer on, without the calls of tools that the gateway makes itself: those are nobody else's to make. */
final class ClientCalls implements ModelListener {

    private static final int MOST = 1_024;

    private final ModelListener listener;
    private final Set<String> own;
    private final BitSet hidden = new BitSet();

    ClientCalls(ModelListener listener, Set<String> own) {
        this.listener = listener;
        this.own = Set.copyOf(own);
    }

    @Override
    public void model(ModelRef model) {
        hidden.clear();
        listener.model(model);
    }

    @Override
    public void text(String delta) {
        listener.text(delta);
    }

    @Override
    public void toolCall(int index, String id, String name, String argumentsDelta) {
        if (index < 0 || index >= MOST) {
            return;
        }
        if (name != null && !name.isEmpty()) {
            hidden.set(index, own.contains(name));
        }
        if (!hidden.get(index)) {
            listener.toolCall(index, id, name, argumentsDelta);
        }
    }

    @Override
    public void retrying(int attempt, int maxAttempts, String reason) {
        listener.retrying(attempt, maxAttempts, reason);
    }
}
