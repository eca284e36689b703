package org.openclaw.appliance.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OutboundTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    private Path directory;

    private static Outbound with(List<String> fallback) {
        return new Outbound(() -> fallback, name -> null, false, Optional::empty);
    }

    @Test
    void asksTheFallbackServersOnlyWhenTheSystemsResolverFails() throws Exception {
        try (NameServer server = new NameServer(Map.of("api.provider.invalid", "192.0.2.7"))) {
            Outbound outbound = with(List.of("not an address", server.address()));
            assertTrue(outbound.lookUp("localhost")[0].isLoopbackAddress());
            assertEquals(0, server.asked());
            assertEquals("192.0.2.7", outbound.lookUp("api.provider.invalid")[0].getHostAddress());
            assertEquals(1, server.asked());
            assertThrows(UnknownHostException.class, () -> outbound.lookUp("other.provider.invalid"));
        }
    }

    @Test
    void withoutFallbackServersAnUnknownNameStaysUnknown() {
        assertThrows(UnknownHostException.class, () -> with(List.of()).lookUp("api.provider.invalid"));
    }

    @Test
    void aServerThatIsDeadOrTalksNonsenseIsGivenUp() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            DnsQuery query = new DnsQuery(NameServers.parse("127.0.0.1:" + silent.getLocalPort()), SHORT);
            assertThrows(SocketTimeoutException.class, () -> query.addresses("a.invalid"));
        }
        try (DatagramSocket mad = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> babble(mad));
            DnsQuery query = new DnsQuery(NameServers.parse("127.0.0.1:" + mad.getLocalPort()), SHORT);
            for (int i = 0; i < 50; i++) {
                assertThrows(IOException.class, () -> query.addresses("a.invalid"));
            }
        }
    }

    /** Answers with the right number and noise after it. */
    private static void babble(DatagramSocket socket) {
        Random random = new Random(7);
        try {
            while (true) {
                DatagramPacket question = new DatagramPacket(new byte[512], 512);
                socket.receive(question);
                byte[] noise = new byte[13 + random.nextInt(400)];
                random.nextBytes(noise);
                noise[0] = question.getData()[0];
                noise[1] = question.getData()[1];
                noise[2] = (byte) (noise[2] | 0x80);
                noise[3] = 0;
                // No address by accident.
                noise[7] = 0;
                noise[6] = 0;
                socket.send(new DatagramPacket(noise, noise.length, question.getSocketAddress()));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    @Test
    void namesThatNoServerCouldKnowAreRefusedUnasked() {
        DnsQuery query = new DnsQuery(NameServers.parse("127.0.0.1:9"), SHORT);
        for (String name : List.of("", "a..b", "x".repeat(64) + ".invalid", "a.".repeat(130) + "invalid")) {
            assertThrows(UnknownHostException.class, () -> query.addresses(name), name);
        }
    }

    @Test
    void readsTheResolversServers() throws Exception {
        Path file = directory.resolve("resolv.conf");
        assertEquals(List.of(), NameServers.of(file));
        Files.writeString(file, "# local\nsearch lan\n nameserver 192.0.2.1 \nnameserver\nnameserver six\nnameserver 2001:db8::1\n");
        assertEquals(
                List.of("192.0.2.1", "2001:db8:0:0:0:0:0:1"),
                NameServers.of(file).stream().map(InetAddress::getHostAddress).toList());
    }

    @Test
    void aServerIsAnAddressAndPerhapsAPort() {
        assertEquals("/192.0.2.1:53", NameServers.parse("192.0.2.1").toString());
        assertEquals("/192.0.2.1:5353", NameServers.parse("192.0.2.1:5353").toString());
        assertEquals(5353, NameServers.parse("[2001:db8::1]:5353").getPort());
        assertEquals(53, NameServers.parse("2001:db8::1").getPort());
        assertThrows(IllegalArgumentException.class, () -> NameServers.parse("dns.example"));
    }
}
