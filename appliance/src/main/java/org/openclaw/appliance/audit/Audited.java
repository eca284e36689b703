package org.openclaw.appliance.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Call;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;

/** Puts methods that change what the gateway is, or who may use it, on record: done or refused, by whom, and what it was about. */
public final class Audited {

    private static final int LONGEST_ID = 120;

    private final AuditTrail trail;

    public Audited(AuditTrail trail) {
        this.trail = trail;
    }

    /** The same method, on record where it changes something that matters. */
    public <P extends Record> Method<P> around(Method<P> method) {
        if (!matters(method)) {
            return method;
        }
        Method.Handler<P> handler = (call, params) -> {
            Recording recording = new Recording(call, method.name(), params);
            try {
                method.handler().handle(recording, params);
            } catch (ProtocolException e) {
                recording.ended(e.error());
                throw e;
            }
        };
        return new Method<>(method.name(), method.access(), method.advertised(), false, method.params(), handler);
    }

    private static boolean matters(Method<?> method) {
        String name = method.name();
        boolean pairing = name.startsWith("device.pair.") || name.startsWith("device.token.") || name.startsWith("node.pair.")
                || name.startsWith("channels.pairing.") || name.startsWith("pairing.");
        boolean approval = name.endsWith(".resolve") && name.contains("approval") || name.startsWith("exec.approvals.set");
        boolean others = name.startsWith("gateway.restart.request") || name.startsWith("appliance.safeMode.")
                || name.startsWith("secrets.") && !name.equals("secrets.resolve") || name.startsWith("update.run");
        boolean config = name.startsWith("config.");
        return (pairing || approval || others || config) && !isReading(method, name);
    }

    private static boolean isReading(Method<?> method, String name) {
        boolean readScope = method.access() instanceof Access.Needs needs && needs.scope().equals(Scope.READ);
        String verb = name.substring(name.lastIndexOf('.') + 1);
        return readScope || switch (verb) {
            case "list", "get", "schema", "lookup", "status", "verify", "preflight", "openFile" -> true;
            default -> false;
        };
    }

    /** Watches for the first answer. */
    private final class Recording implements Call {
        private final Call call;
        private final String action;
        private final Record params;
        private boolean done;

        Recording(Call call, String action, Record params) {
            this.call = call;
            this.action = action;
            this.params = params;
        }

        synchronized void ended(ErrorShape error) {
            if (done) {
                return;
            }
            done = true;
            ObjectNode facts = who(call.caller());
            facts.put("outcome", error == null ? "done" : "refused");
            if (error != null) {
                facts.put("code", error.code().name());
            }
            ObjectNode target = target(params);
            if (!target.isEmpty()) {
                facts.set("target", target);
            }
            trail.add(action, facts);
        }

        @Override
        public Caller caller() {
            return call.caller();
        }

        @Override
        public String id() {
            return call.id();
        }

        @Override
        public void reply(Object payload) {
            ended(null);
            call.reply(payload);
        }

        @Override
        public void fail(ErrorShape error) {
            ended(error);
            call.fail(error);
        }

        @Override
        public void fail(Object payload, ErrorShape error) {
            ended(error);
            call.fail(payload, error);
        }
    }

    private static ObjectNode who(Caller caller) {
        ObjectNode facts = Json.object();
        ObjectNode actor = facts.putObject("actor")
                .put("client", caller.client().id())
                .put("mode", caller.client().mode())
                .put("address", caller.address())
                .put("role", caller.grant().role().wireName())
                .put("connId", caller.connectionId());
        if (caller.grant().deviceId() != null) {
            actor.put("deviceId", caller.grant().deviceId());
        }
        if (caller.client().displayName() != null) {
            actor.put("name", cut(caller.client().displayName()));
        }
        return facts;
    }

    /** Which thing it was about: identifiers and names of keys; nothing that was written into them. */
    static ObjectNode target(Record params) {
        ObjectNode target = Json.object();
        JsonNode given = Json.tree(params);
        for (Map.Entry<String, JsonNode> field : given.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            boolean identifies = name.endsWith("Id") || switch (name) {
                case "id", "path", "decision", "role", "channel", "accountId", "enabled", "mode", "name" -> true;
                default -> false;
            };
            if (identifies && value.isValueNode() && !value.isNull()) {
                target.put(name, cut(value.asText()));
            }
        }
        return target;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_ID ? text : text.substring(0, LONGEST_ID) + "…";
    }
}
