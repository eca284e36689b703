package org.openclaw.appliance.agent;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.openclaw.appliance.skill.Skills;

/** The instructions that go before a conversation. What changes least comes first, for the providers' prompt caches. */
final class SystemPrompt {

    private static final int MOST_PER_FILE = 20_000;
    private static final int MOST_OF_FILES = 60_000;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEEE, d MMMM yyyy, HH:mm", Locale.ENGLISH);

    private final Agents agents;
    private final Skills skills;
    private final Clock clock;

    SystemPrompt(Agents agents, Skills skills, Clock clock) {
        this.agents = agents;
        this.skills = skills;
        this.clock = clock;
    }

    /** @param request may add to the prompt or leave most of it out */
    String text(String agentId, RunRequest request) {
        StringBuilder prompt = new StringBuilder();
        if (request.promptMode() != RunRequest.PromptMode.NONE) {
            prompt.append("You are ").append(agents.name(agentId))
                    .append(", a personal assistant. You run inside an OpenClaw gateway on a small computer that your user owns.\n");
            if (request.promptMode() == RunRequest.PromptMode.FULL) {
                appendWorkspace(prompt, agentId);
                prompt.append(skills.prompt(agents.workspace(agentId), agents.skills(agentId)));
            }
            ZoneId zone = agents.zone();
            prompt.append("# Time\n\n").append(DATE.format(clock.instant().atZone(zone)))
                    .append(" (").append(zone.getId()).append(")\n");
        }
        if (request.extraSystem() != null && !request.extraSystem().isBlank()) {
            prompt.append('\n').append(request.extraSystem().strip()).append('\n');
        }
        return prompt.toString();
    }

    private void appendWorkspace(StringBuilder prompt, String agentId) {
        if (agents.setting(agentId, "contextInjection").asText().equals("never")) {
            return;
        }
        Path folder = agents.workspace(agentId);
        Workspace workspace = new Workspace(folder);
        if (!agents.setting(agentId, "skipBootstrap").asBoolean()) {
            workspace.createOnFirstUse();
        }
        String context = workspace.context(
                agents.number(agentId, "bootstrapMaxChars", MOST_PER_FILE),
                agents.number(agentId, "bootstrapTotalMaxChars", MOST_OF_FILES));
        if (!context.isEmpty()) {
            prompt.append("\n# Your workspace\n\nFiles of ").append(folder).append(", written for you:\n\n").append(context);
        }
    }
}
