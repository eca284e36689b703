package org.openclaw.appliance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.openclaw.appliance.bootlog.BootLog;
import org.openclaw.appliance.platform.SupervisorNotifier;
import org.openclaw.appliance.server.HttpServer;
import org.openclaw.appliance.store.Store;
import org.openclaw.appliance.watchdog.Pace;
import org.openclaw.appliance.watchdog.Part;
import org.openclaw.appliance.watchdog.StallReports;
import org.openclaw.appliance.watchdog.Watchdog;

/** Which parts of this gateway the watchdog watches, and how each shows that it works. */
record Watch(Ground ground, Store store, Consumer<String> stalls, Supplier<HttpServer> server) {

    /** Registers {@code appliance.debug.wedge} outside of the development profile as well. */
    private static final String DEBUG = "openclaw.debug";

    /** Begins to watch. @param door the port of this machine where the gateway answers in plain HTTP, if there is one */
    Watchdog begin(BootLog boots, OptionalInt door) {
        SupervisorNotifier supervisor = ground.launch().platform().supervisorNotifier();
        StallReports reports = new StallReports(StallReports.in(ground.launch().paths().stateDir()), ground.clock());
        // A request over a socket costs threads and memory; it is worth them where somebody acts on its failure.
        OptionalInt asked = supervisor.watchdogMicros().isPresent() ? door : OptionalInt.empty();
        return new Watchdog(parts(asked), supervisor, Pace.of(supervisor.watchdogMicros()), new Watchdog.StallLog() {
            @Override
            public void stalled(String what) {
                boots.stalled(what);
                reports.write(what);
                stalls.accept(what);
            }

            @Override
            public void recovered() {
                boots.progressed();
            }
        });
    }

    private List<Part> parts(OptionalInt door) {
        List<Part> parts = new ArrayList<>(List.of(
                new Part("io thread", done -> server.get().onIoThread(done)),
                new Part("worker threads", ground.workers()::execute),
                new Part("scheduler", ground.scheduler()::execute),
                new Part("database", this::write)));
        door.ifPresent(port ->
                parts.add(new Part("self request", done -> ground.workers().execute(new SelfRequest(port, done)))));
        return parts;
    }

    /** A transaction that changes nothing shows that the writer lives, and leaves flash alone. */
    private void write(Runnable done) {
        ground.workers().execute(() -> {
            try {
                store.write(sql -> null);
            } finally {
                // A disk that is full or gone isn't cured by a restart; only silence counts as a stall.
                done.run();
            }
        });
    }

    /** The parts that can be made to stand still; empty unless this is a gateway to be worked on. */
    Optional<Map<String, Executor>> wedges() {
        if (!ground.launch().paths().dev() && !Boolean.getBoolean(DEBUG)) {
            return Optional.empty();
        }
        return Optional.of(Map.of(
                "io", task -> server.get().onIoThread(task),
                "scheduler", ground.scheduler(),
                "database", task -> ground.workers().execute(() -> store.write(sql -> {
                    task.run();
                    return null;
                }))));
    }
}
