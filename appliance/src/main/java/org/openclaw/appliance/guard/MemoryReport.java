package org.openclaw.appliance.guard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.openclaw.appliance.platform.MemoryFigure;
import org.openclaw.appliance.platform.MemoryProbe;
import org.openclaw.appliance.platform.MemorySample;
import org.openclaw.appliance.protocol.Json;

/** The guard's figures as they go over the wire. All sizes in bytes; figures that this system doesn't give are left out. */
public final class MemoryReport {

    private final MemoryGuard guard;
    private final MemoryProbe probe;
    private final BooleanSupplier restartsHeld;
    private final Supplier<ObjectNode> conversations;
    private final JvmGauges jvm = new JvmGauges();

    /**
     * @param restartsHeld whether the gateway no longer ends itself in an emergency
     * @param conversations what the gateway keeps of them in memory
     */
    public MemoryReport(
            MemoryGuard guard, MemoryProbe probe, BooleanSupplier restartsHeld, Supplier<ObjectNode> conversations) {
        this.guard = guard;
        this.probe = probe;
        this.restartsHeld = restartsHeld;
        this.conversations = conversations;
    }

    /** Level, budget, what is acted upon and why, for other answers to carry. Takes no new look. */
    public ObjectNode brief() {
        Situation now = guard.situation();
        ObjectNode brief = Json.object()
                .put("level", now.level().wireName())
                .put("shedding", now.agreed().wireName())
                .put("budget", guard.budget())
                .put("sinceMs", now.sinceMillis());
        now.reason().ifPresent(reason -> brief.put("reason", reason.wireName()));
        if (restartsHeld.getAsBoolean()) {
            brief.put("restartsHeld", true);
        }
        return brief;
    }

    /** Everything. */
    public ObjectNode full(List<Episode> history) {
        MemorySample sample = new MemorySample();
        probe.sample(sample);
        ObjectNode report = brief();
        report.set("process", process(sample));
        report.set("machine", machine(sample));
        probe.compressedSwap().ifPresent(swap -> report.withObject("machine").putObject("compressedSwap")
                .put("sizeBytes", swap.size())
                .put("storedBytes", swap.stored())
                .put("takenBytes", swap.taken()));
        report.set("kernel", kernel(sample));
        report.set("conversations", conversations.get());
        report.put("alarms", guard.alarms()).put("falseAlarms", guard.falseAlarms());
        ArrayNode sources = report.putArray("sources");
        probe.sources().forEach(source -> sources.addObject()
                .put("name", source.name())
                .put("live", source.live())
                .put("detail", source.detail()));
        ArrayNode sheds = report.putArray("sheds");
        guard.sheds().forEach(shed -> sheds.add(shed(shed)));
        if (!history.isEmpty()) {
            ArrayNode episodes = report.putArray("episodes");
            history.forEach(episode -> episodes.add(episode(episode)));
        }
        return report;
    }

    private ObjectNode process(MemorySample sample) {
        jvm.wake();
        long heap = jvm.heapCommitted();
        long metaspace = jvm.metaspaceUsed();
        long direct = jvm.directUsed();
        ObjectNode process = Json.object();
        put(process, "rssBytes", sample, MemoryFigure.RSS);
        put(process, "anonymousBytes", sample, MemoryFigure.RSS_ANON);
        put(process, "peakBytes", sample, MemoryFigure.PEAK_RSS);
        put(process, "swappedBytes", sample, MemoryFigure.SWAPPED);
        process.put("growthBytesPerHour", guard.growthPerHour())
                .put("heapUsedBytes", jvm.heapUsed())
                .put("heapCommittedBytes", heap)
                .put("heapMaxBytes", jvm.heapMax())
                .put("heapAfterCollectionBytes", jvm.heapAfterCollection())
                .put("metaspaceBytes", metaspace)
                .put("directBytes", direct)
                .put("threads", jvm.threads());
        if (sample.has(MemoryFigure.RSS)) {
            process.put("nativeBytes", Math.max(0, sample.get(MemoryFigure.RSS) - heap - metaspace - direct));
        }
        return process;
    }

    private static ObjectNode machine(MemorySample sample) {
        ObjectNode machine = Json.object();
        put(machine, "totalBytes", sample, MemoryFigure.TOTAL);
        put(machine, "availableBytes", sample, MemoryFigure.AVAILABLE);
        put(machine, "limitBytes", sample, MemoryFigure.LIMIT);
        put(machine, "swapTotalBytes", sample, MemoryFigure.SWAP_TOTAL);
        put(machine, "swapFreeBytes", sample, MemoryFigure.SWAP_FREE);
        put(machine, "commitLimitBytes", sample, MemoryFigure.COMMIT_LIMIT);
        put(machine, "commitChargeBytes", sample, MemoryFigure.COMMIT_CHARGE);
        return machine;
    }

    private static ObjectNode kernel(MemorySample sample) {
        ObjectNode kernel = Json.object();
        put(kernel, "stalledSomeMicros", sample, MemoryFigure.STALLED_SOME);
        put(kernel, "stalledFullMicros", sample, MemoryFigure.STALLED_FULL);
        if (sample.has(MemoryFigure.SOME_AVERAGE_10)) {
            kernel.set("stalledPercent", Json.object()
                    .put("some10s", sample.get(MemoryFigure.SOME_AVERAGE_10) / 100.0)
                    .put("some60s", sample.get(MemoryFigure.SOME_AVERAGE_60) / 100.0)
                    .put("full10s", sample.get(MemoryFigure.FULL_AVERAGE_10) / 100.0)
                    .put("full60s", sample.get(MemoryFigure.FULL_AVERAGE_60) / 100.0));
        }
        put(kernel, "reclaimScannedPages", sample, MemoryFigure.RECLAIM_SCANS);
        put(kernel, "swappedInPages", sample, MemoryFigure.SWAPPED_IN);
        put(kernel, "groupHighEvents", sample, MemoryFigure.GROUP_HIGH);
        put(kernel, "groupMaxEvents", sample, MemoryFigure.GROUP_MAX);
        put(kernel, "groupKills", sample, MemoryFigure.GROUP_KILLS);
        put(kernel, "kills", sample, MemoryFigure.KILLS);
        return kernel;
    }

    private static void put(ObjectNode into, String name, MemorySample sample, MemoryFigure figure) {
        if (sample.has(figure)) {
            into.put(name, sample.get(figure));
        }
    }

    private static ObjectNode shed(ShedRecord shed) {
        return Json.object()
                .put("name", shed.name())
                .put("from", shed.from().wireName())
                .put("active", shed.active())
                .put("times", shed.times())
                .put("candidates", shed.candidates())
                .put("inVain", shed.inVain())
                .put("freedBytes", shed.freedBytes());
    }

    private static ObjectNode episode(Episode episode) {
        ObjectNode json = Json.object().put("beganAtMs", episode.beganAt());
        episode.endedAt().ifPresent(ended -> json.put("endedAtMs", ended));
        json.put("level", episode.level().wireName());
        episode.reason().ifPresent(reason -> json.put("reason", reason.wireName()));
        return json.put("shedding", episode.agreed().wireName())
                .put("mostRssBytes", episode.mostRss())
                .put("leastAvailableBytes", episode.leastAvailable())
                .put("budgetBytes", episode.budget());
    }
}
