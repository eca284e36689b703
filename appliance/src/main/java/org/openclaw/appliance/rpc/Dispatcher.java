package org.openclaw.appliance.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.openclaw.appliance.access.Role;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.protocol.RequestFrame;
import org.openclaw.appliance.protocol.ResponseFrame;
import org.openclaw.appliance.protocol.Shape;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * From a request frame to its answer: scope, parameters, admission, handler. No exception leaves it; every request it takes
 * is answered at least once. Thread-safe.
 */
public final class Dispatcher {

    /** Most blocking calls in progress at once, over all connections. */
    public static final int MOST_IN_PROGRESS = 256;

    private static final long RETRY_MILLIS = 1_000;
    private static final TaggedLogger LOG = Logger.tag("gateway/rpc");

    // This gateway has one owner and no user profiles: whoever expects one acts for somebody else.
    private static final ErrorShape NO_PROFILE = ErrorShape.invalid(
                    "this gateway has no user profiles; select the gateway's owner and try again")
            .withDetails(Json.object().put("reason", "EXPECTED_PROFILE_MISMATCH").put("execution", "not_started"));

    private final Methods methods;
    private final Executor workers;
    private final Timings timings;
    private final Function<RuntimeException, Optional<String>> explanations;
    private final AtomicInteger inProgress = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();

    /** One that measures nothing. @param workers starts a virtual thread per task */
    public Dispatcher(Methods methods, Executor workers) {
        this(methods, workers, Timings.off(), e -> Optional.empty());
    }

    /**
     * @param workers starts a virtual thread per task
     * @param explanations what to tell the caller of failures that aren't the program's own, such as a full disk
     */
    public Dispatcher(
            Methods methods, Executor workers, Timings timings, Function<RuntimeException, Optional<String>> explanations) {
        this.methods = methods;
        this.workers = workers;
        this.timings = timings;
        this.explanations = explanations;
    }

    /** Where answers go. Thread-safe; never blocks. */
    @FunctionalInterface
    public interface Responder {
        void send(ResponseFrame response);
    }

    /** How many blocking calls are in progress and have not answered yet; cheap. */
    public int inProgress() {
        return unanswered.get();
    }

    public void dispatch(Caller caller, RequestFrame request, Responder responder) {
        if (request.expectedProfileId() != null) {
            responder.send(ResponseFrame.failed(request.id(), NO_PROFILE));
            return;
        }
        Method<?> method = methods.find(request.method()).orElse(null);
        if (method == null) {
            responder.send(ResponseFrame.failed(request.id(), unknown(caller, request.method())));
            return;
        }
        ErrorShape refusal = refusal(caller, method, request.params());
        if (refusal != null) {
            responder.send(ResponseFrame.failed(request.id(), refusal));
            return;
        }
        admit(method, new Pending(caller, request, responder, unanswered, timings));
    }

    private void admit(Method<?> method, Pending call) {
        if (method.inline()) {
            run(method, call);
            return;
        }
        if (inProgress.incrementAndGet() > MOST_IN_PROGRESS) {
            inProgress.decrementAndGet();
            call.fail(ErrorShape.of(ErrorCode.UNAVAILABLE, "too many requests in progress; retry shortly")
                    .retryAfter(RETRY_MILLIS));
            return;
        }
        call.counted();
        try {
            workers.execute(() -> {
                try {
                    run(method, call);
                } finally {
                    inProgress.decrementAndGet();
                    call.settled();
                }
            });
        } catch (RejectedExecutionException e) {
            inProgress.decrementAndGet();
            call.fail(ErrorShape.of(ErrorCode.UNAVAILABLE, "gateway is stopping").retryAfter(RETRY_MILLIS));
        }
    }

    private <P extends Record> void run(Method<P> method, Pending call) {
        call.begun();
        try {
            JsonNode params = call.request.params();
            P bound = method.params().get().read(params == null || params.isNull() ? Json.object() : params);
            method.handler().handle(call, bound);
        } catch (Shape.Violation e) {
            call.fail(ErrorShape.invalid("invalid " + method.name() + " params: " + e.getMessage()));
        } catch (ProtocolException e) {
            call.fail(e.error());
        } catch (RuntimeException e) {
            Optional<String> explanation = explanations.apply(e);
            if (explanation.isPresent()) {
                LOG.error("{} failed: {}", method.name(), explanation.get());
                call.fail(ErrorShape.of(ErrorCode.UNAVAILABLE, explanation.get()));
            } else {
                broken(method, call, e);
            }
        } catch (StackOverflowError e) {
            broken(method, call, e);
        }
    }

