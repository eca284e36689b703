package org.openclaw.appliance.doctor.security;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.doctor.Instance;
import org.openclaw.appliance.protocol.Json;

/** Whether the agent runs programs without asking. */
final class ExecPolicy implements SecurityCheck {

    @Override
    public List<Risk> run(Instance instance) {
        List<Risk> risks = new ArrayList<>();
        boolean strangers = new OpenChannels().run(instance).stream().anyMatch(risk -> risk.grade() == Risk.Grade.CRITICAL);
        JsonNode tools = instance.config().map(config -> config.at("tools")).orElseGet(Json::object);
        look("tools.exec", tools.path("exec"), strangers, risks);
        JsonNode agents = instance.config().map(config -> config.at("agents.entries")).orElseGet(Json::object);
        agents.properties().forEach(agent ->
                look("agents.entries." + agent.getKey() + ".tools.exec", agent.getValue().path("tools").path("exec"), strangers, risks));
        return risks;
    }

    private static void look(String path, JsonNode exec, boolean strangers, List<Risk> risks) {
        boolean full = exec.path("security").asText().equals("full") || exec.path("mode").asText().equals("full");
        if (!full) {
            return;
        }
        boolean silent = exec.path("ask").asText().equals("off") || exec.path("mode").asText().equals("full");
        String detail = path + " allows every program" + (silent ? ", and nobody is asked" : "")
                + (strangers ? "; strangers may talk to the agent" : "") + ".";
        String remedy = "Let it ask: `openclaw config set " + path + ".security allowlist` and `" + path + ".ask on-miss`.";
        String title = "The agent may run any program on this machine";
        risks.add(strangers
                ? Risk.critical("tools.exec.security_full_configured", title, detail, remedy)
                : Risk.warn("tools.exec.security_full_configured", title, detail, remedy));
    }
}
