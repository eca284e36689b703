package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** How long a model is to think, in the words of each API. Only models marked {@code reasoning} are told anything. */
final class Thinking {

    private static final String OFF = "off";

    private final Question question;
    private final String level;

    private Thinking(Question question, String level) {
        this.question = question;
        this.level = level;
    }

    /** Empty where the model isn't told. */
    static Optional<Thinking> of(Question question) {
        JsonNode configured = question.params().containsKey("think") ? question.param("think") : question.param("thinking");
        String level = question.request().thinking() != null
                ? question.request().thinking()
                : configured.isBoolean() ? (configured.booleanValue() ? "medium" : OFF) : configured.asText("");
        return level.isBlank() || !question.settings().path("reasoning").asBoolean()
                ? Optional.empty()
                : Optional.of(new Thinking(question, level));
    }

    boolean on() {
        return !level.equals(OFF);
    }

    /** As OpenAI's APIs name it; a model's {@code thinkingLevelMap} has the last word. */
    String effort() {
        for (JsonNode map : new JsonNode[] {
            question.settings().path("thinkingLevelMap"), question.compat().path("reasoningEffortMap")
        }) {
            if (map.path(level).isTextual()) {
                return map.path(level).textValue();
            }
        }
        return switch (level) {
            case "xhigh", "max" -> supports(level) ? level : "high";
            case "minimal", "low", "medium", "high" -> level;
            default -> "medium";
        };
    }

    private boolean supports(String effort) {
        for (JsonNode known : question.compat().path("supportedReasoningEfforts")) {
            if (known.asText().equals(effort)) {
                return true;
            }
        }
        return false;
    }

    /** Tokens to think with, as the Messages API wants to know; its least is 1,024. */
    int budget() {
        return switch (level) {
            case "minimal" -> 1_024;
            case "low" -> 2_048;
            case "high" -> 16_384;
            case "xhigh", "max" -> 32_768;
            default -> 8_192;
        };
    }

    /** Adds the fields of the chat-completions API, which every service has its own way of. */
    void addTo(ObjectNode fields) {
        String format = question.compat()
                .path("thinkingFormat")
                .asText(question.model().provider().equals("openrouter") ? "openrouter" : "openai");
        switch (format) {
            case "openrouter" -> fields.putObject("reasoning").put("effort", on() ? effort() : "none");
            case "together" -> fields.putObject("reasoning").put("enabled", on());
            case "deepseek", "zai" -> fields.putObject("thinking").put("type", on() ? "enabled" : "disabled");
            case "qwen" -> fields.put("enable_thinking", on());
            case "qwen-chat-template" -> fields.putObject("chat_template_kwargs").put("enable_thinking", on());
            default -> {
                if (on() && question.compat().path("supportsReasoningEffort").asBoolean(true)) {
                    fields.put("reasoning_effort", effort());
                }
            }
        }
    }
}
