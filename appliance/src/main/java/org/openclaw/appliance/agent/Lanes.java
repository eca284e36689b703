package org.openclaw.appliance.agent;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;

/**
 * Runs tasks one after the other per lane, and not too many lanes at once. A lane that waits for its turn holds no thread.
 * Thread-safe; never blocks. How many tasks may wait is the caller's to bound.
 */
final class Lanes {

    private final Executor workers;
    private final IntSupplier mostAtOnce;
    private final Map<Object, Deque<Runnable>> lanes = new HashMap<>();
    private final Deque<Object> ready = new ArrayDeque<>();
    private int running;

    /**
     * @param workers starts a virtual thread per task
     * @param mostAtOnce how many lanes may run at once; asked whenever one could start
     */
    Lanes(Executor workers, IntSupplier mostAtOnce) {
        this.workers = workers;
        this.mostAtOnce = mostAtOnce;
    }

    /** Queues the task. It must call the given {@code done} exactly once, from any thread. */
    void submit(Object lane, Task task) {
        Runnable start = () -> task.run(new Slot(lane)::release);
        synchronized (this) {
            Deque<Runnable> waiting = lanes.get(lane);
            if (waiting == null) {
                waiting = new ArrayDeque<>(2);
                lanes.put(lane, waiting);
                ready.add(lane);
            }
            waiting.add(start);
        }
        startWhatMay();
    }

    /** How busy the lanes are at this moment. */
    synchronized Load load() {
        int waiting = 0;
        for (Deque<Runnable> tasks : lanes.values()) {
            waiting += tasks.size();
        }
        return new Load(running, waiting, mostAtOnce.getAsInt());
    }

    /**
     * @param running tasks under way
     * @param waiting tasks of all lanes that haven't started
     * @param most how many may be under way at once
     */
    record Load(int running, int waiting, int most) {}

    /** A piece of work that says itself when its lane is free again. */
    @FunctionalInterface
    interface Task {
        void run(Runnable done);
    }

    private void startWhatMay() {
        while (true) {
            Runnable next;
            synchronized (this) {
                if (ready.isEmpty() || running >= mostAtOnce.getAsInt()) {
                    return;
                }
                next = lanes.get(ready.poll()).poll();
                running++;
            }
            workers.execute(next);
        }
    }

    private void leave(Object lane) {
        synchronized (this) {
            running--;
            if (lanes.get(lane).isEmpty()) {
                lanes.remove(lane);
            } else {
                ready.add(lane);
            }
        }
        startWhatMay();
    }

    private final class Slot {
        private final Object lane;
        private boolean released;

        Slot(Object lane) {
            this.lane = lane;
        }

        void release() {
            synchronized (this) {
                if (released) {
                    return;
                }
                released = true;
            }
            leave(lane);
        }
    }
}
