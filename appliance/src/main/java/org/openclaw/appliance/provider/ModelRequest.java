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
 * @param thinking how long to think before answering: {@code off}, {@code minimal}, {@code low}, {@code medium},
 *     {@code high}, {@code xhigh} or {@code max}; null for the model's default. Only models configured with
 *     {@code reasoning} are told
 */
public record ModelRequest(
        String system,
        List<Message> messages,
        List<JsonNode> tools,
        JsonNode toolChoice,
        JsonNode sampling,
        String thinking) {

    /** One that leaves the thinking to the model. */
    public ModelRequest(
            String system, List<Message> messages, List<JsonNode> tools, JsonNode toolChoice, JsonNode sampling) {
        this(system, messages, tools, toolChoice, sampling, null);
    }

    /** @param level null for the model's default */
    public ModelRequest withThinking(String level) {
        return new ModelRequest(system, messages, tools, toolChoice, sampling, level);
    }

    ModelRequest withMessages(List<Message> others) {
        return new ModelRequest(system, others, tools, toolChoice, sampling, thinking);
    }
}
