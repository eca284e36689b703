package org.openclaw.appliance.sessiontool;

import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.openclaw.appliance.agent.AgentRuns;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.tool.Tool;

/** The tools {@code sessions_list}, {@code sessions_history}, {@code sessions_send} and {@code session_status}. */
public final class SessionTools {

    private SessionTools() {}

    public static List<Tool> of(Supplier<Config> config, Sessions sessions, AgentRuns runs, Clock clock) {
        Reach reach = new Reach(config, sessions);
        return List.of(
                new SessionsListTool(sessions, reach, clock),
                new SessionsHistoryTool(sessions, reach),
                new SessionsSendTool(runs, reach),
                new SessionStatusTool(sessions, reach, clock));
    }
}
