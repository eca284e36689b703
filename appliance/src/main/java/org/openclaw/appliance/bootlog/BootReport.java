package org.openclaw.appliance.bootlog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What {@code status} tells of ends and starts. Thread-safe; reads the database. */
public final class BootReport {

    private final BootLog boots;
    private final SafeMode safeMode;

    public BootReport(BootLog boots, SafeMode safeMode) {
        this.boots = boots;
        this.safeMode = safeMode;
    }

    /** Adds {@code lastShutdown}, {@code boots} and {@code safeMode}. */
    public void addTo(ObjectNode status) {
        status.set("lastShutdown", json(boots.previous()));
        ArrayNode list = status.putArray("boots");
        boots.boots(BootTable.MOST).forEach(boot -> list.add(boot.json()));
        status.set("safeMode", safeMode.json());
    }

    static ObjectNode json(PreviousEnd end) {
        return end.json().put("line", end.line());
    }
}
