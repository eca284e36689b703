package org.openclaw.appliance.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.LongSupplier;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.StateVersion;
import org.openclaw.appliance.rpc.Events;

/** Makes new health summaries and tells every connection. Thread-safe; blocks on the database. */
public final class HealthNews {

    private final HealthSummary health;
    private final Events events;
    private final LongSupplier presenceVersion;

    public HealthNews(HealthSummary health, Events events, LongSupplier presenceVersion) {
        this.health = health;
        this.events = events;
        this.presenceVersion = presenceVersion;
    }

    /** A new summary, published. Must not be modified. */
    public ObjectNode refresh() {
        ObjectNode summary = health.fresh();
        events.publish(Event.HEALTH, summary, new StateVersion(presenceVersion.getAsLong(), health.version()));
        return summary;
    }

    /** The minute's refresh: nothing is done while nobody listens. */
    public void refreshIfWatched() {
        if (events.audience() > 0) {
            refresh();
        }
    }
}
