package org.openclaw.appliance.exec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.tool.ToolResult;

/** Commands as models and programs see them. */
final class ChildView {

    /** Most bytes of output shown at once. */
    static final int MOST_SHOWN = 48 * 1024;

    private ChildView() {}

    static ToolResult of(Child child, Clock clock) {
        return child.running() ? running(child, clock) : over(child);
    }

    private static ToolResult running(Child child, Clock clock) {
        ObjectNode details = head(child, "running").put("pid", child.process().pid());
        String news = child.news(MOST_SHOWN);
        details.put("tail", ToolResult.shortened(news, 2_000));
        return ToolResult.of(
                (news.isBlank() ? "" : news.strip() + "\n\n") + "The command is still running (session " + child.id()
                        + ", for " + (clock.millis() - child.startedAt()) / 1000
                        + " s). Use the process tool to poll, write to or kill it.",
                details);
    }

    private static ToolResult over(Child child) {
        boolean failed = child.exitCode() != 0 || child.cause() != null;
        ObjectNode details = head(child, failed ? "failed" : "completed")
                .put("exitCode", child.exitCode())
                .put("durationMs", Math.max(0, child.endedAt() - child.startedAt()))
                .put("timedOut", child.cause() == Child.Cause.TIMEOUT);
        String output = child.background() ? child.news(MOST_SHOWN) : child.output().since(0, MOST_SHOWN);
        long total = child.output().total();
        details.put("aggregated", ToolResult.shortened(output, 8_000));
        StringBuilder text = new StringBuilder();
        if (total > MOST_SHOWN && !child.background()) {
            text.append("[the first ").append(total - MOST_SHOWN).append(" of ").append(total).append(" bytes are left out]\n");
        }
        text.append(output.isBlank() ? "(no output)" : output.stripTrailing());
        if (child.cause() != null) {
            text.append("\n\n(The command was ended because ").append(child.cause().sentence()).append(".)");
        } else if (child.exitCode() != 0) {
            text.append("\n\n(The command exited with code ").append(child.exitCode()).append(".)");
        }
        return new ToolResult(text.toString(), details, child.cause() != null);
    }

    /** A line of a list. */
    static ObjectNode head(Child child, String status) {
        return Json.object()
                .put("status", status)
                .put("sessionId", child.id())
                .put("cwd", child.start().cwd().toString())
                .put("startedAt", child.startedAt());
    }
}
