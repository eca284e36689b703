package org.openclaw.appliance.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.openclaw.appliance.access.Grant;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.rpc.Broadcast;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.rpc.Subscriptions;

class OutboundTest {

    private final AtomicLong total = new AtomicLong();
    private boolean sparing;
    private final Outbound out = new Outbound(1_000, 1_000_000, total, () -> sparing);
    private final List<Outbound.Offer> offers = new ArrayList<>();
    private final Events events = new Events();

    OutboundTest() {
        Caller caller = new Caller("c", Grant.owner("none"), null, "here", Set.of(), new Subscriptions());
        events.join(new Events.Subscriber() {
            @Override
            public Caller caller() {
                return caller;
            }

            @Override
            public void deliver(Broadcast event) {
                offers.add(out.event(event));
            }
        });
    }

    private String drained() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertTrue(out.drain(Channels.newChannel(bytes), ByteBuffer.allocate(16)));
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aSlowReaderMissesDroppableEventsButTheirNumbersGoOn() throws IOException {
        out.text(new byte[300]);
        events.publishDroppable(Event.TICK, Json.object(), caller -> true);
        events.publish(Event.TICK, Json.object());
        assertEquals(List.of(Outbound.Offer.SKIPPED, Outbound.Offer.QUEUED), offers);
        assertTrue(drained().endsWith("{\"type\":\"event\",\"event\":\"tick\",\"payload\":{},\"seq\":2}"));
        assertEquals(0, total.get());
    }

    @Test
    void aReaderThatIsBehindAtAllMissesDroppableEventsWhileMemoryIsShort() {
        Outbound roomy = new Outbound(1_000_000, 10_000_000, total, () -> sparing);
        assertEquals(250_000, roomy.slowBytes());
        sparing = true;
        assertEquals(16 * 1024, roomy.slowBytes());
        assertEquals(250, out.slowBytes());
    }

    @Test
    void refusesWhatWouldExceedTheBuffer() {
        assertEquals(Outbound.Offer.QUEUED, out.text(new byte[900]));
        assertEquals(Outbound.Offer.OVERFLOW, out.text(new byte[200]));
    }

    @Test
    void blamesTheReaderThatHoldsMuchOfTheTotal() {
        Outbound greedy = new Outbound(10_000_000, 1_000_000, total, () -> sparing);
        Outbound modest = new Outbound(10_000_000, 1_000_000, total, () -> sparing);
        assertEquals(Outbound.Offer.QUEUED, greedy.text(new byte[999_000]));
        assertEquals(Outbound.Offer.QUEUED, modest.text(new byte[10_000]));
        assertEquals(Outbound.Offer.OVERFLOW, greedy.text(new byte[10_000]));
        greedy.abandon();
        modest.abandon();
        assertEquals(0, total.get());
    }

    @Test
    void finishesAFrameInProgressBeforeAnEarlyClose() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        out.text("first".getBytes(StandardCharsets.US_ASCII));
        out.text("second".getBytes(StandardCharsets.US_ASCII));
        assertFalse(out.drain(takingOnly(3, bytes), ByteBuffer.allocate(64)));
        assertTrue(out.close(1008, "slow consumer", true));
        out.drain(Channels.newChannel(bytes), ByteBuffer.allocate(64));
        String all = bytes.toString(StandardCharsets.ISO_8859_1);
        assertTrue(all.contains("first") && all.endsWith("slow consumer"));
        assertFalse(all.contains("second"));
        assertEquals(Outbound.Offer.CLOSED, out.text(new byte[1]));
        assertEquals(0, total.get());
    }

    private static WritableByteChannel takingOnly(int most, ByteArrayOutputStream into) {
        return new WritableByteChannel() {
            @Override
            public int write(ByteBuffer source) {
                int count = Math.min(most, source.remaining());
                for (int i = 0; i < count; i++) {
                    into.write(source.get());
                }
                return count;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
    }
}
