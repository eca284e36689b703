package org.openclaw.appliance.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openclaw.appliance.access.Grant;
import org.openclaw.appliance.access.IssuedToken;
import org.openclaw.appliance.access.Peer;
import org.openclaw.appliance.protocol.ConnectParams;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.HelloOk;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.ClientInfo;
import org.openclaw.appliance.rpc.Subscriptions;
import org.openclaw.appliance.rpc.Surface;

/** What an accepted connect turns into: a caller for the features, a hello for the client. Thread-safe. */
final class Greeting {

    private final Backend backend;
    private final Limits limits;
    private final Thrift thrift;

    Greeting(Backend backend, Limits limits, Thrift thrift) {
        this.backend = backend;
        this.limits = limits;
        this.thrift = thrift;
    }

    HelloOk hello(Caller caller, List<IssuedToken> tokens, JsonNode snapshot) {
        return new HelloOk(
                HelloOk.TYPE,
                Handshake.PROTOCOL,
                new HelloOk.Server(backend.version(), caller.connectionId(), backend.bootId()),
                // Clients change their behaviour on a capability, so none is listed before it exists.
                new HelloOk.Features(backend.methods().advertised(), Event.advertised(), List.of()),
                snapshot,
                auth(caller.grant(), tokens),
                new HelloOk.Policy(limits.maxPayload(), thrift.bufferFor(limits), limits.tickMillis()));
    }

    private static HelloOk.Auth auth(Grant grant, List<IssuedToken> tokens) {
        IssuedToken own = tokens.isEmpty() ? null : tokens.getFirst();
        List<HelloOk.HandedOver> others = tokens.stream()
                .skip(1)
                .map(token -> new HelloOk.HandedOver(
                        token.token(), token.role().wireName(), token.scopes(), token.issuedAtMs()))
                .toList();
        return new HelloOk.Auth(
                grant.method(),
                grant.role().wireName(),
                grant.scopes(),
                own == null ? null : own.token(),
                own == null ? null : own.issuedAtMs(),
                others.isEmpty() ? null : others);
    }

    static Caller caller(String connectionId, Peer peer, Handshake.Verdict.Admit admit) {
        ConnectParams params = admit.params();
        ConnectParams.Client client = params.client();
        return new Caller(
                connectionId,
                admit.granted().grant(),
                new ClientInfo(
                        client.id(), client.version(), client.platform(), client.mode(), client.displayName(),
                        client.deviceFamily(), client.modelIdentifier(), client.timeZone(), client.instanceId()),
                peer.address(),
                params.caps() == null ? Set.of() : Set.copyOf(params.caps()),
                surface(params),
                new Subscriptions());
    }

    private static Surface surface(ConnectParams params) {
        return new Surface(
                params.caps() == null ? List.of() : params.caps(),
                params.commands() == null ? List.of() : params.commands(),
                params.permissions() == null ? Map.of() : params.permissions(),
                params.pathEnv());
    }
}
