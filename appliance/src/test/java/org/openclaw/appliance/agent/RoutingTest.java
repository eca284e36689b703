package org.openclaw.appliance.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openclaw.appliance.agent.Routing.Kind;
import org.openclaw.appliance.agent.Routing.Origin;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.Models;
import org.openclaw.appliance.provider.SampleDevice;

class RoutingTest {

    private static final String FLEET = "\"agents\":{\"entries\":{\"main\":{},\"work\":{},\"home\":{}}}";

    private static Routing routing(String rest) {
        Config config = new Config(Json.parseOwn("{" + FLEET + rest + "}"), "h");
        Models models = new Models(() -> config, name -> null, new SampleDevice(), Clock.systemUTC());
        return new Routing(() -> config, new Agents(() -> config, models, Path.of("w"), Path.of("h")));
    }

    private static Origin direct(String peer) {
        return Origin.of("telegram", null, Kind.DIRECT, peer);
    }

    @Test
    void withoutABindingTheDefaultAgentAnswersInItsMainSession() {
        Routing.Route route = routing("").of(direct("42"));
        assertEquals("main", route.agentId());
        assertEquals("agent:main:main", route.session().toString());
        assertEquals("default", route.matchedBy());
    }

    @Test
    void theClosestBindingWinsAndTheFirstAmongEquals() {
        Routing routing = routing(",\"bindings\":["
                + "{\"agentId\":\"home\",\"match\":{\"channel\":\"telegram\",\"accountId\":\"*\"}},"
                + "{\"agentId\":\"work\",\"match\":{\"channel\":\"telegram\",\"accountId\":\"*\",\"peer\":{\"kind\":\"direct\",\"id\":\"42\"}}},"
                + "{\"agentId\":\"main\",\"match\":{\"channel\":\"telegram\",\"accountId\":\"*\",\"peer\":{\"kind\":\"direct\",\"id\":\"42\"}}},"
                + "{\"agentId\":\"gone\",\"match\":{\"channel\":\"telegram\",\"accountId\":\"*\",\"peer\":{\"kind\":\"direct\",\"id\":\"7\"}}}]");
        assertEquals("work", routing.of(direct("42")).agentId());
        assertEquals("peer", routing.of(direct("42")).matchedBy());
        assertEquals("home", routing.of(direct("7")).agentId());
        assertEquals("main", routing.of(Origin.of("sms", null, Kind.DIRECT, "42")).agentId());
    }

    @Test
    void aBindingWithoutAnAccountMeansTheDefaultOne() {
        Routing routing = routing(",\"bindings\":[{\"agentId\":\"work\",\"match\":{\"channel\":\"telegram\"}}]");
        assertEquals("work", routing.of(direct("42")).agentId());
        assertEquals("main", routing.of(Origin.of("telegram", "second", Kind.DIRECT, "42")).agentId());
    }

    @Test
    void rolesCountOnlyTogetherWithTheirGuild() {
        Routing routing = routing(",\"bindings\":[{\"agentId\":\"work\",\"match\":{\"channel\":\"discord\",\"guildId\":\"g\","
                + "\"roles\":[\"admin\"]}},{\"agentId\":\"home\",\"match\":{\"channel\":\"discord\",\"guildId\":\"g\"}}]");
        Origin admin = new Origin("discord", null, Kind.CHANNEL, "c", null, "g", null, List.of("admin"));
        Origin guest = new Origin("discord", null, Kind.CHANNEL, "c", null, "g", null, List.of());
        assertEquals("work", routing.of(admin).agentId());
        assertEquals("home", routing.of(guest).agentId());
    }

    @Test
    void theScopeOfDirectMessagesNamesTheSession() {
        assertEquals("direct:42", rest("per-peer"));
        assertEquals("telegram:direct:42", rest("per-channel-peer"));
        assertEquals("telegram:default:direct:42", rest("per-account-channel-peer"));
        assertEquals("main", rest("main"));
    }

    private static String rest(String scope) {
        return routing(",\"session\":{\"dmScope\":\"" + scope + "\"}").of(direct("42")).session().rest();
    }

    @Test
    void groupsAndThreadsHaveSessionsOfTheirOwn() {
        Routing routing = routing("");
        assertEquals("telegram:group:-100", routing.of(Origin.of("telegram", null, Kind.GROUP, "-100")).session().rest());
        Origin thread = new Origin("discord", null, Kind.CHANNEL, "C 1", "t9", null, null, List.of());
        assertEquals("discord:channel:c_1:thread:t9", routing.of(thread).session().rest());
    }

    @Test
    void aLinkedPersonHasOneSessionEverywhere() {
        Routing routing = routing(",\"session\":{\"dmScope\":\"per-peer\",\"identityLinks\":{\"alice\":[\"telegram:42\",\"sms:+49\"]}}");
        assertEquals("direct:alice", routing.of(direct("42")).session().rest());
        assertEquals("direct:alice", routing.of(Origin.of("sms", null, Kind.DIRECT, "+49")).session().rest());
    }
}
