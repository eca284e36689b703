package org.openclaw.appliance.bootlog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openclaw.appliance.platform.BootEvidence;

/** Concludes from the traces of a run why it ended. Looks at what is told by name first, at circumstances last. */
final class Diagnosis {

    /** What the JVM exits with under {@code -XX:+ExitOnOutOfMemoryError}. */
    private static final int HEAP_EXHAUSTED = 3;

    /** A start that was refused ended before it could leave a record: its status says nothing of the run recorded. */
    private static final List<Integer> REFUSALS = List.of(2, 75, 78);

    private final Traces traces;
    private final RunRecord run;
    private final List<String> evidence = new ArrayList<>();

    private Diagnosis(Traces traces) {
        this.traces = traces;
        this.run = traces.run().orElse(null);
    }

    static PreviousEnd of(Traces traces) {
        return new Diagnosis(traces).conclude();
    }

    private PreviousEnd conclude() {
        if (run == null) {
            return withoutRecord();
        }
        if (run.finished() && run.planned() != null) {
            return asPlanned(run.planned());
        }
        evidence.add("run record without an end");
        if (!traces.sameBoot()) {
            return afterReset();
        }
        return told().or(this::watched).or(this::circumstances).orElseGet(this::untold);
    }

    private PreviousEnd withoutRecord() {
        if (!traces.damaged()) {
            return end(EndCause.FIRST_START, Strength.BASE, "there is no record of an earlier run");
        }
        evidence.add("unreadable run record");
        return end(EndCause.UNKNOWN, Strength.BASE, "the run record can't be read");
    }

    private PreviousEnd asPlanned(PlannedEnd planned) {
        evidence.add("run record");
        return switch (planned.kind()) {
            case STOP -> end(EndCause.STOP, Strength.CERTAIN, "stopped cleanly by " + planned.by());
            case RESTART -> end(EndCause.RESTART, Strength.CERTAIN, "restart requested by " + planned.by());
            case EMERGENCY -> emergency(planned.by());
            case GIVEN_UP -> end(EndCause.START_FAILED, Strength.CERTAIN, "the start was given up: " + planned.by());
        };
    }

    private PreviousEnd afterReset() {
        evidence.add("another boot id");
        if (traces.reset().isPresent()) {
            evidence.add(traces.reset().get());
            return end(EndCause.WATCHDOG, Strength.CERTAIN, "the machine was reset by its hardware watchdog");
        }
        return end(
                EndCause.POWER_LOSS,
                Strength.CERTAIN,
                "power loss or reset: the machine started anew and the gateway hadn't been stopped");
    }

    /** What the kernel, the JVM or the service manager say of this very process. */
    private Optional<PreviousEnd> told() {
        if (traces.oomRecord().isPresent()) {
            evidence.add("kernel log: " + traces.oomRecord().get());
            return found(EndCause.OOM_KILL, Strength.CERTAIN, "the kernel killed pid " + pid() + " for want of memory");
        }
        if (traces.crashReport().isPresent()) {
            evidence.add(traces.crashReport().get().toString());
            return found(
                    EndCause.JVM_CRASH, Strength.CERTAIN, "the Java machine broke; its report is " + traces.crashReport().get());
        }
        return traces.lastWords().map(this::said).or(() -> traces.exit().flatMap(this::told));
    }

    /** What it wrote before it ended without closing everything, which takes time where memory is short. */
    private PreviousEnd said(String words) {
        evidence.add("last words");
        return emergency(words);
    }

    private PreviousEnd emergency(String situation) {
        return end(
                EndCause.MEMORY_EMERGENCY,
                Strength.CERTAIN,
                "the gateway ended itself before the kernel would have: " + situation);
    }

