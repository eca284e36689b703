package org.openclaw.appliance.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutputRingTest {

    private final OutputRing ring = new OutputRing();

    @Test
    void keepsAllOfALittle() {
        write("hello ");
        write("world");
        assertEquals("hello world", ring.since(0, 1_000));
        assertEquals("world", ring.since(6, 1_000));
        assertEquals("rld", ring.since(0, 3));
        assertEquals("", ring.since(11, 1_000));
        assertEquals("", ring.since(99, 1_000));
    }

    @Test
    void keepsTheNewestOfMuch() {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 60_000; i++) {
            String piece = i + ",";
            all.append(piece);
            write(piece);
        }
        assertEquals(all.length(), ring.total());
        assertEquals(all.substring(all.length() - OutputRing.CAPACITY), ring.since(0, Integer.MAX_VALUE));
        assertEquals(all.substring(all.length() - 10), ring.since(all.length() - 10, 1_000));
    }

    @Test
    void takesMoreAtOnceThanItKeeps() {
        write("x".repeat(OutputRing.CAPACITY * 2) + "end");
        assertEquals(OutputRing.CAPACITY * 2 + 3, ring.total());
        assertTrue(ring.since(0, Integer.MAX_VALUE).endsWith("xend"));
    }

    private void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ring.write(bytes, bytes.length);
    }
}
