package org.openclaw.appliance.diagnostics;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.openclaw.appliance.protocol.DiagnosticsParams;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;

/** {@code diagnostics.stability}: what happened to the gateway itself lately. */
public final class DiagnosticsMethods {

    private final Stability stability;

    public DiagnosticsMethods(Stability stability) {
        this.stability = stability;
    }

    public List<Method<?>> methods() {
        return List.of(Method.of("diagnostics.stability", Access.READ, DiagnosticsParams.Stability.class, this::tell));
    }

    private ObjectNode tell(Caller caller, DiagnosticsParams.Stability params) throws ProtocolException {
        int limit = params.limit() == null ? Stability.DEFAULT_LIMIT : params.limit();
        if (limit < 1 || limit > Stability.MOST_LIMIT) {
            throw new ProtocolException(ErrorShape.invalid("limit must be between 1 and " + Stability.MOST_LIMIT));
        }
        String type = params.type() == null || params.type().isBlank() ? null : params.type().strip();
        return stability.snapshot(limit, type, params.sinceSeq() == null ? 0 : params.sinceSeq());
    }
}
