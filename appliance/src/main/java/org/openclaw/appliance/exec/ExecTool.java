package org.openclaw.appliance.exec;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.openclaw.appliance.approval.ExecApprovals;
import org.openclaw.appliance.approval.ExecRequest;
import org.openclaw.appliance.approval.Verdict;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.tool.ToolCall;
import org.openclaw.appliance.tool.ToolException;
import org.openclaw.appliance.tool.ToolResult;
import org.openclaw.appliance.tool.ToolSpec;

/** Runs a shell command, once it may, and waits for it as long as the caller wants. */
final class ExecTool implements Tool {

    private static final int TIMEOUT_SECONDS = 1_800;
    private static final int MOST_SECONDS = 86_400;
    private static final int YIELD_MILLIS = 10_000;
    private static final int MOST_YIELD_MILLIS = 600_000;
    private static final int MOST_COMMAND = 100_000;
    private static final long PROGRESS_MILLIS = 1_000;

    private static final ToolSpec SPEC = ToolSpec.of(
                    "exec",
                    ToolSpec.Group.RUNTIME,
                    "Run a shell command on the gateway's machine, in the workspace unless workdir says otherwise. The owner "
                            + "may have to approve it first. Commands that run longer than yieldMs go on in the background: "
                            + "follow them with the process tool.",
                    """
                    {"type":"object","required":["command"],"properties":{
                    "command":{"type":"string","description":"Shell command."},
                    "workdir":{"type":"string","description":"Folder, absolute or below the workspace. Default: the workspace."},
                    "env":{"type":"object","description":"Variables to set, literally."},
                    "yieldMs":{"type":"number","description":"Milliseconds to wait before it goes on in the background; default 10000."},
                    "background":{"type":"boolean","description":"Do not wait at all."},
                    "timeoutSeconds":{"type":"number","description":"Kill it after that long; default 1800, 0 never."}}}""")
            .in(ToolSpec.Profile.CODING)
            .within(Duration.ofHours(2));

    private final Children children;
    private final ExecApprovals approvals;
    private final Supplier<Config> config;
    private final Supplier<Map<String, String>> environment;
    private final Clock clock;

    /** @param environment the gateway's own, of which commands get a small part */
    ExecTool(
            Children children,
            ExecApprovals approvals,
            Supplier<Config> config,
            Supplier<Map<String, String>> environment,
            Clock clock) {
        this.children = children;
        this.approvals = approvals;
        this.config = config;
        this.environment = environment;
        this.clock = clock;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public ToolResult call(ToolCall call) throws ToolException, InterruptedException {
        String command = call.arguments().text("command");
        if (command.length() > MOST_COMMAND || command.indexOf('\0') >= 0) {
            throw new ToolException("The command is longer than " + MOST_COMMAND + " characters, or has a NUL in it.");
        }
        Path cwd = folder(call);
        Map<String, String> overrides = overrides(call.arguments().json().path("env"));
        List<String> prepend = config.get().texts("tools.exec.pathPrepend");
        Map<String, String> gateway = environment.get();
        ExecRequest request = new ExecRequest(
                call.agentId(), call.sessionKey(), call.runId(), call.id(), command, cwd, overrides,
                ChildEnvironment.path(gateway, prepend));
        // A call outside of a turn has nobody who could wait for the owner.
        Verdict verdict = call.runId() == null
                ? approvals.authorizeLater(request)
                : approvals.authorize(request, call.cancellation(), call.deadline(), call.progress());
        return switch (verdict) {
            case Verdict.Denied denied -> refused("denied", denied.sentence());
            case Verdict.Asked asked -> pending(asked);
            case Verdict.Allowed allowed when !approvals.stillHolds(request, allowed) -> refused(
                    "denied", "The command was not run: a program it starts, or what may run, changed after it was approved.");
            case Verdict.Allowed allowed -> run(call, new Child.Start(
                    call.agentId(), call.sessionKey(), command, cwd, timeout(call)), prepend, gateway, overrides);
        };
    }

    private static ToolResult refused(String status, String sentence) {
        return new ToolResult(sentence, Json.object().put("status", status).put("reason", sentence), true);
    }

    private static ToolResult pending(Verdict.Asked asked) {
        return new ToolResult(
                "The command waits for the owner's approval (" + asked.approvalId() + ").",
                Json.object().put("status", "approval-pending").put("approvalId", asked.approvalId()),
                true);
    }

    private ToolResult run(
            ToolCall call, Child.Start start, List<String> prepend, Map<String, String> gateway, Map<String, String> overrides)
            throws ToolException, InterruptedException {
        boolean background = call.arguments().flag("background", false);
        int patience = call.arguments().number("yieldMs", usualYield(), 0, MOST_YIELD_MILLIS);
        if (call.cancellation().cancelled()) {
            throw new ToolException("The turn was stopped before the command was started.");
        }
        Child child = children.start(start, prepend, gateway, overrides);
        Runnable forget = call.cancellation().onCancel(() -> children.end(child, Child.Cause.ABORTED));
        try {
            if (!background) {
                await(child, call, Math.min(patience, Math.max(0, Duration.between(clock.instant(), call.deadline()).toMillis())));
            }
        } catch (InterruptedException e) {
            children.end(child, Child.Cause.ABORTED);
            throw e;
        } finally {
            forget.run();
        }
        if (child.running()) {
            child.toBackground();
        }
        ToolResult result = ChildView.of(child, clock);
        if (!child.running() && !child.background()) {
            children.forget(child);
        }
        return result;
    }

    private void await(Child child, ToolCall call, long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        long seen = 0;
        for (long left = millis; left > 0; left = (until - System.nanoTime()) / 1_000_000) {
            try {
                child.over().get(Math.min(left, PROGRESS_MILLIS), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                if (child.output().total() > seen) {
                    seen = child.output().total();
                    call.progress().accept(child.output().since(0, 2_000));
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private int usualYield() {
        return Math.clamp(config.get().number("tools.exec.backgroundMs").orElse(YIELD_MILLIS), 0, MOST_YIELD_MILLIS);
    }

    private int timeout(ToolCall call) throws ToolException {
        int usual = Math.clamp(config.get().number("tools.exec.timeoutSeconds").orElse(TIMEOUT_SECONDS), 1, MOST_SECONDS);
        return call.arguments().number("timeoutSeconds", usual, 0, MOST_SECONDS);
    }

    private static Path folder(ToolCall call) throws ToolException {
        String wanted = call.arguments().optionalText("workdir").orElse("");
        try {
            if (wanted.isEmpty()) {
                Files.createDirectories(call.workspace());
            }
            Path folder = call.workspace().resolve(wanted).toRealPath();
            if (!Files.isDirectory(folder)) {
                throw new ToolException("workdir is no folder: " + wanted);
            }
            return folder;
        } catch (IOException | InvalidPathException e) {
            throw new ToolException("There is no folder " + (wanted.isEmpty() ? call.workspace() : wanted) + ".");
        }
    }

    private static Map<String, String> overrides(JsonNode env) throws ToolException {
        Map<String, String> overrides = new HashMap<>();
        for (Map.Entry<String, JsonNode> variable : env.properties()) {
            if (!variable.getValue().isTextual()) {
                throw new ToolException("\"env." + variable.getKey() + "\" must be a text");
            }
            overrides.put(variable.getKey(), variable.getValue().textValue());
        }
        ChildEnvironment.check(overrides);
        return overrides;
    }
}
