package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.openclaw.appliance.store.Sql;

/** Reads a page of a conversation: as many of the newest messages as the limits allow, counted back from an offset. */
final class History {

    /** A character takes at most this many bytes in JSON ({@code \\u0000}), so text cut by it fits. */
    private static final int MOST_BYTES_PER_CHAR = 6;

    private History() {}

    static HistoryPage page(Sql sql, Stored stored, HistoryQuery query) {
        long total = stored.session().messages();
        long last = total - query.offset();
        long earliest = Math.max(1, last - query.limit() + 1);
        if (last < 1) {
            return new HistoryPage(List.of(), total, false, total);
        }
        List<Long> sizes = EntryTable.sizesBackwards(sql, stored, earliest, last);
        int count = fitting(sizes, query.maxBytes());
        long first = last - count + 1;
        boolean tooLarge = !sizes.isEmpty() && sizes.getFirst() > query.maxBytes();
        List<ObjectNode> messages = EntryTable.range(sql, stored, first, last).stream()
                .map(entry -> tooLarge
                        ? MessageView.reduced(entry, Math.min(query.maxChars(), query.maxBytes() / MOST_BYTES_PER_CHAR))
                        : MessageView.cut(entry, query.maxChars()))
                .toList();
        return new HistoryPage(messages, total, first > 1, query.offset() + count);
    }

    private static int fitting(List<Long> sizesBackwards, int maxBytes) {
        long sum = 0;
        int count = 0;
        for (long size : sizesBackwards) {
            sum += size;
            if (sum > maxBytes && count > 0) {
                return count;
            }
            count++;
        }
        return count;
    }
}
