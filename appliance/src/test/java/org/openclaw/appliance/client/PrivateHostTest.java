package org.openclaw.appliance.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateHostTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost", "127.0.0.1", "127.9.9.9", "::1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.20",
                "169.254.3.4", "100.64.0.1", "100.127.255.254", "fe80::1", "fd12:3456::1", "board.local", "BOARD.LOCAL.",
                "board.tail1234.ts.net", "::ffff:192.168.1.20"
            })
    void plainTextIsFineWhereTheWayIsPrivate(String host) {
        assertTrue(PrivateHost.allows(host, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8", "203.0.113.7", "172.32.0.1", "100.63.255.255", "100.128.0.1", "192.169.0.1", "2001:db8::1",
                "board", "example.com", "local", "127.0.0.1.example.com", "board.local.example.com", "0x7f000001",
                "::ffff:8.8.8.8", ""
            })
    void elsewhereItIsNot(String host) {
        assertFalse(PrivateHost.allows(host, false));
    }

    @Test
    void anOperatorCanVouchForNamesButNotForAddresses() {
        assertTrue(PrivateHost.allows("board.lan", true));
        assertFalse(PrivateHost.allows("203.0.113.7", true));
        assertFalse(PrivateHost.allows("2001:db8::1", true));
    }

    @Test
    void onlyThisMachineIsLoopback() {
        assertTrue(PrivateHost.isLoopback("LocalHost"));
        assertTrue(PrivateHost.isLoopback("127.0.0.5"));
        assertTrue(PrivateHost.isLoopback("::1"));
        assertFalse(PrivateHost.isLoopback("192.168.1.20"));
        assertFalse(PrivateHost.isLoopback("board.local"));
    }

    @Test
    void oneGatewayHasOneIdentityHoweverItsUrlIsWritten() {
        String one = Target.of("wss://Board.local/claw/?x=1", "test", Credentials.NONE).identity();
        assertEquals(one, Target.of("wss://board.local:443/claw", "test", Credentials.NONE).identity());
    }
}
