package org.openclaw.appliance.console;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.cli.Interrupts;

/** Ends a command whose caller has gone away: its own actions first, then an interrupt of its thread. Thread-safe. */
final class Cancel implements Interrupts {

    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runnable> actions = new ArrayList<>();
    private boolean over;

    /** @param thread the one that runs the command */
    Cancel(Thread thread) {
        this.thread = thread;
    }

    @Override
    public Handle onInterrupt(Runnable action) {
        lock.lock();
        try {
            actions.add(action);
        } finally {
            lock.unlock();
        }
        return () -> forget(action);
    }

    private void forget(Runnable action) {
        lock.lock();
        try {
            actions.remove(action);
        } finally {
            lock.unlock();
        }
    }

    /** The caller has gone away. Doesn't block. */
    void now() {
        Thread.ofVirtual().name("cli-cancel").start(() -> {
            for (Runnable action : take()) {
                action.run();
            }
            interrupt();
        });
    }

    private List<Runnable> take() {
        lock.lock();
        try {
            return List.copyOf(actions);
        } finally {
            lock.unlock();
        }
    }

    private void interrupt() {
        lock.lock();
        try {
            if (!over) {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The command has ended: its thread belongs to others again. */
    void over() {
        lock.lock();
        try {
            over = true;
        } finally {
            lock.unlock();
        }
    }
}
