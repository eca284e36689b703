package org.openclaw.appliance.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openclaw.appliance.outbound.PublicAddress;
import org.openclaw.appliance.tool.ToolException;

class PublicAddressTest {

    @ParameterizedTest
    @ValueSource(strings = {
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254",
        "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1",
        "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255",
        "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::a00:1",
        "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2001:10::1", "2002:7f00:1::1",
        "2002:a00:1::1", "2002:c0a8:101::", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1"
    })
    void tellsSpecialAddresses(String address) throws Exception {
        assertFalse(PublicAddress.is(InetAddress.getByName(address)), address);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.255.255", "172.32.0.1", "192.1.0.1", "198.17.0.1",
        "203.0.112.1", "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "64:ff9b::808:808", "2002:808:808::1",
        "::ffff:8.8.8.8"
    })
    void tellsPublicAddresses(String address) throws Exception {
        assertTrue(PublicAddress.is(InetAddress.getByName(address)), address);
    }

    /** However an address of this machine or network is written. */
    @ParameterizedTest
    @ValueSource(strings = {
        "http://127.0.0.1/", "http://localhost/", "http://127.1/", "http://2130706433/", "http://0x7f000001/",
        "http://0177.0.0.1/", "http://017700000001/", "http://0/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/", "http://[0:0:0:0:0:ffff:0a00:0001]/", "http://169.254.169.254/latest/meta-data/",
        "http://10.1.2.3:8080/x", "https://192.168.1.1/", "http://[fe80::1%25lo]/", "http://[fd00::1]/",
        "http://user:pass@example.com/", "http://example.com@127.0.0.1/", "http://127.0.0.1#@example.com/",
        "ftp://example.com/", "file:///etc/passwd", "gopher://127.0.0.1/", "http:///etc", "http://", "//127.0.0.1/",
        "http://127.0.0.1:99999/", "http://exa mple.com/", "javascript:1", "", "http://%31%32%37.0.0.1/",
        "http://\\u0031\\u0032\\u0037.0.0.1/", "http://127。0。0。1/"
    })
    void refusesWhatIsNotThePublicWeb(String url) {
        assertThrows(ToolException.class, () -> Target.of(url, PublicAddress::lookUp, false), url);
    }

    @Test
    void refusesANameThatPointsInsideAndOutside() throws Exception {
        InetAddress[] both = {InetAddress.getByName("1.1.1.1"), InetAddress.getByName("192.168.1.1")};
        assertThrows(ToolException.class, () -> Target.of("http://both.test/", host -> both, false));
    }

    /** A name that is public when it is checked and private when it would be connected to. */
    @Test
    void looksANameUpOnceAndConnectsToWhatWasChecked() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Target target = Target.of("http://rebind.test/", host -> new InetAddress[] {
            InetAddress.getByName(asked.getAndIncrement() == 0 ? "1.1.1.1" : "127.0.0.1")
        }, false);
        assertEquals(1, asked.get());
        assertEquals("1.1.1.1", target.address().getHostAddress());
    }
}
