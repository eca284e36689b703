package org.openclaw.appliance.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttributionTest {

    private static final EdgePolicy BELIEVING = new EdgePolicy(ranges("10.0.0.0/8", "127.0.0.1", "2001:db8::/32"), false, Optional.empty(), false);

    private record Headers(Map<String, List<String>> map) implements Attribution.RequestHeaders {
        static Headers of(String... lines) {
            Map<String, List<String>> map = new LinkedHashMap<>();
            for (String line : lines) {
                String[] parts = line.split(":", 2);
                map.computeIfAbsent(parts[0].toLowerCase(java.util.Locale.ROOT), key -> new ArrayList<>()).add(parts[1].strip());
            }
            return new Headers(map);
        }

        @Override
        public Collection<String> names() {
            return map.keySet();
        }

        @Override
        public List<String> all(String name) {
            return map.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of());
        }
    }

    private static List<IpRange> ranges(String... texts) {
        return List.of(texts).stream().map(text -> IpRange.parse(text).orElseThrow()).toList();
    }

    private static Optional<Peer> peer(EdgePolicy policy, String remote, String... headers) {
        return new Attribution(() -> policy, address -> Optional.empty())
                .peer(Attribution.Door.ORDINARY, InetAddress.ofLiteral(remote), Headers.of(headers));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "10.0.0.0/8        | 10.255.1.2           | true",
        "10.0.0.0/8        | 11.0.0.1             | false",
        "100.64.0.0/10     | 100.127.255.255      | true",
        "100.64.0.0/10     | 100.128.0.0          | false",
        "192.168.1.7       | 192.168.1.7          | true",
        "192.168.1.7       | 192.168.1.8          | false",
        "0.0.0.0/0         | 203.0.113.9          | true",
        "2001:db8::/32     | 2001:db8:1::1        | true",
        "2001:db8::/33     | 2001:db8:8000::1     | false",
        "::ffff:10.0.0.1   | 10.0.0.1             | true",
        "fe80::1%eth0      | fe80::1              | true",
        "0.0.0.0/0         | ::1                  | false",
    })
    void matchesAddressesWithBlocks(String range, String address, boolean inside) {
        assertEquals(inside, IpRange.parse(range).orElseThrow().contains(InetAddress.ofLiteral(address)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "proxy.example", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8/8", "::/129", "300.1.1.1"})
    void takesNoNamesOrBadBlocks(String text) {
        assertTrue(IpRange.parse(text).isEmpty(), text);
    }

    @Test
    void takesDirectClientsAsTheyAre() {
        Peer remote = peer(BELIEVING, "192.0.2.7", "Host: gw:1", "x-openclaw-scopes: operator.read").orElseThrow();
        assertEquals(new Peer("192.0.2.7", false, "gw:1", null, false, "operator.read"), remote);
        assertTrue(peer(BELIEVING, "127.0.0.1", "Host: localhost").orElseThrow().loopback());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "X-Forwarded-For: 1.2.3.4", "Forwarded: for=1.2.3.4", "X-Real-IP: 1.2.3.4", "x-forwarded-PORT: 1",
        "Tailscale-User-Login: me@example.com", "Tailscale-Funnel-Request: ?1", "Tailscale-Headers-Info: x"})
    void refusesForwardedRequestsOfUnbelievedPeers(String header) {
        assertTrue(peer(EdgePolicy.NOBODY, "127.0.0.1", header).isEmpty());
        assertTrue(peer(BELIEVING, "192.0.2.7", header).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "198.51.100.4                           | 198.51.100.4",
        "6.6.6.6, 198.51.100.4                  | 198.51.100.4",
        "6.6.6.6, 198.51.100.4, 10.1.1.1        | 198.51.100.4",
        "198.51.100.4:5555, 10.1.1.1            | 198.51.100.4",
        "'[2001:dead::1]:443, 2001:db8::5'      | 2001:dead:0:0:0:0:0:1",
        "2001:dead::1                           | 2001:dead:0:0:0:0:0:1",
        "junk, 198.51.100.4                     | 198.51.100.4",
    })
    void walksTheHopsFromTheRightToTheFirstUnbelievedOne(String hops, String client) {
        Peer peer = peer(BELIEVING, "10.0.0.2", "Host: inner", "X-Forwarded-Host: gw.example", "X-Forwarded-For: " + hops).orElseThrow();
        assertEquals(client, peer.address());
        assertEquals("gw.example", peer.host());
        assertTrue(peer.forwarded());
        assertFalse(peer.loopback());
    }

    @Test
    void joinsHopsThatComeOnSeveralLines() {
        assertEquals("198.51.100.4", peer(BELIEVING, "10.0.0.2", "X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 198.51.100.4")
                .orElseThrow().address());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.1.1.1", "198.51.100.4, junk", "127.0.0.1", "::1", "unknown"})
    void refusesWhenABelievedProxyNamesNoClient(String hops) {
        assertTrue(peer(BELIEVING, "10.0.0.2", "X-Forwarded-For: " + hops).isEmpty(), hops);
    }

    @Test
    void takesTheRealIpOnlyWhereThatIsAllowed() {
        EdgePolicy fallback = new EdgePolicy(BELIEVING.trustedProxies(), true, Optional.empty(), false);
        assertTrue(peer(BELIEVING, "10.0.0.2", "X-Real-IP: 198.51.100.4").isEmpty());
        assertEquals("198.51.100.4", peer(fallback, "10.0.0.2", "X-Real-IP: 198.51.100.4").orElseThrow().address());
        assertTrue(peer(fallback, "192.0.2.7", "X-Real-IP: 198.51.100.4").isEmpty());
    }

    private static ProxyIdentity identity(TrustedProxyAuth auth, String remote, String... headers) {
        EdgePolicy policy = new EdgePolicy(BELIEVING.trustedProxies(), false, Optional.of(auth), false);
        return peer(policy, remote, headers).orElseThrow().identity();
    }

    @Test
    void believesTheUserThatATrustedProxyNames() {
        TrustedProxyAuth auth = new TrustedProxyAuth("X-User", List.of("X-Signed"), Set.of("ann"), false);
        String from = "X-Forwarded-For: 198.51.100.4";
        assertEquals(
                new ProxyIdentity.User("trusted-proxy", "ann"),
                identity(auth, "10.0.0.2", from, "X-User: ann", "X-Signed: yes"));
        assertEquals(unproven("missing_header_X-Signed"), identity(auth, "10.0.0.2", from, "X-User: ann"));
        assertEquals(unproven("missing_header_X-Signed"), identity(auth, "10.0.0.2", from, "X-User: ann", "X-Signed:  "));
        assertEquals(unproven("user_missing"), identity(auth, "10.0.0.2", from, "X-Signed: yes"));
        assertEquals(unproven("user_not_allowed"), identity(auth, "10.0.0.2", from, "X-User: bob", "X-Signed: yes"));
        assertEquals(
                unproven("user_missing"),
                identity(auth, "10.0.0.2", from, "X-User: ann", "X-User: bob", "X-Signed: yes"));
        assertEquals(unproven("untrusted_source"), identity(auth, "192.0.2.7", "X-User: ann", "X-Signed: yes"));
    }

    @Test
    void believesALoopbackProxyOnlyWhereThatIsAllowed() {
        String from = "X-Forwarded-For: 198.51.100.4";
        assertEquals(
                unproven("loopback_source"),
                identity(new TrustedProxyAuth("X-User", List.of(), Set.of(), false), "127.0.0.1", from, "X-User: ann"));
        assertEquals(
                new ProxyIdentity.User("trusted-proxy", "ann"),
                identity(new TrustedProxyAuth("X-User", List.of(), Set.of(), true), "127.0.0.1", from, "X-User: ann"));
    }

    private static ProxyIdentity unproven(String reason) {
        return new ProxyIdentity.Unproven("trusted_proxy_" + reason);
    }

    private static final String[] THROUGH_TAILSCALE = {
        "X-Forwarded-For: 100.101.102.103", "X-Forwarded-Proto: https", "X-Forwarded-Host: board.tail.ts.net",
        "Tailscale-User-Login: Ann@example.com"};

    private static Attribution tailnet(boolean identity) {
        EdgePolicy policy = new EdgePolicy(List.of(), false, Optional.empty(), identity);
        return new Attribution(
                () -> policy, address -> address.equals("100.101.102.103") ? Optional.of("ann@example.com") : Optional.empty());
    }

    private static Optional<Peer> throughTailscale(Attribution attribution, Attribution.Door door, String... headers) {
        return attribution.peer(door, InetAddress.getLoopbackAddress(), Headers.of(headers));
    }

    @Test
    void settlesATailnetIdentityByAskingWhoIsThere() {
        Attribution attribution = tailnet(true);
        Peer claimed = throughTailscale(attribution, Attribution.Door.TAILSCALE_SERVE, THROUGH_TAILSCALE).orElseThrow();
        assertEquals("100.101.102.103", claimed.address());
        assertEquals("board.tail.ts.net", claimed.host());
        assertEquals(new ProxyIdentity.User("tailscale", "Ann@example.com"), attribution.verified(claimed).identity());

        String[] forged = THROUGH_TAILSCALE.clone();
        forged[3] = "Tailscale-User-Login: root@example.com";
        Peer liar = throughTailscale(attribution, Attribution.Door.TAILSCALE_SERVE, forged).orElseThrow();
        assertEquals(ProxyIdentity.NONE, attribution.verified(liar).identity());
    }

    @Test
    void claimsNoTailnetIdentityWhereItIsNotWantedOrTheWorldMayCome() {
        assertEquals(
                ProxyIdentity.NONE,
                throughTailscale(tailnet(false), Attribution.Door.TAILSCALE_SERVE, THROUGH_TAILSCALE).orElseThrow().identity());
        assertEquals(
                ProxyIdentity.NONE,
                throughTailscale(tailnet(true), Attribution.Door.TAILSCALE_FUNNEL, THROUGH_TAILSCALE).orElseThrow().identity());
        assertTrue(throughTailscale(tailnet(true), Attribution.Door.ORDINARY, THROUGH_TAILSCALE).isEmpty());
    }

    @Test
    void refusesWhatTailscaledWouldNotSend() {
        Attribution attribution = tailnet(true);
        assertTrue(throughTailscale(attribution, Attribution.Door.TAILSCALE_SERVE, "Host: x").isEmpty());
        assertTrue(throughTailscale(attribution, Attribution.Door.TAILSCALE_SERVE, "X-Forwarded-For: 100.1.1.1").isEmpty());
        String[] funnel = THROUGH_TAILSCALE.clone();
        funnel[3] = "Tailscale-Funnel-Request: ?1";
        assertTrue(throughTailscale(attribution, Attribution.Door.TAILSCALE_SERVE, funnel).isEmpty());
        assertTrue(throughTailscale(attribution, Attribution.Door.TAILSCALE_FUNNEL, funnel).isPresent());
        String[] local = THROUGH_TAILSCALE.clone();
        local[0] = "X-Forwarded-For: 127.0.0.1";
        assertTrue(throughTailscale(attribution, Attribution.Door.TAILSCALE_SERVE, local).isEmpty());
    }
}
