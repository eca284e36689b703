package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.store.Sql;

/** Reads a page of a conversation: as many of the newest messages as the limits allow, counted back from an offset. */
final class History {

    /** A character takes at most this many bytes in JSON ({@code \\u0000}), so text cut by it fits. */
    private static final int MOST_BYTES_PER_CHAR = 6;

    /** A client further behind than this reads a page instead. */
    private static final int MOST_IN_DELTA = 20;

    private static final long MOST_DELTA_CHARS = 1_048_576;

    private History() {}

    static HistoryPage page(Sql sql, Stored stored, HistoryQuery query) {
        long total = stored.session().messages();
        long last = total - query.offset();
        long earliest = Math.max(1, last - query.limit() + 1);
        Deque<ObjectNode> messages = new ArrayDeque<>();
        long bytes = 0;
        long seq = last;
        // One by one, so that never more than the page and one whole message are in memory.
        for (; seq >= earliest; seq--) {
            Sized message = view(sql, stored, seq, query);
            bytes += message.bytes();
            if (bytes > query.maxBytes() && !messages.isEmpty()) {
                break;
            }
            messages.addFirst(message.json());
        }
        String cursor = query.offset() == 0 ? DeltaCursor.at(stored).toString() : null;
        return new HistoryPage(List.copyOf(messages), total, seq >= 1, query.offset() + messages.size(), cursor);
    }

    /** The page in whose middle a message stands; empty when the conversation has no such message. */
    static HistoryPage around(Sql sql, Stored stored, String entryId, HistoryQuery query) {
        Entry middle = EntryTable.byId(sql, stored, entryId).orElse(null);
        if (middle == null) {
            return HistoryPage.EMPTY;
        }
        long first = Math.max(1, middle.seq() - (query.limit() - 1) / 2);
        long last = Math.min(stored.session().messages(), first + query.limit() - 1);
        long offset = stored.session().messages() - last;
        return page(sql, stored, new HistoryQuery(query.limit(), offset, query.maxBytes(), query.maxChars()));
    }

    /** What follows the cursor, or empty when the client had better read everything again. */
    static Optional<List<Entry>> since(Sql sql, Stored stored, DeltaCursor cursor) {
        long newest = stored.session().messages();
        return cursor.isOf(stored)
                        && newest - cursor.seq() <= MOST_IN_DELTA
                        && EntryTable.size(sql, stored, cursor.seq() + 1) <= MOST_DELTA_CHARS
                ? Optional.of(EntryTable.range(sql, stored, cursor.seq() + 1, newest))
                : Optional.empty();
    }

    /** @param bytes how long it is as JSON */
    private record Sized(ObjectNode json, int bytes) {
        static Sized of(ObjectNode json) {
            return new Sized(json, Json.bytes(json).length);
        }
    }

    private static Sized view(Sql sql, Stored stored, long seq, HistoryQuery query) {
        Entry entry = EntryTable.range(sql, stored, seq, seq).getFirst();
        Sized message = Sized.of(MessageView.cut(entry, query.maxChars()));
        return message.bytes() <= query.maxBytes()
                ? message
                : Sized.of(MessageView.reduced(
                        entry, Math.min(query.maxChars(), query.maxBytes() / 2 / MOST_BYTES_PER_CHAR)));
    }
}
