package org.openclaw.appliance.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.Image;

/**
 * A message of the queue.
 *
 * @param id its number
 * @param message what came in; null once it is done
 * @param heard what had been said in the group before and not to the agent
 * @param turns how many turns for it failed or were cut off
 * @param failures how often anything failed since it was last submitted
 * @param error why it is dead, or failed last; or null
 * @param preview the message on the other side that shows its unfinished answer, or null
 */
record Stored(
        long id, InboundMessage message, List<GroupWindow.Heard> heard, String state, int turns, int failures, String error,
        String preview, long receivedAt, long updatedAt) {

    private static final String PREFIX = "inbound:";

    /** The id of the turn that answers it. A repetition of a turn's id starts nothing, whatever the gateway went through. */
    String runId() {
        return PREFIX + id + ":" + turns;
    }

    /** Whether a run was begun for a message of the queue. */
    static boolean isRun(String runId) {
        return runId.startsWith(PREFIX);
    }

    /** Where its answer goes: {@code <channel>:<account>:<chat>[:<thread>]}. */
    static String place(InboundMessage message) {
        String thread = message.chat().threadId();
        return message.channel() + ":" + message.accountId() + ":" + message.chat().id() + (thread == null ? "" : ":" + thread);
    }

    /** What is kept on disk. */
    static String json(InboundMessage message, List<GroupWindow.Heard> heard) {
        ObjectNode json = Json.object().put("text", message.text()).put("mentioned", message.mentioned());
        json.put("sentAt", message.sentAt());
        json.putObject("chat")
                .put("kind", message.chat().kind().wireName())
                .put("id", message.chat().id())
                .put("threadId", message.chat().threadId())
                .put("title", message.chat().title());
        json.putObject("sender")
                .put("id", message.sender().id())
                .put("name", message.sender().name())
                .put("username", message.sender().username());
        ArrayNode images = json.putArray("images");
        message.images().forEach(
                image -> images.addObject().put("mimeType", image.mimeType()).put("base64", image.base64()));
        ArrayNode before = json.putArray("heard");
        heard.forEach(one -> before.addObject()
                .put("id", one.messageId())
                .put("who", one.who())
                .put("text", one.text()));
        return Json.text(json);
    }

    static InboundMessage message(String channel, String accountId, String messageId, JsonNode json) {
        JsonNode chat = json.path("chat");
        JsonNode sender = json.path("sender");
        List<Image> images = new ArrayList<>();
        json.path("images").forEach(
                image -> images.add(new Image(image.path("mimeType").asText(), image.path("base64").asText())));
        return new InboundMessage(
                channel,
                accountId,
                messageId,
                new InboundMessage.Chat(
                        InboundMessage.Kind.valueOf(chat.path("kind").asText().toUpperCase(Locale.ROOT)),
                        chat.path("id").asText(),
                        chat.path("threadId").textValue(),
                        chat.path("title").textValue()),
                new InboundMessage.Person(
                        sender.path("id").asText(), sender.path("name").textValue(), sender.path("username").textValue()),
                json.path("text").asText(),
                json.path("mentioned").asBoolean(),
                images,
                json.path("sentAt").asLong());
    }

    static List<GroupWindow.Heard> heard(JsonNode json) {
        List<GroupWindow.Heard> heard = new ArrayList<>();
        json.path("heard").forEach(one -> heard.add(new GroupWindow.Heard(
                one.path("id").asText(), one.path("who").asText(), one.path("text").asText())));
        return heard;
    }
}
