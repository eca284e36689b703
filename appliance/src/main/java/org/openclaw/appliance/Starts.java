package org.openclaw.appliance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.openclaw.appliance.boot.Teardown;
import org.openclaw.appliance.bootlog.BootLog;
import org.openclaw.appliance.bootlog.BootReport;
import org.openclaw.appliance.bootlog.PlannedEnd;
import org.openclaw.appliance.bootlog.SafeMode;
import org.openclaw.appliance.bootlog.SafeModeMethods;
import org.openclaw.appliance.bootlog.SafeModeWish;
import org.openclaw.appliance.bootlog.Vitals;
import org.openclaw.appliance.guard.LastWords;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.store.Store;
import org.openclaw.appliance.watchdog.StallReports;

/** How this gateway's runs begin and end: the record of boots, and what follows from it for this one. */
final class Starts {

    private final Launch launch;
    private final BootLog boots;
    private final SafeMode safeMode;

    /**
     * @param vitals asked for the first time before this returns
     * @param news is told when safe mode begins or ends
     */
    Starts(Ground ground, Supplier<Vitals> vitals, Runnable news, Teardown teardown) {
        this.launch = ground.launch();
        boots = teardown.add("boot record", new BootLog(place(ground), ground.lifecycle(), vitals));
        safeMode = teardown.add("safe mode", safeMode(ground, news));
    }

    private BootLog.Place place(Ground ground) {
        return new BootLog.Place(
                launch.paths().runDir(), StallReports.in(launch.paths().stateDir()), ground.version(), ground.host(),
                launch.platform().bootEvidence());
    }

    private SafeMode safeMode(Ground ground, Runnable news) {
        SafeMode made = new SafeMode(
                ground.lifecycle(), boots, SafeMode.Policy.of(ground.config()), ground.scheduler(), ground.workers(), news);
        launch.rescue().ifPresent(why -> ground.lifecycle().suspendWork("rescue", new Lifecycle.Suspension(
                "rescue mode: the configuration can't be used (" + why + "), so no work is done. Mend it with config.set or"
                        + " config.apply, or in the file; the gateway goes on by itself then", 0)));
        made.decide(new SafeModeWish(
                launch.environment(), launch.paths().stateDir(), launch.platform().bootEvidence().bootPartitions()));
        return made;
    }

    void keepIn(Store store) {
        boots.keepIn(store, safeMode.isActive());
    }

    BootLog boots() {
        return boots;
    }

    /** Why no work is done since the start, for readiness probes. */
    Optional<String> held() {
        return launch.rescue().isPresent()
                ? Optional.of("rescue")
                : safeMode.isActive() ? Optional.of("safe-mode") : Optional.empty();
    }

    /** What this process leaves when it has to end itself at once. @param told of it, too */
    LastWords lastWords(Consumer<String> told) {
        return LastWords.open(launch.paths().runDir().resolve("last-words"), situation -> {
            told.accept(situation);
            boots.plan(PlannedEnd.emergency(situation));
        });
    }

    List<Method<?>> methods() {
        return new SafeModeMethods(safeMode).methods();
    }

    ObjectNode safeMode() {
        return safeMode.json();
    }

    /** For {@code status}; reads the database. */
    void addTo(ObjectNode status) {
        new BootReport(boots, safeMode).addTo(status);
        launch.rescue().ifPresent(why -> status.put("rescue", why));
    }
}
