package org.openclaw.appliance.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.openclaw.appliance.protocol.Json;

/**
 * What came of a call.
 *
 * @param text for the model, at most {@value #MOST_CHARS} characters: longer text loses its middle
 * @param details the same for programs; may be empty, and is dropped when its JSON is longer than {@value #MOST_CHARS}
 *     characters
 * @param error whether the call failed
 * @param broken whether it failed through a fault of the gateway's own, of which a caller should learn no more
 */
public record ToolResult(String text, ObjectNode details, boolean error, boolean broken) {

    /** Most characters of text. */
    public static final int MOST_CHARS = 64 * 1024;

    public ToolResult {
        text = shortened(text, MOST_CHARS);
        // A rough look is enough for most: only what may be large is written out to be measured.
        if (!details.isEmpty() && Json.text(details).length() > MOST_CHARS) {
            details = Json.object().put("truncated", true);
        }
    }

    public ToolResult(String text, ObjectNode details, boolean error) {
        this(text, details, error, false);
    }

    public static ToolResult of(String text) {
        return new ToolResult(text, Json.object(), false);
    }

    /** The details are shown to the model, too, as JSON. */
    public static ToolResult of(ObjectNode details) {
        return new ToolResult(Json.text(details), details, false);
    }

    public static ToolResult of(String text, ObjectNode details) {
        return new ToolResult(text, details, false);
    }

    public static ToolResult failed(String sentence) {
        return new ToolResult(sentence, Json.object().put("status", "error").put("error", sentence), true);
    }

    ToolResult asBroken() {
        return new ToolResult(text, details, true, true);
    }

    /** {@code {content:[{type:"text",text}],details}}, as events, transcripts and {@code tools.invoke} have it. */
    public ObjectNode json() {
        ObjectNode json = Json.object();
        json.putArray("content").addObject().put("type", "text").put("text", text);
        json.set("details", details);
        return json;
    }

    /** Text cut to a number of characters by leaving out its middle, with a note of how much is missing. */
    public static String shortened(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        String note = "\n[… " + (text.length() - most) + " characters left out …]\n";
        int kept = Math.max(0, most - note.length());
        int head = kept - kept / 3;
        int tail = text.length() - kept / 3;
        // Never between the two halves of a surrogate pair.
        head -= head > 0 && Character.isHighSurrogate(text.charAt(head - 1)) ? 1 : 0;
        tail += tail < text.length() && Character.isLowSurrogate(text.charAt(tail)) ? 1 : 0;
        return text.substring(0, head) + note + text.substring(tail);
    }
}
