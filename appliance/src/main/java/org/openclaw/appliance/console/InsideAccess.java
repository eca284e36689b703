package org.openclaw.appliance.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.Set;
import java.util.UUID;
import org.openclaw.appliance.access.Grant;
import org.openclaw.appliance.access.Role;
import org.openclaw.appliance.cli.ClientFlags;
import org.openclaw.appliance.cli.GatewayAccess;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProductVersion;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.ClientInfo;
import org.openclaw.appliance.rpc.Dispatcher;
import org.openclaw.appliance.rpc.Subscriptions;

/** Calls the gateway's methods from inside, as its owner on this machine and with no more than the wished scopes. */
final class InsideAccess implements GatewayAccess {

    private final Dispatcher dispatcher;
    private final int port;
    private final Clock clock;
    private final long startedAt;

    InsideAccess(Dispatcher dispatcher, int port, Clock clock, long startedAt) {
        this.dispatcher = dispatcher;
        this.port = port;
        this.clock = clock;
        this.startedAt = startedAt;
    }

    @Override
    public GatewayConnection open(Wish wish) {
        String id = UUID.randomUUID().toString();
        Grant grant = new Grant(Role.OPERATOR, wish.scopes(), "local");
        ClientInfo client = new ClientInfo(
                "cli", ProductVersion.text(), "local", "cli", null, null, null, null, null);
        Caller caller = new Caller(id, grant, client, "127.0.0.1", Set.of(), new Subscriptions());
        return new InsideConnection(dispatcher, caller, hello(wish, id), url());
    }

    @Override
    public boolean isOwn(ClientFlags flags) {
        return true;
    }

    @Override
    public String describe(ClientFlags flags) {
        return url() + " (this machine's running gateway)";
    }

    private String url() {
        return "ws://127.0.0.1:" + port;
    }

    private JsonNode hello(Wish wish, String id) {
        var hello = Json.object().put("type", "hello-ok").put("protocol", 4);
        hello.putObject("server").put("version", ProductVersion.text()).put("connId", id);
        hello.putObject("snapshot").put("uptimeMs", clock.millis() - startedAt);
        var scopes = hello.putObject("auth").put("role", "operator").putArray("scopes");
        wish.scopes().forEach(scopes::add);
        return hello;
    }
}
