package org.openclaw.appliance.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.protocol.Json;

/**
 * A message on its way out.
 *
 * @param id names it; the same over all tries
 * @param channel which channel it takes
 * @param to whom, in the channel's own terms
 * @param text what it says; may be empty where there is media
 * @param media addresses or paths of what goes with it
 * @param accountId which of the channel's accounts sends it, or null
 * @param threadId the thread it belongs to, or null
 * @param replyToId the message it answers, or null
 * @param silent whether it should arrive without a sound
 * @param replaces the message on the other side that becomes this one, such as a {@link Preview}, or null; where it can't be
 *     edited any more, this one is sent like any other
 */
public record Outbound(
        String id,
        String channel,
        String to,
        String text,
        List<String> media,
        String accountId,
        String threadId,
        String replyToId,
        boolean silent,
        String replaces) {

    /** Longest text, in characters. */
    public static final int MOST_CHARS = 64 * 1024;

    /** Most attachments. */
    public static final int MOST_MEDIA = 16;

    public Outbound {
        media = List.copyOf(media);
    }

    /** One that replaces nothing. */
    public Outbound(
            String id, String channel, String to, String text, List<String> media, String accountId, String threadId,
            String replyToId, boolean silent) {
        this(id, channel, to, text, media, accountId, threadId, replyToId, silent, null);
    }

    /** A plain text. */
    public static Outbound text(String id, String channel, String to, String text) {
        return new Outbound(id, channel, to, text, List.of(), null, null, null, false);
    }

    /** One of the messages that a text too long for the channel is cut into. What goes along goes with the first. */
    Outbound part(int number, String piece) {
        return number == 0
                ? new Outbound(id, channel, to, piece, media, accountId, threadId, replyToId, silent, replaces)
                : new Outbound(id + "~" + number, channel, to, piece, List.of(), accountId, threadId, null, silent, null);
    }

    /** Everything but the channel, as it is kept on disk and posted to webhooks. */
    ObjectNode json() {
        ObjectNode json = Json.object().put("id", id).put("to", to).put("text", text);
        if (!media.isEmpty()) {
            ArrayNode list = json.putArray("media");
            media.forEach(list::add);
        }
        put(json, "accountId", accountId);
        put(json, "threadId", threadId);
        put(json, "replyToId", replyToId);
        put(json, "replaces", replaces);
        return silent ? json.put("silent", true) : json;
    }

    static Outbound of(String channel, JsonNode json) {
        List<String> media = new ArrayList<>();
        json.path("media").forEach(one -> media.add(one.asText()));
        return new Outbound(
                json.path("id").asText(),
                channel,
                json.path("to").asText(),
                json.path("text").asText(),
                media,
                json.path("accountId").textValue(),
                json.path("threadId").textValue(),
                json.path("replyToId").textValue(),
                json.path("silent").asBoolean(),
                json.path("replaces").textValue());
    }

    private static void put(ObjectNode json, String name, String value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
