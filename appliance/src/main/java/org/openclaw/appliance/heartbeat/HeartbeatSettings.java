package org.openclaw.appliance.heartbeat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.agent.Agents;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.TimeSpan;

/**
 * How one agent's heartbeat is configured.
 *
 * @param every how often, in milliseconds; 0 for never by itself
 * @param model an explicit choice of model, or null
 * @param session in whose conversation it takes part, or null for the main one
 * @param target {@code owner}, {@code last}, {@code none} or a channel's id
 * @param to whom on that channel, or null
 * @param timeout how long a turn may take, or null for the usual time
 * @param light whether the workspace's files are left out
 * @param isolated whether the conversation is left out
 */
record HeartbeatSettings(
        String agentId,
        long every,
        ActiveHours hours,
        String model,
        String session,
        String target,
        String to,
        String prompt,
        Duration timeout,
        boolean light,
        boolean isolated) {

    static final String PROMPT = "This is your heartbeat: nobody is waiting. Follow the checklist below where there is one. Do not "
            + "take up old tasks from earlier conversations by yourself. If nothing needs attention, reply NO_REPLY.";

    private static final String DEFAULTS = "agents.defaults.heartbeat";
    private static final long USUAL_MILLIS = 30 * 60_000;
    private static final long LEAST_MILLIS = 10_000;
    private static final long MOST_SECONDS = 86_400;

    /** Those of every agent that has heartbeats: the ones with settings of their own, else the default agent alone. */
    static List<HeartbeatSettings> all(Config config, Agents agents) {
        List<HeartbeatSettings> all = new ArrayList<>();
        for (String id : agents.ids()) {
            if (config.at(section(id)).isObject()) {
                all.add(of(config, agents, id));
            }
        }
        if (all.isEmpty()) {
            String owner = config.text(DEFAULTS + ".agentId").filter(agents::knows).orElseGet(agents::defaultAgentId);
            all.add(of(config, agents, owner));
        }
        return List.copyOf(all);
    }

    static HeartbeatSettings of(Config config, Agents agents, String agentId) {
        String own = section(agentId);
        long every = text(config, own, "every").map(HeartbeatSettings::span).orElse(USUAL_MILLIS);
        String hours = config.at(own + ".activeHours").isObject() ? own : DEFAULTS;
        long seconds = config.number(own + ".timeoutSeconds").orElse(config.number(DEFAULTS + ".timeoutSeconds").orElse(0));
        return new HeartbeatSettings(
                agentId,
                every,
                ActiveHours.of(config, hours + ".activeHours", agents.zone()),
                text(config, own, "model").orElse(null),
                text(config, own, "session").orElse(null),
                text(config, own, "target").orElse("owner"),
                text(config, own, "to").orElse(null),
                text(config, own, "prompt").orElse(PROMPT),
                seconds <= 0 ? null : Duration.ofSeconds(Math.min(seconds, MOST_SECONDS)),
                flag(config, own, "lightContext"),
                flag(config, own, "isolatedSession"));
    }

    private static String section(String agentId) {
        return "agents.entries." + agentId + ".heartbeat";
    }

    private static Optional<String> text(Config config, String own, String name) {
        return config.text(own + "." + name).or(() -> config.text(DEFAULTS + "." + name)).filter(text -> !text.isBlank());
    }

    private static boolean flag(Config config, String own, String name) {
        return config.flag(own + "." + name, config.flag(DEFAULTS + "." + name, false));
    }

    // What can't be understood is no reason to run more often than anybody asked for.
    private static long span(String text) {
        long millis = TimeSpan.parse(text).orElse(USUAL_MILLIS);
        return millis == 0 ? 0 : Math.max(millis, LEAST_MILLIS);
    }
}
