package org.openclaw.appliance;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Makes something when it is first asked for, once. Thread-safe. */
final class Lazily<T> implements Supplier<T> {

    private final Supplier<T> maker;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile T made;

    Lazily(Supplier<T> maker) {
        this.maker = maker;
    }

    boolean isMade() {
        return made != null;
    }

    @Override
    public T get() {
        T known = made;
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            if (made == null) {
                made = maker.get();
            }
            return made;
        } finally {
            lock.unlock();
        }
    }
}
