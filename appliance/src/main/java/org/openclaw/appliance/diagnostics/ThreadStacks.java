package org.openclaw.appliance.diagnostics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.openclaw.appliance.protocol.Json;

/** What every thread is doing. Virtual threads are not among them; the thread that carries one is. */
public final class ThreadStacks {

    private static final int MOST_THREADS = 40;
    private static final int MOST_FRAMES = 12;

    private ThreadStacks() {}

    /** {@code threads: [{name, state, frames}]} */
    public static ObjectNode now() {
        ObjectNode json = Json.object();
        ArrayNode threads = json.putArray("threads");
        for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
            if (threads.size() == MOST_THREADS) {
                break;
            }
            ObjectNode thread = threads.addObject()
                    .put("name", entry.getKey().getName())
                    .put("state", entry.getKey().getState().name());
            ArrayNode frames = thread.putArray("frames");
            StackTraceElement[] stack = entry.getValue();
            for (int at = 0; at < Math.min(MOST_FRAMES, stack.length); at++) {
                frames.add(stack[at].toString());
            }
        }
        return json;
    }
}
