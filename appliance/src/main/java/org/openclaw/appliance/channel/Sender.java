package org.openclaw.appliance.channel;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who wrote to a channel's account.
 *
 * @param channel the channel's id
 * @param accountId the account that was written to
 * @param id the sender as the channel knows him, at most 256 characters
 * @param label what people call him; longer than 128 characters is cut
 * @param metadata further facts for the operator's eyes: at most 8, each cut to 128 characters
 */
public record Sender(String channel, String accountId, String id, String label, Map<String, String> metadata) {

    /** The fact that tells where to write to him, where that isn't his id. */
    public static final String CHAT = "chat";

    private static final int MOST_ID = 256;
    private static final int MOST_TEXT = 128;
    private static final int MOST_FACTS = 8;

    /** @throws IllegalArgumentException when a part that identifies the sender is blank or too long to be one */
    public Sender {
        required(channel);
        required(accountId);
        required(id);
        label = label == null || label.isBlank() ? id : cut(label);
        Map<String, String> kept = new TreeMap<>();
        metadata.entrySet().stream().limit(MOST_FACTS).forEach(fact -> kept.put(cut(fact.getKey()), cut(fact.getValue())));
        metadata = Collections.unmodifiableMap(kept);
    }

    private static void required(String text) {
        if (text.isBlank() || text.length() > MOST_ID) {
            throw new IllegalArgumentException("not something that names a sender");
        }
    }

    private static String cut(String text) {
        return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT);
    }
}
