package org.openclaw.appliance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.disk.Disk;
import org.openclaw.appliance.disk.DiskGuard;
import org.openclaw.appliance.store.Store;
import org.openclaw.appliance.store.StoreException;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** The disk guard with what it gives up in this gateway. */
final class DiskWatch implements AutoCloseable {

    private static final TaggedLogger LOG = Logger.tag("disk");

    private final Ground ground;
    private final DiskGuard guard;

    DiskWatch(Ground ground, Store store, Runnable onChange) {
        this.ground = ground;
        Path state = ground.launch().paths().stateDir();
        this.guard = new DiskGuard(state, Disk.of(state), ground.lifecycle(), this::giveUp, onChange);
        store.reserve(guard::releaseReserve);
        store.onRefusal(guard::refused);
    }

    void begin() {
        guard.begin(ground.scheduler(), ground.workers());
    }

    ObjectNode json() {
        return guard.json();
    }

    /** What to tell somebody whose request failed because of the disk; empty for every other failure. */
    static Optional<String> explanation(RuntimeException failure) {
        return failure instanceof StoreException refusal && refusal.isOfDisk()
                ? Optional.of(refusal.getMessage())
                : Optional.empty();
    }

    /** What keeps the gateway from work, for readiness probes. */
    List<String> failing() {
        return guard.level().refusesWork() ? List.of("disk-" + guard.level().wireName()) : List.of();
    }

    private void giveUp() {
        try {
            ground.logging().dropArchives();
        } catch (IOException e) {
            LOG.warn("old logs can't be deleted: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        guard.close();
    }
}
