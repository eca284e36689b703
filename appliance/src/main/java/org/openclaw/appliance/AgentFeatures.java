package org.openclaw.appliance;

import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.agent.AgentParts;
import org.openclaw.appliance.agent.Agents;
import org.openclaw.appliance.agent.Roster;
import org.openclaw.appliance.agent.RosterMethods;
import org.openclaw.appliance.agent.SkillMethods;
import org.openclaw.appliance.agent.SpawnTool;
import org.openclaw.appliance.agent.SubAgents;
import org.openclaw.appliance.agent.TaskMethods;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.recall.Recall;
import org.openclaw.appliance.recall.RecallMethods;
import org.openclaw.appliance.recall.RecallTools;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.skill.Skills;
import org.openclaw.appliance.store.Store;
import org.openclaw.appliance.tool.Tools;

/** What agents have besides their conversations: files, skills, notes, sub-agents; and the methods to manage them. */
final class AgentFeatures {

    private final Given given;
    private final SubAgents subAgents;
    private final Recall recall;

    /**
     * What these features are made of.
     *
     * @param reload puts a written configuration in force
     * @param hostName what people call this machine
     */
    record Given(
            ConfigFile file,
            Runnable reload,
            Store store,
            Agents agents,
            Sessions sessions,
            AgentParts turns,
            Skills skills,
            Tools tools,
            boolean lean,
            String hostName,
            Lifecycle lifecycle) {}

    AgentFeatures(Given given) {
        this.given = given;
        this.subAgents = new SubAgents(
                given.agents(), given.sessions(), given.turns().runs(), given.lean(), given.lifecycle().clock());
        this.recall = new Recall(given.store(), given.sessions(), given.agents()::workspace);
        given.tools().add(() -> RecallTools.of(recall));
        given.tools().add(() -> List.of(new SpawnTool(subAgents)));
    }

    List<Method<?>> methods() {
        List<Method<?>> methods = new ArrayList<>();
        methods.addAll(new RosterMethods(
                        given.agents(),
                        new Roster(given.file()),
                        given.reload(),
                        given.lifecycle().clock())
                .methods());
        methods.addAll(new SkillMethods(given.agents(), given.sessions(), given.skills()).methods());
        methods.addAll(new RecallMethods(recall, given.agents()).methods());
        methods.addAll(new TaskMethods(subAgents, given.turns().runs(), given.hostName()).methods());
        return methods;
    }
}
