package org.openclaw.appliance.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.Image;
import org.openclaw.appliance.provider.Message;
import org.openclaw.appliance.provider.Message.ToolCall;
import org.openclaw.appliance.session.Entry;
import org.openclaw.appliance.session.NewEntry;

/** Between the messages of a transcript and those a model is given. */
final class Conversation {

    /** Marks what the gateway answered by itself; a model never sees those messages. */
    static final String GATEWAY_MODEL = "gateway-injected";

    private static final String COMMAND = "command";

    private Conversation() {}

    /**
     * A message of a transcript as it is kept for models.
     *
     * @param seq its place in the conversation
     * @param runId the run it belongs to, or null
     * @param message null where models never see it
     */
    record Said(long seq, String runId, Message message) {

        /** About how many characters it keeps in memory. */
        int size() {
            return switch (message) {
                case null -> 0;
                case Message.User user -> user.text().length();
                case Message.ToolResult result -> result.text().length();
                case Message.Assistant assistant -> assistant.text().length()
                        + assistant.toolCalls().stream().mapToInt(call -> call.arguments().length()).sum();
            };
        }
    }

    static Said said(Entry entry) {
        return new Said(entry.seq(), entry.runId(), message(entry.message()));
    }

    /**
     * What a model is given for a run.
     *
     * @param recent the newest messages, oldest first
     * @param first the first of them that models still see; those before were summarized
     * @param notYet true for the id of another run whose message is recorded but whose turn comes later
     * @param pictures that came with messages, by the run they began
     */
    static List<Message> window(
            Collection<Said> recent, long first, String runId, Predicate<String> notYet, Map<String, List<Image>> pictures) {
        List<Message> messages = new ArrayList<>(recent.size());
        Message own = null;
        for (Said said : recent) {
            if (said.seq() < first || said.runId() != null && notYet.test(said.runId())) {
                continue;
            }
            Message message = illustrated(said.message(), pictures.get(said.runId()));
            if (message instanceof Message.User && runId.equals(said.runId())) {
                own = message;
            } else if (message != null && !(messages.isEmpty() && message instanceof Message.ToolResult)) {
                // What the same turn answers as well comes after what it was begun with.
                if (own != null && message instanceof Message.User) {
                    messages.add(own);
                    own = null;
                }
                messages.add(message);
            }
        }
        if (own != null) {
            messages.add(own);
        }
        return messages;
    }

    private static Message illustrated(Message message, List<Image> images) {
        return images != null && message instanceof Message.User user ? new Message.User(user.text(), images) : message;
    }

    private static Message message(JsonNode message) {
        if (message.path(COMMAND).asBoolean()) {
            return null;
        }
        return switch (message.path("role").asText()) {
            case "user" -> new Message.User(text(message));
            case "assistant" -> assistant(message);
            case "toolResult" -> new Message.ToolResult(
                    message.path("toolCallId").asText(),
                    message.path("toolName").asText(),
                    text(message),
                    message.path("isError").asBoolean());
            default -> null;
        };
    }

    private static Message assistant(JsonNode message) {
        List<ToolCall> calls = new ArrayList<>();
        for (JsonNode block : message.path("content")) {
            if (block.path("type").asText().equals("toolCall")) {
                calls.add(new ToolCall(
                        block.path("id").asText(), block.path("name").asText(), Json.text(block.path("arguments"))));
            }
        }
        String text = text(message);
        return text.isEmpty() && calls.isEmpty() ? null : new Message.Assistant(text, calls);
    }

    // The sentence about a failure is for the user, not for the model.
    private static String text(JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            return content.textValue();
        }
        String error = message.path("errorMessage").asText();
        StringBuilder text = new StringBuilder();
        for (JsonNode block : content) {
            String part = block.path("text").asText();
            if (block.path("type").asText().equals("text") && !part.equals(error)) {
                text.append(text.isEmpty() ? "" : "\n").append(part);
            }
        }
        return text.toString();
    }

    static NewEntry user(String runId, String text, boolean command, long now) {
        ObjectNode message = Json.object().put("role", "user");
        message.putArray("content").addObject().put("type", "text").put("text", text);
        message.put("timestamp", now).put("idempotencyKey", runId + ":user");
        if (command) {
            message.put(COMMAND, true);
        }
        return NewEntry.ofUser(runId, message);
    }

    /** What the gateway says by itself. @param runId may be null @param hidden keeps it from models */
    static NewEntry notice(String runId, String text, boolean hidden, long now) {
        ObjectNode message = Json.object().put("role", "assistant");
        message.putArray("content").addObject().put("type", "text").put("text", text);
        message.put("timestamp", now)
                .put("api", "openclaw")
                .put("provider", "openclaw")
                .put("model", GATEWAY_MODEL)
                .put("stopReason", "stop");
        if (hidden) {
            message.put(COMMAND, true);
        }
        return NewEntry.of(runId, message);
    }

    /** What a run leaves behind: the answer, or its part with a sentence about the failure; empty when there is neither. */
    static List<NewEntry> answer(String runId, RunOutcome outcome) {
        ObjectNode message = Json.object().put("role", "assistant");
        ArrayNode content = message.putArray("content");
        if (!outcome.reply().isEmpty()) {
            content.addObject().put("type", "text").put("text", outcome.text());
        }
        for (ToolCall call : outcome.toolCalls()) {
            content.addObject()
                    .put("type", "toolCall")
                    .put("id", call.id())
                    .put("name", call.name())
                    .set("arguments", arguments(call.arguments()));
        }
        if (outcome.error() != null) {
            content.addObject().put("type", "text").put("text", outcome.error());
            message.put("errorMessage", outcome.error());
        }
        if (content.isEmpty()) {
            return List.of();
        }
        message.put("timestamp", outcome.endedAt());
        if (outcome.model() != null) {
            message.put("provider", outcome.model().provider())
                    .put("model", outcome.model().model());
        }
        message.set("usage", outcome.usageNode());
        message.put("stopReason", outcome.ok() ? outcome.stopReason() : outcome.aborted() ? "aborted" : "error");
        return List.of(NewEntry.of(runId, message));
    }

    private static JsonNode arguments(String text) {
        try {
            return Json.parse(text);
        } catch (JsonProcessingException e) {
            return Json.object().put("raw", text);
        }
    }
}
