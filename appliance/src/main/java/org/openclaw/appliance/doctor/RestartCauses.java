package org.openclaw.appliance.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.bootlog.BootHistory;
import org.openclaw.appliance.bootlog.BootLog;
import org.openclaw.appliance.bootlog.BootRecord;
import org.openclaw.appliance.bootlog.PreviousEnd;
import org.openclaw.appliance.protocol.ProductVersion;

/** Why the gateway's last runs ended. */
final class RestartCauses implements Check {

    private static final int MOST_BOOTS = 10;
    private static final int MOST_SHOWN = 5;

    @Override
    public String id() {
        return "core/doctor/restart-causes";
    }

    @Override
    public List<Finding> run(Instance instance) {
        BootHistory history = history(instance);
        List<BootRecord> boots = history.boots(MOST_BOOTS);
        List<String> unclean = new ArrayList<>();
        // While a gateway runs, its own run has no end yet.
        Optional<PreviousEnd> last = LockHolder.pid(instance.paths().runDir()).isPresent() ? Optional.empty() : history.lastEnd();
        last.filter(end -> end.cause().isUnclean()).ifPresent(end -> unclean.add("the last run: " + end.line()));
        boots.stream()
                .filter(boot -> boot.previous().path("unclean").asBoolean())
                .forEach(boot -> unclean.add("before the start of " + Instant.ofEpochMilli(boot.startedAtMillis()) + ": "
                        + cause(boot.previous())));
        if (boots.isEmpty() && last.isEmpty()) {
            return List.of(Finding.ok("Restarts: none on record"));
        }
        if (unclean.isEmpty()) {
            return List.of(Finding.ok("Restarts: " + runs(boots.size()) + ", none ended badly"));
        }
        Finding finding = Finding.warning("Restarts: " + unclean.size() + (unclean.size() == 1 ? " run" : " runs")
                        + " ended badly; " + runs(boots.size()) + " on record")
                .details(unclean.stream().limit(MOST_SHOWN).toList());
        return List.of(unclean.toString().contains("oom-kill")
                ? finding.detail("The machine ran out of memory; `openclaw gateway memory` shows what uses it and what is left.")
                : finding);
    }

    static BootHistory history(Instance instance) {
        BootLog.Place place = new BootLog.Place(
                instance.paths().runDir(),
                instance.paths().stateDir().resolve("logs").resolve("stability"),
                ProductVersion.text(),
                instance.platform().hostFacts(),
                instance.platform().bootEvidence());
        return new BootHistory(place, instance.paths().database());
    }

    static String cause(JsonNode previous) {
        return previous.path("cause").asText() + " (" + previous.path("strength").asText() + "): "
                + previous.path("text").asText();
    }

    private static String runs(int boots) {
        return boots == 1 ? "1 start" : boots + " starts";
    }
}
