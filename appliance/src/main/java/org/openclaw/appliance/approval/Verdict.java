package org.openclaw.appliance.approval;

/** Whether a command may run. */
public sealed interface Verdict {

    /** It may, as long as {@link ExecApprovals#stillHolds} says so when it is started. */
    record Allowed(Seal seal) implements Verdict {}

    /** It may not. @param sentence why, for the model and the owner */
    record Denied(String sentence) implements Verdict {}

    /** Somebody has been asked. @param approvalId the question */
    record Asked(String approvalId) implements Verdict {}

    /** What was allowed, so that nothing else is run in its place. */
    final class Seal {
        private final Programs programs;

        Seal(Programs programs) {
            this.programs = programs;
        }

        boolean isOf(Programs now) {
            return programs.equals(now);
        }
    }
}
