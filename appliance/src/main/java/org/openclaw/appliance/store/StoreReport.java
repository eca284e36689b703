package org.openclaw.appliance.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What became of a damaged database.
 *
 * @param cause what was wrong, in the driver's words
 * @param movedTo where the damaged file lies now; nothing in it was changed
 * @param rows how many rows of each table were taken over
 * @param incomplete tables of which some rows could not be read
 */
public record StoreReport(String cause, Path movedTo, Map<String, Long> rows, List<String> incomplete) {

    public StoreReport {
        rows = Map.copyOf(rows);
        incomplete = List.copyOf(incomplete);
    }

    /** The whole story for the operator. */
    public String sentence() {
        long taken = rows.values().stream().mapToLong(Long::longValue).sum();
        String losses = incomplete.isEmpty()
                ? "No table lost rows that could be seen."
                : "Rows are missing from: " + String.join(", ", incomplete) + ".";
        return "The database was damaged (" + cause + "). It was moved to " + movedTo + " and " + taken
                + " rows were taken over into a new one. " + losses
                + " Check the storage medium, restore a backup if one is newer, then delete the damaged file.";
    }
}
