package org.openclaw.appliance.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import org.openclaw.appliance.access.GatewayIdentity;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.log.LogFilter;
import org.openclaw.appliance.log.LogLevels;
import org.openclaw.appliance.log.LogSearch;
import org.openclaw.appliance.log.LogTail;
import org.openclaw.appliance.log.Logging;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.NoParams;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.protocol.StatusParams;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Call;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.store.StoreException;
import org.tinylog.Level;

/** How the gateway is doing: {@code health}, {@code status}, {@code system.info}, {@code logs.tail} and its identity. */
public final class StatusMethods {

    private final HealthSummary health;
    private final HealthNews news;
    private final StatusSummary status;
    private final SystemInfo system;
    private final Logging logging;
    private final GatewayIdentity identity;
    private final Executor workers;

    /** @param workers starts a virtual thread per task */
    public StatusMethods(
            HealthSummary health,
            HealthNews news,
            StatusSummary status,
            SystemInfo system,
            Logging logging,
            GatewayIdentity identity,
            Executor workers) {
        this.health = health;
        this.news = news;
        this.status = status;
        this.system = system;
        this.logging = logging;
        this.identity = identity;
        this.workers = workers;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.staged("health", Access.ANYONE, StatusParams.Health.class, this::health)
                        .onIoThread(),
                Method.of("status", Access.READ, StatusParams.Status.class, this::status),
                Method.of("system.info", Access.READ, NoParams.class, (caller, params) -> system.make()),
                Method.of("update.status", Access.ADMIN, StatusParams.UpdateStatus.class, (caller, params) -> noUpdate()),
                Method.of("plugins.list", Access.READ, NoParams.class, (caller, params) -> noPlugins()),
                Method.of("logs.tail", Access.READ, StatusParams.LogsTail.class, this::logsTail),
                Method.of("appliance.logs.search", Access.READ, StatusParams.LogsSearch.class, this::logsSearch),
                Method.of("gateway.identity.get", Access.READ, NoParams.Tolerant.class, (caller, params) -> identity)
                        .onIoThread());
    }

    // Whoever installed the gateway renews it: it neither looks for newer versions nor installs them.
    private static ObjectNode noUpdate() {
        return Json.object().putNull("sentinel").putNull("updateAvailable");
    }

    // All it can do is built in.
    private static ObjectNode noPlugins() {
        ObjectNode answer = Json.object().put("mutationAllowed", false);
        answer.putArray("plugins");
        answer.putArray("diagnostics");
        return answer;
    }

    // A summary at hand is given at once; a new one reads the database, which has no place on an I/O thread.
    private void health(Call call, StatusParams.Health params) {
        if (Boolean.TRUE.equals(params.probe()) || !health.isRecent()) {
            workers.execute(() -> answerFresh(call));
        } else {
            call.reply(health.cached());
        }
    }

    private void answerFresh(Call call) {
        try {
            call.reply(news.refresh());
        } catch (StoreException e) {
            call.fail(ErrorShape.of(ErrorCode.UNAVAILABLE, e.getMessage()));
        }
    }

    private ObjectNode status(Caller caller, StatusParams.Status params) {
        return status.make(
                caller.grant().admits(Scope.ADMIN), Boolean.TRUE.equals(params.includeCliProjection()));
    }

    private LogTail.Chunk logsSearch(Caller caller, StatusParams.LogsSearch params) throws ProtocolException {
        LogFilter filter = new LogFilter(
                params.level() == null ? Level.TRACE : LogLevels.parse(params.level()).orElse(Level.TRACE),
                Optional.ofNullable(params.since()).map(Instant::ofEpochMilli),
                Optional.ofNullable(params.subsystem()));
        int limit = params.limit() == null ? LogTail.DEFAULT_LINES : params.limit();
        try {
            logging.flush();
            return params.cursor() == null
                    ? new LogSearch(file()).find(limit, filter)
                    : new LogTail(file()).read(OptionalLong.of(params.cursor()), limit, LogTail.MOST_BYTES, filter);
        } catch (IOException e) {
            throw ProtocolException.unavailable("the log file can't be read: " + e.getMessage());
        }
    }

    // Where the log goes now: the configuration may have moved it.
    private Path file() throws ProtocolException {
        return logging.settings()
                .file()
                .orElseThrow(() -> ProtocolException.unavailable("this gateway logs to its terminal alone"));
    }

    private LogTail.Chunk logsTail(Caller caller, StatusParams.LogsTail params) throws ProtocolException {
        try {
            logging.flush();
            return new LogTail(file()).read(
                    params.cursor() == null ? OptionalLong.empty() : OptionalLong.of(params.cursor()),
                    params.limit() == null ? LogTail.DEFAULT_LINES : params.limit(),
                    params.maxBytes() == null ? LogTail.DEFAULT_BYTES : params.maxBytes(),
                    line -> true);
        } catch (IOException e) {
            throw ProtocolException.unavailable("the log file can't be read: " + e.getMessage());
        }
    }
}
