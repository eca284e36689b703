package org.openclaw.appliance.doctor;

import java.time.Duration;
import java.util.List;

/**
 * What became of one check.
 *
 * @param findings what it found in the end
 * @param repairs what was done about what it found before
 * @param took time spent looking, without repairs
 */
public record Result(String checkId, List<Finding> findings, List<Repaired> repairs, Duration took) {

    /**
     * An attempted repair.
     *
     * @param finding what was wrong
     * @param done whether the repair succeeded
     * @param text a sentence on it
     */
    public record Repaired(Finding finding, boolean done, String text) {}

    public Result {
        findings = List.copyOf(findings);
        repairs = List.copyOf(repairs);
    }

    public boolean failedToRepair() {
        return repairs.stream().anyMatch(repair -> !repair.done());
    }
}
