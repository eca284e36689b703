package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.doctor.Finding;
import org.openclaw.appliance.doctor.Result;
import org.openclaw.appliance.doctor.Severity;
import org.openclaw.appliance.protocol.Json;

/** What doctor tells programs: the findings from a threshold upwards. */
final class DoctorLint {

    /** Grows when a field changes its meaning; additions leave it alone. */
    private static final int SCHEMA_VERSION = 1;

    private record Entry(String checkId, Finding finding) {}

    private final Severity threshold;
    private final List<Entry> entries = new ArrayList<>();
    private int checks;

    DoctorLint(Severity threshold) {
        this.threshold = threshold;
    }

    void add(Result result) {
        checks++;
        for (Finding finding : result.findings()) {
            if (finding.severity().atLeast(threshold)) {
                entries.add(new Entry(result.checkId(), finding));
            }
        }
    }

    boolean ok() {
        return entries.isEmpty();
    }

    /** @param skipped how many checks were left out */
    ObjectNode json(int skipped) {
        ObjectNode json = Json.object()
                .put("schemaVersion", SCHEMA_VERSION)
                .put("ok", ok())
                .put("checksRun", checks)
                .put("checksSkipped", skipped);
        ArrayNode findings = json.putArray("findings");
        for (Entry entry : entries) {
            Finding finding = entry.finding();
            ObjectNode one = findings.addObject()
                    .put("checkId", entry.checkId())
                    .put("severity", finding.severity().wireName())
                    .put("message", finding.line());
            finding.path().ifPresent(path -> one.put("path", path));
            ArrayNode details = one.putArray("details");
            finding.details().forEach(details::add);
            finding.fix().ifPresent(fix -> one.put("fixHint", hint(fix.offer())));
        }
        return json;
    }

    void print(Terminal terminal) {
        terminal.out("doctor --lint: ran " + checks + " check(s), " + entries.size() + " finding(s)");
        for (Entry entry : entries) {
            Finding finding = entry.finding();
            terminal.out("  [" + finding.severity().wireName() + "] " + entry.checkId()
                    + finding.path().map(path -> " " + path).orElse("") + " - " + finding.line());
            finding.details().forEach(detail -> terminal.out("    " + detail));
            finding.fix().ifPresent(fix -> terminal.out("    fix: " + hint(fix.offer())));
        }
    }

    private static String hint(String offer) {
        return "`openclaw doctor --fix` " + offer + ".";
    }
}
