package org.openclaw.appliance.exec;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.openclaw.appliance.approval.ExecApprovals;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.tool.Tool;

/** The tools {@code exec} and {@code process}. */
public final class ExecTools {

    private ExecTools() {}

    /** @param environment the gateway's own variables */
    public static List<Tool> of(
            Children children,
            ExecApprovals approvals,
            Supplier<Config> config,
            Supplier<Map<String, String>> environment,
            Clock clock) {
        return List.of(
                new ExecTool(children, approvals, config, environment, clock), new ProcessTool(children, clock));
    }
}
