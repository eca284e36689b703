package org.openclaw.appliance.inbound;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Supplier;
import org.openclaw.appliance.protocol.InboundParams;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;

/** The queue of messages that came in over channels: {@code appliance.inbound.*}. */
public final class InboundMethods {

    private static final int LISTED = 50;

    private final Supplier<InboundQueue> queue;

    /** @param queue made when first asked for */
    public InboundMethods(Supplier<InboundQueue> queue) {
        this.queue = queue;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.of("appliance.inbound.list", Access.READ, InboundParams.Queue.class, this::list),
                Method.of("appliance.inbound.resubmit", Access.WRITE, InboundParams.Resubmit.class, this::resubmit));
    }

    private ObjectNode list(Caller caller, InboundParams.Queue params) {
        String state = params.state() == null ? InboundTable.DEAD : params.state();
        ArrayNode messages = Json.array();
        queue.get().list(state, params.limit() == null ? LISTED : params.limit()).forEach(messages::add);
        ObjectNode answer = Json.object();
        answer.set("messages", messages);
        return answer;
    }

    private ObjectNode resubmit(Caller caller, InboundParams.Resubmit params) throws ProtocolException {
        if (!queue.get().resubmit(params.id())) {
            throw ProtocolException.invalid("no dead message has the id " + params.id() + "; `openclaw message inbound dead` lists them");
        }
        return Json.object().put("id", params.id()).put("state", InboundTable.QUEUED);
    }
}
