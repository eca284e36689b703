package org.openclaw.appliance.exec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.tool.ToolCall;
import org.openclaw.appliance.tool.ToolException;
import org.openclaw.appliance.tool.ToolResult;
import org.openclaw.appliance.tool.ToolSpec;

/** Follows and ends commands that {@code exec} has left in the background. */
final class ProcessTool implements Tool {

    private static final int MOST_WAIT_MILLIS = 30_000;
    private static final int MOST_WRITTEN = 64 * 1024;

    private static final ToolSpec SPEC = ToolSpec.of(
                    "process",
                    ToolSpec.Group.RUNTIME,
                    "Follow commands that exec left running: list them, poll one for new output (waiting up to timeout ms), read "
                            + "its whole log, write to its input, kill it, remove a finished one.",
                    """
                    {"type":"object","required":["action"],"properties":{
                    "action":{"type":"string","enum":["list","poll","log","write","submit","kill","clear","remove"]},
                    "sessionId":{"type":"string","description":"Which command; for every action but list."},
                    "data":{"type":"string","description":"For write and submit: what to write; submit adds a line end."},
                    "eof":{"type":"boolean","description":"For write: close its input afterwards."},
                    "limit":{"type":"number","description":"For log: most bytes, from its end; default 16384."},
                    "timeout":{"type":"number","description":"For poll: milliseconds to wait for its end, at most 30000."}}}""")
            .in(ToolSpec.Profile.CODING)
            .within(Duration.ofSeconds(45));

    private final Children children;
    private final Clock clock;

    ProcessTool(Children children, Clock clock) {
        this.children = children;
        this.clock = clock;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public ToolResult call(ToolCall call) throws ToolException, InterruptedException {
        String action = call.arguments().text("action");
        if (action.equals("list")) {
            return list(call);
        }
        String id = call.arguments().text("sessionId");
        Child child = children.find(call.agentId(), id)
                .orElseThrow(() -> new ToolException("There is no command " + id + ". List them to see which there are."));
        return switch (action) {
            case "poll" -> poll(call, child);
            case "log" -> ToolResult.of(
                    child.output().since(0, call.arguments().number("limit", 16_384, 1, ChildView.MOST_SHOWN)),
                    ChildView.head(child, status(child)));
            case "write" -> write(child, call.arguments().optionalText("data").orElse(""), call.arguments().flag("eof", false));
            case "submit" -> write(child, call.arguments().optionalText("data").orElse("") + "\n", false);
            case "kill" -> kill(child);
            default -> remove(child);
        };
    }

    private ToolResult list(ToolCall call) {
        ObjectNode details = Json.object().put("status", "completed");
        ArrayNode sessions = details.putArray("sessions");
        for (Child child : children.of(call.agentId())) {
            ObjectNode line = ChildView.head(child, status(child));
            String command = child.start().command();
            line.put("command", command.length() > 200 ? command.substring(0, 200) + "…" : command);
            if (!child.running()) {
                line.put("exitCode", child.exitCode());
            }
            sessions.add(line);
        }
        return ToolResult.of(sessions.isEmpty() ? "No commands." : Json.text(sessions), details);
    }

    private static String status(Child child) {
        return child.running() ? "running" : child.exitCode() == 0 && child.cause() == null ? "completed" : "failed";
    }

    private ToolResult poll(ToolCall call, Child child) throws ToolException, InterruptedException {
        int patience = call.arguments().number("timeout", 0, 0, MOST_WAIT_MILLIS);
        // An abort of the turn ends the wait and leaves the command alone.
        Thread waiting = Thread.currentThread();
        Runnable forget = patience == 0 ? () -> {} : call.cancellation().onCancel(waiting::interrupt);
        try {
            child.over().get(Math.max(1, patience), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // Told below.
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            forget.run();
        }
        return ChildView.of(child, clock);
    }

    private static ToolResult write(Child child, String data, boolean eof) throws ToolException {
        if (!child.running()) {
            throw new ToolException("The command has ended.");
        }
        if (data.length() > MOST_WRITTEN) {
            throw new ToolException("At most " + MOST_WRITTEN + " characters at once.");
        }
        try {
            OutputStream in = child.process().getOutputStream();
            in.write(data.getBytes(StandardCharsets.UTF_8));
            in.flush();
            if (eof) {
                in.close();
            }
            return ToolResult.of("Written.", ChildView.head(child, "running"));
        } catch (IOException e) {
            throw new ToolException("The command takes no input any more.");
        }
    }

    private ToolResult kill(Child child) throws InterruptedException {
        children.end(child, Child.Cause.KILLED);
        try {
            child.over().get(5, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return ToolResult.failed("The command doesn't end.");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return ToolResult.of("The command was killed.", ChildView.head(child, "failed").put("exitCode", child.exitCode()));
    }

    private ToolResult remove(Child child) throws ToolException {
        if (child.running()) {
            throw new ToolException("The command is running. Kill it first.");
        }
        children.forget(child);
        return ToolResult.of("Removed.");
    }
}
