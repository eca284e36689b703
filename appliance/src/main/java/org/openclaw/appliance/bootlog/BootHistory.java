package org.openclaw.appliance.bootlog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.store.Store;
import org.openclaw.appliance.store.StoreException;

/** The starts on record and the last run's end, told without a running gateway. Changes nothing. */
public final class BootHistory {

    private final BootLog.Place place;
    private final Path database;

    public BootHistory(BootLog.Place place, Path database) {
        this.place = place;
        this.database = database;
    }

    /**
     * How the last run ended, as far as its traces tell by now. Only for when no gateway runs: a running one has no end yet.
     *
     * @return empty where none has ever run here
     */
    public Optional<PreviousEnd> lastEnd() {
        PreviousEnd end = Diagnosis.of(PreviousRun.traces(place.files(), place.evidence(), place.reports()));
        return end.cause() == EndCause.FIRST_START ? Optional.empty() : Optional.of(end);
    }

    /** The starts, the newest first; none where there is no database that can be read. @param most how many at most */
    public List<BootRecord> boots(int most) {
        try {
            return Store.peek(database, sql -> BootTable.newest(sql, most)).orElse(List.of());
        } catch (StoreException e) {
            return List.of();
        }
    }

    /** Adds {@code lastShutdown}, where a gateway has run, and {@code boots}: as a running gateway's {@code status} has them. */
    public void addTo(ObjectNode status) {
        lastEnd().ifPresent(end -> status.set("lastShutdown", BootReport.json(end)));
        ArrayNode list = status.putArray("boots");
        boots(BootTable.MOST).forEach(boot -> list.add(boot.json()));
    }
}
