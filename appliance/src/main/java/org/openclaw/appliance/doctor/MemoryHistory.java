package org.openclaw.appliance.doctor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.bootlog.BootHistory;
import org.openclaw.appliance.bootlog.BootRecord;
import org.openclaw.appliance.bootlog.EndCause;
import org.openclaw.appliance.bootlog.PreviousEnd;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.guard.Episode;
import org.openclaw.appliance.guard.Episodes;
import org.openclaw.appliance.guard.GuardSettings;
import org.openclaw.appliance.guard.Level;
import org.openclaw.appliance.platform.MemoryProbe;
import org.openclaw.appliance.protocol.Json;

/** When memory got short, what became of the gateway then, and what it may use. */
final class MemoryHistory implements Check {

    private static final int MOST_BOOTS = 50;
    private static final int MOST_SHOWN = 3;
    private static final long MIB = 1024 * 1024;
    /** What an idle gateway takes, and what one at work may take; bytes. */
    private static final long IDLE = 80 * MIB;
    private static final long AT_WORK = 120 * MIB;

    @Override
    public String id() {
        return "core/doctor/memory-history";
    }

    @Override
    public List<Finding> run(Instance instance) {
        List<String> ends = ends(instance);
        List<Episode> episodes = Episodes.newestIn(instance.paths().database(), Episodes.KEPT);
        List<Episode> acted = episodes.stream().filter(episode -> episode.agreed() != Level.NORMAL).toList();
        Finding finding;
        if (!ends.isEmpty()) {
            finding = Finding.warning("Memory history: " + times(ends.size(), "run") + " ended for want of memory, short "
                            + times(acted.size(), "time") + " on record")
                    .details(ends.stream().limit(MOST_SHOWN).toList())
                    .details(acted.stream().limit(MOST_SHOWN).map(MemoryHistory::line).toList())
                    .detail("`openclaw gateway memory --history` shows what uses it; more swap (zram), fewer other programs or a "
                            + "lower agents.defaults.maxConcurrent leave more.");
        } else if (!acted.isEmpty()) {
            finding = Finding.info("Memory history: short " + times(acted.size(), "time") + " on record, nobody was killed")
                    .details(acted.stream().limit(MOST_SHOWN).map(MemoryHistory::line).toList())
                    .detail("`openclaw gateway memory --history` shows all of them.");
        } else {
            finding = Finding.ok("Memory history: never short on record");
        }
        return List.of(budget(finding, instance).fact("alarms that nothing else confirmed: " + (episodes.size() - acted.size())));
    }

    private static Finding budget(Finding finding, Instance instance) {
        MemoryProbe probe = instance.platform().memoryProbe();
        Config config = instance.config().orElseGet(() -> new Config(Json.object(), ""));
        long budget = GuardSettings.of(config, probe.read().total()).thresholds().budget();
        Finding told = finding.fact("budget: " + mb(budget), "compressed swap: " + probe.compressedSwap()
                .map(swap -> mb(swap.stored()) + " in " + mb(swap.taken()) + " of memory, " + mb(swap.size()) + " at most")
                .orElse("none (no zram)"));
        if (budget >= AT_WORK) {
            return told;
        }
        String set = config.at("gateway.maxMemory").isMissingNode() ? "appliance.memory.budget" : "gateway.maxMemory";
        boolean asked = !config.at("gateway.maxMemory").isMissingNode() || !config.at("appliance.memory.budget").isMissingNode();
        Finding small = budget < IDLE && told.severity().compareTo(Severity.WARNING) < 0 ? told.as(Severity.WARNING) : told;
        return small.detail("The budget is " + mb(budget) + (asked ? " (" + set + ")" : "") + ": "
                + (budget < IDLE ? "less than an idle gateway takes." : "a busy gateway takes up to " + mb(AT_WORK) + ".")
                + (asked ? " Raise or unset it." : ""));
    }

    private static List<String> ends(Instance instance) {
        BootHistory history = RestartCauses.history(instance);
        List<String> ends = new ArrayList<>();
        Optional<PreviousEnd> last = LockHolder.pid(instance.paths().runDir()).isPresent() ? Optional.empty() : history.lastEnd();
        last.filter(end -> isForWantOfMemory(end.cause().wireName())).ifPresent(end -> ends.add("the last run: " + end.line()));
        for (BootRecord boot : history.boots(MOST_BOOTS)) {
            if (isForWantOfMemory(boot.previous().path("cause").asText())) {
                ends.add("before the start of " + Instant.ofEpochMilli(boot.startedAtMillis()) + ": "
                        + RestartCauses.cause(boot.previous()));
            }
        }
        return ends;
    }

    private static boolean isForWantOfMemory(String cause) {
        return List.of(EndCause.OOM_KILL.wireName(), EndCause.MEMORY_EMERGENCY.wireName(), EndCause.HEAP_EXHAUSTED.wireName())
                .contains(cause);
    }

    private static String line(Episode episode) {
        return Instant.ofEpochMilli(episode.beganAt()) + ": " + episode.level().wireName()
                + episode.reason().map(reason -> " (" + reason.wireName() + ")").orElse("") + ", the process up to "
                + mb(episode.mostRss()) + ", the machine down to " + mb(episode.leastAvailable());
    }

    private static String times(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static String mb(long bytes) {
        return bytes < 0 ? "an unknown amount" : bytes / MIB + " MB";
    }
}
