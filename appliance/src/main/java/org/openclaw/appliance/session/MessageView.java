package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Messages as clients see them. */
final class MessageView {

    private static final String CUT = "\n…(truncated)…";

    private MessageView() {}

    /** The message with its {@code __openclaw} block. */
    static ObjectNode of(Entry entry) {
        ObjectNode view = entry.message().deepCopy();
        if (entry.idempotencyKey() != null) {
            view.put("idempotencyKey", entry.idempotencyKey());
        }
        ObjectNode record = view.putObject("__openclaw").put("id", entry.id()).put("seq", entry.seq());
        if (entry.runId() != null) {
            record.put("runId", entry.runId());
        }
        if (entry.idempotencyKey() != null) {
            record.put("idempotencyKey", entry.idempotencyKey());
        }
        JsonNode compaction = view.remove("compaction");
        if (compaction != null) {
            record.put("kind", "compaction");
            record.put("tokensBefore", compaction.path("tokensBefore").asLong());
            record.put("tokensAfter", compaction.path("tokensAfter").asLong());
        }
        record.put("recordTimestampMs", entry.timestamp());
        record.putObject("transcriptPosition").put("source", "active").put("rawSeq", entry.seq());
        return view;
    }

    /** As {@link #of}, with texts longer than the bound cut and the cut marked. */
    static ObjectNode cut(Entry entry, int maxChars) {
        ObjectNode view = of(entry);
        boolean cut = cutText(view, "content", maxChars);
        for (JsonNode block : view.path("content")) {
            if (block instanceof ObjectNode object) {
                cut |= cutText(object, "text", maxChars) | cutText(object, "thinking", maxChars);
            }
        }
        if (cut) {
            ((ObjectNode) view.get("__openclaw")).put("truncated", true);
        }
        return view;
    }

    /** In place of a message that is larger than a page may be: its text as far as it fits, nothing else. */
    static ObjectNode reduced(Entry entry, int maxChars) {
        ObjectNode view = of(entry);
        String text = text(entry.message());
        ArrayNode content = view.putArray("content");
        content.addObject().put("type", "text").put("text", shortened(text, maxChars) + CUT);
        view.remove("details");
        ((ObjectNode) view.get("__openclaw")).put("truncated", true);
        return view;
    }

    private static boolean cutText(ObjectNode holder, String field, int maxChars) {
        String text = holder.path(field).textValue();
        if (text == null || text.length() <= maxChars) {
            return false;
        }
        holder.put(field, shortened(text, maxChars) + CUT);
        return true;
    }

    /** What a message says, without tool calls, images and the like. */
    static String text(JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            return content.textValue();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode block : content) {
            if (block.path("type").asText().equals("text")) {
                text.append(text.isEmpty() ? "" : "\n").append(block.path("text").asText());
            }
        }
        return text.toString();
    }

    /** One line of at most that many characters. */
    static String line(String text, int maxChars) {
        String line = text.substring(0, Math.min(text.length(), maxChars * 4)).strip().replaceAll("\\s+", " ");
        return line.length() <= maxChars ? line : shortened(line, maxChars - 1) + "…";
    }

    // Never between the two halves of a surrogate pair.
    private static String shortened(String text, int maxChars) {
        if (text.length() <= maxChars) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(maxChars - 1)) ? maxChars - 1 : maxChars;
        return text.substring(0, end);
    }
}
