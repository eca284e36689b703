package org.openclaw.appliance.session;

/**
 * Which part of a conversation to read.
 *
 * @param limit most messages, 1 to {@value #MOST}
 * @param offset messages to skip from the newest
 * @param maxBytes most bytes of the messages' JSON, at least {@value #LEAST_BYTES}; the newest message is always included,
 *     cut if need be
 * @param maxChars most characters of one message's text; longer ones are cut and marked
 */
public record HistoryQuery(int limit, long offset, int maxBytes, int maxChars) {

    public static final int MOST = 1_000;
    public static final int LEAST_BYTES = 1_024;

    private static final int USUAL_LIMIT = 200;
    private static final int USUAL_BYTES = 1_048_576;
    private static final int USUAL_CHARS = 8_000;

    /** The same with no more messages than that. */
    HistoryQuery atMost(int messages) {
        return limit <= messages ? this : new HistoryQuery(messages, offset, maxBytes, maxChars);
    }

    /** Fills in what a request left out; a null stands for its default of 200 messages, 1 MiB, 8,000 characters. */
    public static HistoryQuery of(Integer limit, Integer offset, Integer maxBytes, Integer maxChars) {
        return new HistoryQuery(
                Math.clamp(limit == null ? USUAL_LIMIT : limit, 1, MOST),
                offset == null ? 0 : Math.max(0, offset),
                Math.max(LEAST_BYTES, maxBytes == null ? USUAL_BYTES : maxBytes),
                Math.max(1, maxChars == null ? USUAL_CHARS : maxChars));
    }
}