    private static void broken(Method<?> method, Pending call, Throwable e) {
        LOG.error(e, "{} failed", method.name());
        call.fail(ErrorShape.of(
                ErrorCode.UNAVAILABLE, method.name() + " failed inside the gateway; `openclaw logs` shows why"));
    }

    private static ErrorShape refusal(Caller caller, Method<?> method, JsonNode params) {
        return switch (method.access()) {
            case Access.Anyone() -> null;
            case Access.NodeOnly() -> caller.grant().role() == Role.NODE ? null : wrongRole(caller);
            case Access.Needs needs -> operatorRefusal(caller, needs.admits(caller.grant()), needs.scope());
            case Access.ByParams(var rule) -> {
                String scope = rule.apply(params == null ? Json.object() : params);
                yield operatorRefusal(caller, caller.grant().admits(scope), scope);
            }
        };
    }

    private static ErrorShape operatorRefusal(Caller caller, boolean admitted, String scope) {
        if (caller.grant().role() != Role.OPERATOR) {
            return wrongRole(caller);
        }
        return admitted ? null : ErrorShape.missingScope(scope);
    }

    private static ErrorShape wrongRole(Caller caller) {
        return ErrorShape.invalid("unauthorized role: " + caller.grant().role().wireName());
    }

    // Only an admin learns which names exist.
    private static ErrorShape unknown(Caller caller, String method) {
        return caller.grant().admits(Scope.ADMIN)
                ? ErrorShape.invalid("unknown method: " + method)
                : ErrorShape.missingScope(Scope.ADMIN);
    }

    private static final class Pending implements Call {
        private final Caller caller;
        private final RequestFrame request;
        private final Responder responder;
        private final AtomicInteger unanswered;
        private final AtomicBoolean counts = new AtomicBoolean();
        private final Timings timings;
        private final long takenNanos;
        private volatile long begunNanos;

        Pending(Caller caller, RequestFrame request, Responder responder, AtomicInteger unanswered, Timings timings) {
            this.caller = caller;
            this.request = request;
            this.responder = responder;
            this.unanswered = unanswered;
            this.timings = timings;
            this.takenNanos = timings.now();
            this.begunNanos = takenNanos;
        }

        void begun() {
            begunNanos = timings.now();
        }

        void counted() {
            counts.set(true);
            unanswered.incrementAndGet();
        }

        /** Before the answer goes out: whoever has it must not find its own call still in progress. */
        void settled() {
            if (counts.compareAndSet(true, false)) {
                unanswered.decrementAndGet();
            }
        }

        @Override
        public Caller caller() {
            return caller;
        }

        @Override
        public String id() {
            return request.id();
        }

        @Override
        public void reply(Object payload) {
            answer(ResponseFrame.ok(request.id(), payload));
        }

        @Override
        public void fail(ErrorShape error) {
            answer(ResponseFrame.failed(request.id(), error));
        }

        @Override
        public void fail(Object payload, ErrorShape error) {
            answer(ResponseFrame.failed(request.id(), payload, error));
        }

        private void answer(ResponseFrame response) {
            settled();
            if (!timings.wanted()) {
                responder.send(response);
                return;
            }
            long answered = timings.now();
            responder.send(response);
            long sent = timings.now();
            // Whoever follows the log must not make it grow by looking.
            if (request.method().contains("logs.") && sent - takenNanos < Timings.SLOW_MILLIS * 1_000_000) {
                return;
            }
            timings.tell(sent - takenNanos, () -> "rpc method=" + request.method() + " connId=" + caller.connectionId()
                    + " ok=" + response.ok()
                    + " queueMs=" + Timings.millis(begunNanos - takenNanos)
                    + " handlerMs=" + Timings.millis(answered - begunNanos)
                    + " sendMs=" + Timings.millis(sent - answered));
        }
    }
}
