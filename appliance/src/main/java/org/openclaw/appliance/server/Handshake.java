package org.openclaw.appliance.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.openclaw.appliance.access.Authenticator;
import org.openclaw.appliance.access.Decision;
import org.openclaw.appliance.access.Peer;
import org.openclaw.appliance.access.Role;
import org.openclaw.appliance.protocol.ConnectChallenge;
import org.openclaw.appliance.protocol.ConnectParams;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.RequestFrame;
import org.openclaw.appliance.protocol.Shape;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.websocket.CloseCode;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** Judges a connection's first frame. Holds nothing of a connection; thread-safe. */
final class Handshake {

    /** The protocol version spoken. */
    static final int PROTOCOL = 4;

    private static final int OLDEST_FOR_PROBES = 3;
    private static final long STARTING_RETRY_MILLIS = 500;
    private static final long DRAINING_RETRY_MILLIS = 1_000;
    private static final TaggedLogger LOG = Logger.tag("gateway/ws");
    private static final ErrorShape UNDECIDED = ErrorShape.of(
                    ErrorCode.UNAVAILABLE, "the gateway can't read its paired devices; `openclaw logs` shows why")
            .retryAfter(5_000);
    private static final String WRONG_ORIGIN =
            "origin not allowed (open the Control UI from the gateway host or allow it in gateway.controlUi.allowedOrigins)";

    /** What becomes of the connection. */
    sealed interface Verdict {

        /** Closes without an answer. */
        record Hang(int code, String reason) implements Verdict {}

        /** Answers with an error after a while, then closes. */
        record Refuse(String id, ErrorShape error, int code, String reason, long delayMillis) implements Verdict {

            static Refuse policy(String id, ErrorShape error) {
                return new Refuse(id, error, CloseCode.POLICY, error.message(), 0);
            }
        }

        /** Well-formed; whether the client is let in takes {@link Handshake#authenticate}. */
        record Ask(String id, ConnectParams params, Role role) implements Verdict {}

        /** Lets in. */
        record Admit(String id, ConnectParams params, Decision.Granted granted) implements Verdict {}
    }

    private final Authenticator authenticator;
    private final Origins origins;
    private final Lifecycle lifecycle;
    private final Shape<ConnectParams> shape = Shape.of(ConnectParams.class);

    Handshake(Authenticator authenticator, Origins origins, Lifecycle lifecycle) {
        this.authenticator = authenticator;
        this.origins = origins;
        this.lifecycle = lifecycle;
    }

    /** Judges the frame's form. Never blocks. @return never {@link Verdict.Admit} */
    Verdict judge(Peer peer, String text) {
        JsonNode document;
        try {
            document = Json.parse(text);
        } catch (JsonProcessingException e) {
            return new Verdict.Hang(CloseCode.NORMAL, "");
        }
        RequestFrame request;
        try {
            request = RequestFrame.read(document);
        } catch (RequestFrame.Malformed e) {
            return new Verdict.Hang(CloseCode.POLICY, "invalid request frame");
        }
        if (!request.method().equals("connect")) {
            return Verdict.Refuse.policy(
                    request.id(), ErrorShape.invalid("invalid handshake: first request must be connect"));
        }
        try {
            if (request.params() == null) {
                return Verdict.Refuse.policy(request.id(), invalidParams("must be object"));
            }
            return connect(peer, request.id(), shape.read(request.params()));
        } catch (Shape.Violation e) {
            return Verdict.Refuse.policy(request.id(), invalidParams(e.getMessage()));
        }
    }

