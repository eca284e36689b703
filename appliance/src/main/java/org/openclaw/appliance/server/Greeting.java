package org.openclaw.appliance.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import org.openclaw.appliance.access.Peer;
import org.openclaw.appliance.protocol.ConnectParams;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.HelloOk;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.ClientInfo;
import org.openclaw.appliance.rpc.Subscriptions;

/** What an accepted connect turns into: a caller for the features, a hello for the client. Thread-safe. */
final class Greeting {

    private final Backend backend;
    private final Limits limits;

    Greeting(Backend backend, Limits limits) {
        this.backend = backend;
        this.limits = limits;
    }

    HelloOk hello(Caller caller, JsonNode snapshot) {
        return new HelloOk(
                HelloOk.TYPE,
                Handshake.PROTOCOL,
                new HelloOk.Server(backend.version(), caller.connectionId(), backend.bootId()),
                // Clients change their behaviour on a capability, so none is listed before it exists.
                new HelloOk.Features(backend.methods().advertised(), Event.advertised(), List.of()),
                snapshot,
                new HelloOk.Auth(
                        caller.grant().method(), caller.grant().role().wireName(), caller.grant().scopes()),
                new HelloOk.Policy(limits.maxPayload(), limits.maxBufferedBytes(), limits.tickMillis()));
    }

    static Caller caller(String connectionId, Peer peer, Handshake.Verdict.Admit admit) {
        ConnectParams params = admit.params();
        ConnectParams.Client client = params.client();
        return new Caller(
                connectionId,
                admit.grant(),
                new ClientInfo(
                        client.id(), client.version(), client.platform(), client.mode(), client.displayName(),
                        client.deviceFamily(), client.modelIdentifier(), client.timeZone(), client.instanceId()),
                peer.address(),
                params.caps() == null ? Set.of() : Set.copyOf(params.caps()),
                new Subscriptions());
    }
}
