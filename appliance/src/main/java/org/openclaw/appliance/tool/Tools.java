package org.openclaw.appliance.tool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Every tool there is. Features add theirs as suppliers while the gateway is put together; nothing of a tool is loaded before
 * a turn or a catalogue asks for the first time. Thread-safe.
 */
public final class Tools {

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Supplier<List<Tool>>> sources = new ArrayList<>();
    private Map<String, Tool> byName;

    /** @param source makes a feature's tools, once; called on the first need */
    public void add(Supplier<List<Tool>> source) {
        lock.lock();
        try {
            sources.add(source);
            byName = null;
        } finally {
            lock.unlock();
        }
    }

    /** In the catalogue's order: by group, within one as added. */
    public List<Tool> all() {
        return List.copyOf(loaded().values());
    }

    public Optional<Tool> find(String name) {
        return Optional.ofNullable(loaded().get(name));
    }

    private Map<String, Tool> loaded() {
        lock.lock();
        try {
            if (byName == null) {
                byName = load();
            }
            return byName;
        } finally {
            lock.unlock();
        }
    }

    private Map<String, Tool> load() {
        List<Tool> made = new ArrayList<>();
        sources.forEach(source -> made.addAll(source.get()));
        made.sort(Comparator.comparing(tool -> tool.spec().group()));
        Map<String, Tool> named = new LinkedHashMap<>();
        for (Tool tool : made) {
            if (named.putIfAbsent(tool.spec().name(), tool) != null) {
                throw new IllegalStateException("two tools are called " + tool.spec().name());
            }
        }
        return named;
    }
}
