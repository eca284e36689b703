package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What to ask a model.
 *
 * @param system the system prompt; may be empty
 * @param messages oldest first; the last one is what it should answer
 * @param tools tools offered, each {@code {name, description?, parameters?}}; usually empty
 * @param toolChoice {@code "auto"}, {@code "none"}, {@code "required"} or {@code {type:"function",function:{name}}} as the
 *     OpenAI API has it; null for the model's default
 * @param sampling extra top-level request fields such as {@code temperature}, {@code max_completion_tokens}, {@code stop};
 *     an object, or null
 */
public record ModelRequest(
        String system, List<Message> messages, List<JsonNode> tools, JsonNode toolChoice, JsonNode sampling) {}