    private Optional<PreviousEnd> told(ExitNote exit) {
        if (exit.exitStatus().isPresent() && REFUSALS.contains(exit.exitStatus().getAsInt())) {
            return Optional.empty();
        }
        evidence.add("service manager: " + exit);
        if (exit.result().equals("oom-kill")) {
            return found(EndCause.OOM_KILL, Strength.CERTAIN, "killed for want of memory");
        }
        if (exit.result().equals("watchdog")) {
            String part = run.stall() == null ? "the service manager heard nothing in time" : run.stall();
            return found(EndCause.WATCHDOG, Strength.CERTAIN, part);
        }
        if (exit.result().equals("timeout")) {
            return found(EndCause.KILLED, Strength.CERTAIN, "killed because it did not " + (run.ready() ? "stop" : "start")
                    + " in time");
        }
        if (exit.exitStatus().isPresent()) {
            return ofStatus(exit.exitStatus().getAsInt());
        }
        if (exit.killedBy("KILL")) {
            return killed();
        }
        return exit.killedBy("TERM") || exit.killedBy("INT") || exit.killedBy("HUP")
                ? found(EndCause.KILLED, Strength.CERTAIN, "ended by SIG" + exit.status() + " before it could stop in order")
                : found(EndCause.JVM_CRASH, Strength.STRONG, "the process died of SIG" + exit.status());
    }

    private Optional<PreviousEnd> ofStatus(int status) {
        return switch (status) {
            case 0 -> Optional.empty();
            case HEAP_EXHAUSTED -> found(
                    EndCause.HEAP_EXHAUSTED, Strength.CERTAIN, "the Java heap was full; the gateway ended itself (exit status 3)");
            default -> found(EndCause.CRASH, Strength.CERTAIN, "exit status " + status);
        };
    }

    private Optional<PreviousEnd> killed() {
        if (risen().isPresent()) {
            evidence.add(risen().get());
            return found(EndCause.OOM_KILL, Strength.STRONG, "killed (SIGKILL) when memory was short");
        }
        return found(EndCause.KILLED, traces.oomKills().isEmpty() ? Strength.LIKELY : Strength.STRONG,
                "killed (SIGKILL) by somebody else");
    }

    private Optional<PreviousEnd> watched() {
        if (run.stall() == null) {
            return Optional.empty();
        }
        evidence.add("the watchdog's note in the run record");
        return found(EndCause.WATCHDOG, Strength.STRONG, run.stall());
    }

    private Optional<PreviousEnd> circumstances() {
        Optional<String> risen = risen();
        if (risen.isEmpty()) {
            return Optional.empty();
        }
        evidence.add(risen.get());
        boolean ofGroup = !risen.get().contains(BootEvidence.MACHINE + " ");
        return found(
                EndCause.OOM_KILL,
                ofGroup ? Strength.STRONG : Strength.LIKELY,
                "gone without a word while the kernel killed for want of memory");
    }

    private PreviousEnd untold() {
        if (run.planned() != null) {
            return end(
                    EndCause.KILLED,
                    Strength.LIKELY,
                    "ended by force while it was stopping, as " + run.planned().by() + " had asked");
        }
        return end(
                EndCause.UNKNOWN,
                Strength.BASE,
                run.ready()
                        ? "gone without a word: killed from outside, or its heap was full"
                        : "gone without a word during its start");
    }

    /** The innermost counter that rose since the run began. */
    private Optional<String> risen() {
        for (Map.Entry<String, Long> then : run.start().oomKills().entrySet()) {
            Long now = traces.oomKills().get(then.getKey());
            if (now != null && now > then.getValue()) {
                return Optional.of("oom_kill of " + then.getKey() + " rose from " + then.getValue() + " to " + now);
            }
        }
        return Optional.empty();
    }

    private long pid() {
        return run.start().pid();
    }

    private Optional<PreviousEnd> found(EndCause cause, Strength strength, String text) {
        return Optional.of(end(cause, strength, text));
    }

    private PreviousEnd end(EndCause cause, Strength strength, String text) {
        PreviousEnd.LastSeen seen = run == null
                ? null
                : new PreviousEnd.LastSeen(
                        run.seen().atMillis(),
                        run.seen().vitals().rssBytes(),
                        run.seen().vitals().level(),
                        pid(),
                        run.start().version());
        return new PreviousEnd(cause, strength, text, evidence, seen);
    }
}