    private Verdict connect(Peer peer, String id, ConnectParams params) {
        if (!speaks(params)) {
            return new Verdict.Refuse(id, mismatch(params), CloseCode.PROTOCOL_ERROR, "protocol mismatch", 0);
        }
        if ("worker".equals(params.role())) {
            return new Verdict.Hang(CloseCode.POLICY, "invalid-handshake");
        }
        Optional<Role> role = params.role() == null ? Optional.of(Role.OPERATOR) : Role.of(params.role());
        if (role.isEmpty()) {
            return Verdict.Refuse.policy(id, ErrorShape.invalid("invalid role"));
        }
        Optional<String> objection = origins.objection(peer, params.client().id());
        if (objection.isPresent()) {
            ObjectNode details = Json.object()
                    .put("code", "CONTROL_UI_ORIGIN_NOT_ALLOWED")
                    .put("reason", objection.get());
            return Verdict.Refuse.policy(id, ErrorShape.invalid(WRONG_ORIGIN).withDetails(details));
        }
        return switch (lifecycle.state()) {
            case STARTING -> starting(id);
            case DRAINING -> draining(id);
            case READY -> new Verdict.Ask(id, params, role.get());
        };
    }

    /** Judges who it is. Blocks on the disk. @return {@link Verdict.Admit} or {@link Verdict.Refuse} */
    Verdict authenticate(Peer peer, ConnectChallenge challenge, Verdict.Ask ask) {
        try {
            return switch (authenticator.connect(peer, challenge, ask.role(), ask.params())) {
                case Decision.Granted granted -> new Verdict.Admit(ask.id(), ask.params(), granted);
                case Decision.Refused refused ->
                    new Verdict.Refuse(
                            ask.id(), refused.error(), CloseCode.POLICY, refused.closeReason(), refused.delayMillis());
            };
        } catch (RuntimeException e) {
            LOG.error(e, "authentication failed");
            return Verdict.Refuse.policy(ask.id(), UNDECIDED);
        }
    }

    /** Whether the client was sent the answer. Never blocks. */
    void answered(Verdict.Admit admit, boolean sent) {
        authenticator.answered(admit.granted(), sent);
    }

    /** Why what the client was let in with is no longer good; empty while it is. Blocks on the disk. */
    Optional<String> withdrawn(Verdict.Admit admit) {
        return authenticator.withdrawn(admit.granted());
    }

    private static boolean speaks(ConnectParams params) {
        boolean older = params.client().mode().equals("probe")
                || ("node".equals(params.role()) && params.client().mode().equals("node"));
        return params.maxProtocol() >= (older ? OLDEST_FOR_PROBES : PROTOCOL) && params.minProtocol() <= PROTOCOL;
    }

    private static ErrorShape mismatch(ConnectParams params) {
        return ErrorShape.invalid("protocol mismatch")
                .withDetails(Json.object()
                        .put("code", "PROTOCOL_MISMATCH")
                        .put("clientMinProtocol", params.minProtocol())
                        .put("clientMaxProtocol", params.maxProtocol())
                        .put("expectedProtocol", PROTOCOL)
                        .put("minimumProbeProtocol", OLDEST_FOR_PROBES));
    }

    private static ErrorShape invalidParams(String fault) {
        return ErrorShape.invalid("invalid connect params: " + fault);
    }

    private static Verdict starting(String id) {
        ErrorShape error = ErrorShape.of(ErrorCode.UNAVAILABLE, "gateway starting; retry shortly")
                .withDetails(Json.object().put("reason", "startup-sidecars"))
                .retryAfter(STARTING_RETRY_MILLIS);
        return new Verdict.Refuse(id, error, CloseCode.TRY_AGAIN_LATER, "gateway starting", 0);
    }

    private Verdict draining(String id) {
        ErrorShape error = ErrorShape.of(ErrorCode.UNAVAILABLE, "gateway restarting; retry shortly")
                .withDetails(Json.object()
                        .put("method", "connect")
                        .put("reason", "gateway-restarting")
                        .put("phase", lifecycle.phase()))
                .retryAfter(DRAINING_RETRY_MILLIS);
        return new Verdict.Refuse(id, error, CloseCode.TRY_AGAIN_LATER, "gateway restart in progress", 0);
    }
}
