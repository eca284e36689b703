package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.openclaw.appliance.protocol.AgentsParams;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.skill.Eligibility;
import org.openclaw.appliance.skill.Skill;
import org.openclaw.appliance.skill.Skills;

/** {@code skills.status}. */
public final class SkillMethods {

    private final Agents agents;
    private final Sessions sessions;
    private final Skills skills;

    public SkillMethods(Agents agents, Sessions sessions, Skills skills) {
        this.agents = agents;
        this.sessions = sessions;
        this.skills = skills;
    }

    public List<Method<?>> methods() {
        return List.of(Method.of("skills.status", Access.READ, AgentsParams.SkillsStatus.class, this::status));
    }

    private ObjectNode status(Caller caller, AgentsParams.SkillsStatus params) throws ProtocolException {
        if (params.agentId() != null && !agents.knows(params.agentId())) {
            throw ProtocolException.invalid("unknown agent id \"" + params.agentId() + "\"");
        }
        String id = params.agentId() != null
                ? params.agentId().strip().toLowerCase(Locale.ROOT)
                : params.sessionKey() != null
                        ? sessions.resolve(params.sessionKey(), null).agentId()
                        : agents.defaultAgentId();
        Path workspace = agents.workspace(id);
        List<String> allowed = agents.skills(id);
        ObjectNode answer = Json.object()
                .put("workspaceDir", workspace.toString())
                .put("managedSkillsDir", skills.managed().toString())
                .put("agentId", id);
        ArrayNode rows = answer.putArray("skills");
        skills.of(workspace).forEach(skill -> rows.add(row(skill, skills.eligibility(skill, allowed))));
        return answer;
    }

    private static ObjectNode row(Skill skill, Eligibility found) {
        ObjectNode row = Json.object()
                .put("name", skill.name())
                .put("description", skill.description())
                .put("source", skill.source().wireName())
                .put("bundled", false)
                .put("filePath", skill.file().toString())
                .put("baseDir", skill.file().getParent().toString())
                .put("skillKey", skill.key());
        if (skill.emoji() != null) {
            row.put("emoji", skill.emoji());
        }
        if (skill.homepage() != null) {
            row.put("homepage", skill.homepage());
        }
        row.put("always", skill.always())
                .put("disabled", found.disabled())
                .put("blockedByAllowlist", found.blocked())
                .put("eligible", found.eligible());
        row.set("requirements", needs(skill.needs()));
        row.set("missing", needs(found.missing()));
        row.putArray("configChecks");
        row.putArray("install");
        return row;
    }

    private static ObjectNode needs(Skill.Needs needs) {
        ObjectNode shown = Json.object();
        shown.set("bins", Json.tree(needs.bins()));
        shown.set("anyBins", Json.tree(needs.anyBins()));
        shown.set("env", Json.tree(needs.env()));
        shown.set("config", Json.tree(needs.config()));
        shown.set("os", Json.tree(needs.os()));
        return shown;
    }
}
