package org.openclaw.appliance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import org.openclaw.appliance.access.Role;
import org.openclaw.appliance.agent.WarmConversations;
import org.openclaw.appliance.bootlog.EndCause;
import org.openclaw.appliance.bootlog.PreviousEnd;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.guard.Collect;
import org.openclaw.appliance.guard.EmergencyExit;
import org.openclaw.appliance.guard.Episodes;
import org.openclaw.appliance.guard.GuardSettings;
import org.openclaw.appliance.guard.LastWords;
import org.openclaw.appliance.guard.Level;
import org.openclaw.appliance.guard.MemoryGuard;
import org.openclaw.appliance.guard.MemoryMethods;
import org.openclaw.appliance.guard.MemoryReport;
import org.openclaw.appliance.guard.RestartHold;
import org.openclaw.appliance.guard.Shed;
import org.openclaw.appliance.guard.Situation;
import org.openclaw.appliance.platform.MemoryProbe;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.server.Thrift;
import org.openclaw.appliance.session.HistoryQuery;
import org.openclaw.appliance.store.Store;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** The memory guard with everything it gives up in this gateway, in the order it does, and everybody it tells. */
final class MemoryWatch implements AutoCloseable {

    private static final String NAME = Lifecycle.MEMORY;
    private static final long RETRY_MILLIS = 15_000;
    /** Most messages in a page of history while memory is short. */
    private static final int SHORT_PAGE = 20;
    private static final int TRY_AGAIN_LATER = 1013;
    private static final TaggedLogger LOG = Logger.tag("memory");

    private final MemoryProbe probe;
    private final Events events;
    private final Lifecycle lifecycle;
    private final Executor workers;
    private final Store store;
    private final Turns turns;
    private final LastWords lastWords;
    private final Episodes episodes;
    private final long total;
    private final RestartHold hold;
    private final EmergencyExit exit;
    private final MemoryGuard guard;
    private final MemoryReport report;
    private boolean ownerTold;
    private volatile GuardSettings settings;
    private volatile Runnable healthNews = () -> {};
    private volatile Thrift thrift = new Thrift();

    /**
     * @param store has caches; episodes are kept in it
     * @param turns those that go on, asked for when some have to end, with the conversations kept in memory for them
     * @param children ends the commands of agents, and tells how many there were
     * @param lastWords written down when the process ends itself
     */
    MemoryWatch(Ground ground, Store store, Turns turns, IntSupplier children, LastWords lastWords) {
        this.probe = ground.memory();
        this.events = ground.events();
        this.lifecycle = ground.lifecycle();
        this.workers = ground.workers();
        this.store = store;
        this.turns = turns;
        this.lastWords = lastWords;
        this.episodes = new Episodes(store);
        this.total = probe.read().total();
        this.settings = GuardSettings.of(ground.config(), total);
        this.hold = new RestartHold(probe);
        this.exit = new EmergencyExit(
                () -> settings.restarts() && !hold.forbids(settings.thresholds()), this::sayLastWords);
        this.guard = new MemoryGuard(
                probe,
                () -> settings.thresholds(),
                () -> settings.enabled(),
                sheds(children),
                store::trim,
                this::tell,
                lifecycle.clock());
        this.report = new MemoryReport(guard, probe, hold::isOn, this::conversations);
    }

    // What is quick and keeps more from coming is first; what frees something comes once nothing holds on to it. An end that is
    // due doesn't wait for the rest: it ends turns and connections in order itself, and seconds count.
    private List<Shed> sheds(IntSupplier children) {
        return List.of(
                Shed.of("admission", Level.CRITICAL, this::suspend, () -> lifecycle.resumeWork(NAME)),
                exit,
                Shed.of("buffers", Level.WARNING, () -> spare(Thrift.Grade.BUFFERS), () -> spare(Thrift.Grade.NONE)),
                Shed.of("commands", Level.CRITICAL, children, () -> {}),
                Shed.of("events", Level.CRITICAL, () -> spare(Thrift.Grade.EVENTS), () -> spare(Thrift.Grade.BUFFERS)),
                Shed.of("history", Level.CRITICAL, () -> page(SHORT_PAGE), () -> page(HistoryQuery.MOST)),
                Shed.of("runs", Level.CRITICAL, () -> turns.runs().endAllBut(1, NAME), () -> {}),
                Shed.of("conversations", Level.WARNING, turns.parts().conversations()::forgetHalf, () -> {}),
                Shed.of("database cache", Level.WARNING, store::trim, () -> {}),
                new Collect(probe, () -> guard.situation()),
                Shed.of("all runs", Level.EMERGENCY, () -> turns.runs().endAllBut(0, NAME), () -> {}),
                Shed.of("connections", Level.EMERGENCY, this::endConnections, () -> {}));
    }

