package org.openclaw.appliance.cli;

import java.util.EnumMap;
import java.util.Map;
import org.openclaw.appliance.doctor.Finding;
import org.openclaw.appliance.doctor.Result;
import org.openclaw.appliance.doctor.Severity;

/** What doctor tells people: a line for each finding as soon as there is one, and a summary. */
final class DoctorText {

    private static final String DETAIL = "  → ";
    private static final String FACT = "    · ";

    private final Terminal terminal;
    private final boolean verbose;
    private final boolean fixing;
    private final Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
    private int checks;
    private int repaired;
    private int repairsFailed;
    private int repairable;

    DoctorText(Terminal terminal, boolean verbose, boolean fixing) {
        this.terminal = terminal;
        this.verbose = verbose;
        this.fixing = fixing;
    }

    void print(Result result) {
        checks++;
        result.repairs().forEach(this::print);
        for (int i = 0; i < result.findings().size(); i++) {
            print(result.findings().get(i), verbose && i == 0 ? " (" + result.took().toMillis() + " ms)" : "");
        }
    }

    private void print(Result.Repaired repair) {
        terminal.out(painted(repair.finding().severity()) + " " + repair.finding().line());
        if (repair.done()) {
            repaired++;
            terminal.out(DETAIL + terminal.good("Fixed: ") + repair.text());
        } else {
            repairsFailed++;
            terminal.out(DETAIL + terminal.bad("Not fixed: ") + repair.text());
        }
    }

    private void print(Finding finding, String timing) {
        counts.merge(finding.severity(), 1, Integer::sum);
        terminal.out(painted(finding.severity()) + " " + finding.line() + timing);
        finding.details().forEach(detail -> terminal.out(DETAIL + detail));
        finding.fix().ifPresent(fix -> {
            repairable++;
            terminal.out(DETAIL + "`openclaw doctor --fix` " + fix.offer() + ".");
        });
        if (verbose) {
            finding.facts().forEach(fact -> terminal.out(FACT + fact));
        }
    }

    private String painted(Severity severity) {
        return severity.atLeast(Severity.ERROR) ? terminal.bad(severity.mark())
                : severity.atLeast(Severity.WARNING) ? terminal.strong(severity.mark())
                : terminal.good(severity.mark());
    }

    /** @return whether a repair failed */
    boolean summarise() {
        int errors = counts.getOrDefault(Severity.ERROR, 0);
        int warnings = counts.getOrDefault(Severity.WARNING, 0);
        terminal.out("");
        terminal.out(checks + " checks: " + count(errors, "error") + ", " + count(warnings, "warning")
                + (fixing ? ", " + repaired + " fixed" + (repairsFailed > 0 ? ", " + repairsFailed + " not fixed" : "") : "")
                + ".");
        if (repairable > 0 && !fixing) {
            terminal.out("  openclaw doctor --fix       repairs " + repairable + " of these; keeps copies of what it changes");
        }
        if (repaired > 0) {
            terminal.out("  openclaw gateway restart    lets the gateway take over what was repaired");
        }
        if (errors > 0) {
            terminal.out("  openclaw gateway status     shows configuration, process and reachability");
            terminal.out("  openclaw logs --tail 100    shows the end of the gateway's log");
        }
        if (!verbose && errors + warnings > 0) {
            terminal.out("  openclaw doctor --verbose   shows where values come from and how long checks take");
        }
        return repairsFailed > 0;
    }

    private static String count(int number, String word) {
        return number + " " + word + (number == 1 ? "" : "s");
    }
}
