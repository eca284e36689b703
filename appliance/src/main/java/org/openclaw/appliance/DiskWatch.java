package org.openclaw.appliance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.disk.Disk;
import org.openclaw.appliance.disk.DiskGuard;
import org.openclaw.appliance.log.Logging;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.store.Store;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** The disk guard with what it gives up in this gateway. */
final class DiskWatch implements AutoCloseable {

    private static final TaggedLogger LOG = Logger.tag("disk");

    private final Logging logging;
    private final DiskGuard guard;

    DiskWatch(StatePaths paths, Lifecycle lifecycle, Logging logging, Store store, Runnable onChange) {
        this.logging = logging;
        this.guard = new DiskGuard(paths.stateDir(), Disk.of(paths.stateDir()), lifecycle, this::giveUp, onChange);
        store.reserve(guard::releaseReserve);
    }

    void begin(ScheduledExecutorService scheduler, Executor workers) {
        guard.begin(scheduler, workers);
    }

    ObjectNode json() {
        return guard.json();
    }

    /** What keeps the gateway from work, for readiness probes. */
    List<String> failing() {
        return guard.level().refusesWork() ? List.of("disk-" + guard.level().wireName()) : List.of();
    }

    private void giveUp() {
        try {
            logging.dropArchives();
        } catch (IOException e) {
            LOG.warn("old logs can't be deleted: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        guard.close();
    }
}