    private ObjectNode conversations() {
        WarmConversations.Resident resident = turns.parts().conversations().resident();
        return Json.object()
                .put("resident", resident.conversations())
                .put("messages", resident.messages())
                .put("characters", resident.chars());
    }

    private void sayLastWords() {
        lastWords.say(guard.situation().line());
    }

    private int spare(Thrift.Grade grade) {
        thrift.set(grade);
        return 1;
    }

    private int page(int messages) {
        turns.sessions().pageAtMost(messages);
        return 1;
    }

    private int suspend() {
        lifecycle.suspendWork(
                NAME,
                new Lifecycle.Suspension(
                        "memory is short (" + guard.situation().line() + "); no new turns are begun until it is not. "
                                + (hold.isOn() ? hold.advice(guard.budget()) : "`openclaw gateway memory` shows what uses it"),
                        RETRY_MILLIS));
        return 1;
    }

    /** All operators but the newest, who is the one most likely to help. */
    private int endConnections() {
        List<Caller> operators = events.callers().stream()
                .filter(caller -> caller.grant().role() == Role.OPERATOR)
                .toList();
        if (operators.size() < 2) {
            return 0;
        }
        String newest = operators.getLast().connectionId();
        events.end(
                TRY_AGAIN_LATER,
                "memory is short; try again later",
                caller -> caller.grant().role() == Role.OPERATOR && !caller.connectionId().equals(newest));
        return operators.size() - 1;
    }

    private void tell(Situation now) {
        if (now.level() != Level.NORMAL) {
            exit.arm();
        }
        ObjectNode brief = report.brief();
        events.publish(Event.MEMORY_PRESSURE, brief);
        boolean turnsRefused = now.agreed().atLeast(Level.CRITICAL);
        boolean news = turnsRefused && !ownerTold;
        ownerTold = now.level() != Level.NORMAL && (ownerTold || turnsRefused);
        workers.execute(() -> {
            try {
                episodes.record(now);
            } catch (RuntimeException e) {
                LOG.warn("this time of short memory could not be written down: {}", e.getMessage());
            }
            if (news) {
                tellOwner("Memory of the gateway's machine got short, so turns were refused for a while: " + now.line());
            }
            healthNews.run();
        });
    }

    /** Begins to watch. @param news refreshes what everybody is told about the gateway's health @param buffers of connections */
    void begin(Runnable news, Thrift buffers) {
        healthNews = news;
        thrift = buffers;
        warnOfClamped();
        guard.start();
    }

    /**
     * Tells the owner, where the run before ended for want of memory, and leaves it at that where restarts don't help.
     *
     * @param emergencies how often the gateway has ended itself within a time; asked only where it may matter, may block
     */
    void noteEnd(PreviousEnd before, ToIntFunction<Duration> emergencies) {
        boolean emergency = before.cause() == EndCause.MEMORY_EMERGENCY;
        if (emergency && hold.after(emergencies.applyAsInt(RestartHold.WINDOW))) {
            LOG.warn("{}", hold.advice(guard.budget()));
            tellOwner(hold.advice(guard.budget()));
        } else if (emergency || before.cause() == EndCause.OOM_KILL) {
            tellOwner("The gateway was started anew. Previous run ended: " + before.line());
        }
    }

    private void tellOwner(String text) {
        if (settings.tellsOwner()) {
            turns.note(text);
        }
    }

    /** Follows a new state of the configuration; the next look goes by it. */
    void apply(Config config) {
        GuardSettings before = settings;
        settings = GuardSettings.of(config, total);
        if (settings.clamped() != before.clamped()) {
            warnOfClamped();
        }
        if (settings.thresholds().budget() != before.thresholds().budget()) {
            hold.lift();
            LOG.info("memory budget is now {} MB; the heap's bound follows at the next start",
                    settings.thresholds().budget() >> 20);
            workers.execute(healthNews);
        }
    }

    private void warnOfClamped() {
        if (settings.clamped() > 0) {
            LOG.warn(
                    "gateway.maxMemory is {} MB, more than this machine has; {} MB is used instead",
                    settings.clamped() >> 20,
                    settings.thresholds().budget() >> 20);
        }
    }

    /** How short memory is, as records have it. */
    String level() {
        return guard.situation().level().wireName();
    }

    MemoryReport report() {
        return report;
    }

    /** @param rehearsals whether they are allowed */
    List<Method<?>> methods(boolean rehearsals) {
        return new MemoryMethods(guard, report, episodes, rehearsals).methods();
    }

    @Override
    public void close() {
        guard.close();
        exit.close();
    }
}
