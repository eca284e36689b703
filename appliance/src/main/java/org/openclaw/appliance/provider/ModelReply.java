package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a model answered, complete.
 *
 * @param model which model it was in the end, after any fail-over
 * @param text the whole text; may be empty when it only called tools
 * @param toolCalls what it asked for
 * @param usage tokens, as the provider counted them
 * @param stopReason {@code stop}, {@code length}, {@code toolUse}, or the provider's own word
 * @param thoughts what the model wants to see again with the results of its calls; null for none
 */
public record ModelReply(
        ModelRef model, String text, List<Message.ToolCall> toolCalls, Usage usage, String stopReason, Thoughts thoughts) {

    /** One without thoughts. */
    public ModelReply(
            ModelRef model, String text, List<Message.ToolCall> toolCalls, Usage usage, String stopReason) {
        this(model, text, toolCalls, usage, stopReason, null);
    }

    ModelReply withThoughts(List<JsonNode> blocks) {
        return blocks.isEmpty() ? this : new ModelReply(model, text, toolCalls, usage, stopReason, new Thoughts(model, blocks));
    }

    /** Token counts; 0 where the provider said nothing. */
    public record Usage(long input, long output, long cacheRead, long cacheWrite) {

        public static final Usage NONE = new Usage(0, 0, 0, 0);

        /** A provider's figure, within reason; 0 for anything that is no number. */
        static long count(JsonNode number) {
            return Math.clamp(number.asLong(), 0L, 1L << 40);
        }

        /** Both together. */
        public Usage plus(Usage other) {
            return new Usage(
                    input + other.input, output + other.output, cacheRead + other.cacheRead, cacheWrite + other.cacheWrite);
        }

        public long total() {
            return input + output + cacheRead + cacheWrite;
        }
    }
}
