package org.openclaw.appliance.agent;

import java.util.List;

/** How much a model is to think before it answers. */
final class ThinkingLevel {

    static final List<String> ALL = List.of("off", "minimal", "low", "medium", "high", "xhigh", "max");

    private ThinkingLevel() {}

    /** The {@code reasoning_effort} of OpenAI-compatible services, or null to say nothing. */
    static String effort(String level) {
        return switch (level) {
            case "minimal", "low", "medium", "high" -> level;
            case "xhigh", "max" -> "high";
            case null, default -> null;
        };
    }
}
