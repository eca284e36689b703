package org.openclaw.appliance.rpc;

import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.StateVersion;

/**
 * One event on its way to many connections: encoded once, numbered per connection.
 *
 * @param event its name
 * @param droppable true when a slow reader may miss it; it still consumes a number, so the reader sees the gap
 * @param head the frame's bytes up to and including the payload, without the closing brace
 * @param tail what follows the number: the state version, or nothing
 * @param audience which callers it concerns, beyond the event's scope rule
 */
public record Broadcast(String event, boolean droppable, byte[] head, byte[] tail, Predicate<Caller> audience) {

    private static final byte[] NOTHING = new byte[0];
    private static final byte[] SEQ = ",\"seq\":".getBytes(StandardCharsets.US_ASCII);

    static Broadcast of(
            String event, Object payload, StateVersion version, boolean droppable, Predicate<Caller> audience) {
        byte[] head = ("{\"type\":\"event\",\"event\":" + Json.text(event) + ",\"payload\":" + Json.text(payload))
                .getBytes(StandardCharsets.UTF_8);
        byte[] tail = version == null
                ? NOTHING
                : (",\"stateVersion\":" + Json.text(version)).getBytes(StandardCharsets.UTF_8);
        return new Broadcast(event, droppable, head, tail, audience);
    }

    /** The whole frame with this connection's number. */
    public byte[] frame(long seq) {
        byte[] rest = rest(seq);
        byte[] frame = new byte[head.length + rest.length];
        copy(rest, frame, copy(head, frame, 0));
        return frame;
    }

    /** What follows {@link #head} in the frame with this connection's number; the head can then be shared. */
    public byte[] rest(long seq) {
        byte[] number = Long.toString(seq).getBytes(StandardCharsets.US_ASCII);
        byte[] rest = new byte[SEQ.length + number.length + tail.length + 1];
        int at = copy(SEQ, rest, 0);
        at = copy(number, rest, at);
        at = copy(tail, rest, at);
        rest[at] = '}';
        return rest;
    }

    private static int copy(byte[] from, byte[] to, int at) {
        System.arraycopy(from, 0, to, at, from.length);
        return at + from.length;
    }
}
