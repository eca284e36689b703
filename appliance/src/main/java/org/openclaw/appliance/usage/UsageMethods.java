package org.openclaw.appliance.usage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.NoParams;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.protocol.UsageParams;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.store.Store;

/** {@code usage.status}, {@code usage.cost} and {@code sessions.usage*}. */
public final class UsageMethods {

    private static final int DAYS = 30;
    private static final int SESSIONS = 50;

    private final Store store;
    private final Sessions sessions;
    private final Clock clock;

    public UsageMethods(Store store, Sessions sessions, Clock clock) {
        this.store = store;
        this.sessions = sessions;
        this.clock = clock;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.of("usage.status", Access.READ, NoParams.Tolerant.class, (caller, params) -> status()),
                Method.of("usage.cost", Access.READ, UsageParams.Cost.class, (caller, params) -> cost(params)),
                Method.of("sessions.usage", Access.READ, UsageParams.Sessions.class, (caller, params) -> sessions(params))
                        .unadvertised(),
                Method.of("sessions.usage.timeseries", Access.READ, UsageParams.OfSession.class, (caller, params) ->
                                reports().timeseries(sessions.locate(params.key(), params.agentId())))
                        .unadvertised(),
                Method.of("sessions.usage.logs", Access.READ, UsageParams.OfSession.class, (caller, params) ->
                                reports().logs(sessions.locate(params.key(), params.agentId()), params.limit()))
                        .unadvertised());
    }

    private Reports reports() {
        return new Reports(new Uses(store), sessions, clock);
    }

    /** Quotas of subscriptions, which are asked of providers with credentials this gateway has none of. */
    private ObjectNode status() {
        ObjectNode status = Json.object().put("updatedAt", clock.millis());
        status.putArray("providers");
        return status;
    }

    private ObjectNode cost(UsageParams.Cost params) throws ProtocolException {
        ZoneId zone = Span.zone(params.mode(), params.timeZone(), params.utcOffset());
        Instant now = clock.instant();
        Span span = params.startDate() != null
                ? Span.between(params.startDate(), params.endDate(), zone, now)
                : Span.newest(params.days() == null ? DAYS : params.days(), zone, now);
        return reports().cost(span, params.agentId());
    }

    private ObjectNode sessions(UsageParams.Sessions params) throws ProtocolException {
        ZoneId zone = Span.zone(params.mode(), params.timeZone(), params.utcOffset());
        Instant now = clock.instant();
        Reports reports = reports();
        Span span = params.startDate() != null
                ? Span.between(params.startDate(), params.endDate(), zone, now)
                : range(params.range() == null ? "30d" : params.range(), zone, now, reports);
        String key = params.key() == null ? null : sessions.locate(params.key(), params.agentId()).toString();
        return reports.sessions(span, key, params.agentId(), params.limit() == null ? SESSIONS : params.limit());
    }

    private static Span range(String range, ZoneId zone, Instant now, Reports reports) throws ProtocolException {
        return switch (range) {
            case "7d" -> Span.newest(7, zone, now);
            case "90d" -> Span.newest(90, zone, now);
            case "1y" -> Span.newest(365, zone, now);
            case "all" -> Span.between(
                    LocalDate.ofInstant(Instant.ofEpochMilli(reports.oldest()), zone).toString(), null, zone, now);
            default -> Span.newest(DAYS, zone, now);
        };
    }
}
