package org.openclaw.appliance.provider;

import java.util.List;

/** One message of a conversation as a model sees it. */
public sealed interface Message {

    record User(String text) implements Message {}

    /** @param toolCalls what the model asked for in that message; usually empty */
    record Assistant(String text, List<ToolCall> toolCalls) implements Message {}

    record ToolResult(String toolCallId, String toolName, String text, boolean isError) implements Message {}

    /** @param arguments the JSON text of the arguments, as the model wrote it */
    record ToolCall(String id, String name, String arguments) {}
}
