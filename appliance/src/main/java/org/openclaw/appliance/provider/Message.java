package org.openclaw.appliance.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.openclaw.appliance.protocol.Json;

/** One message of a conversation as a model sees it. */
public sealed interface Message {

    /** @param images shown with the text; usually empty, never more than {@value Image#MOST} */
    record User(String text, List<Image> images) implements Message {

        public User {
            images = List.copyOf(images);
            if (images.size() > Image.MOST) {
                throw new IllegalArgumentException("more than " + Image.MOST + " images");
            }
        }

        public User(String text) {
            this(text, List.of());
        }
    }

    /**
     * What a model said.
     *
     * @param toolCalls what it asked for in that message; usually empty
     * @param thoughts what it thought before, to be shown to it again as long as the turn goes on; null for none
     */
    record Assistant(String text, List<ToolCall> toolCalls, Thoughts thoughts) implements Message {

        public Assistant(String text, List<ToolCall> toolCalls) {
            this(text, toolCalls, null);
        }
    }

    record ToolResult(String toolCallId, String toolName, String text, boolean isError) implements Message {}

    /** @param arguments the JSON text of the arguments, as the model wrote it */
    record ToolCall(String id, String name, String arguments) {

        /** The arguments as an object. A model may have written something else, which few APIs would take back. */
        ObjectNode argumentsObject() {
            try {
                return Json.parse(arguments) instanceof ObjectNode object ? object : Json.object();
            } catch (JsonProcessingException e) {
                return Json.object();
            }
        }
    }
}
