package org.openclaw.appliance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.openclaw.appliance.agent.RunRequest;
import org.openclaw.appliance.approval.ApprovalMethods;
import org.openclaw.appliance.approval.ApprovalsFile;
import org.openclaw.appliance.approval.ApprovalsFileView;
import org.openclaw.appliance.approval.ApproveCommand;
import org.openclaw.appliance.approval.ExecApprovals;
import org.openclaw.appliance.approval.Questions;
import org.openclaw.appliance.exec.Children;
import org.openclaw.appliance.exec.ExecTools;
import org.openclaw.appliance.fetch.WebFetchTool;
import org.openclaw.appliance.invoke.Invocations;
import org.openclaw.appliance.invoke.ToolMethods;
import org.openclaw.appliance.invoke.ToolRoutes;
import org.openclaw.appliance.node.Nodes;
import org.openclaw.appliance.node.NodesTool;
import org.openclaw.appliance.outbound.Outbound;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.server.Route;
import org.openclaw.appliance.sessiontool.SessionTools;
import org.openclaw.appliance.settings.GatewayTool;
import org.openclaw.appliance.store.Store;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.tool.ToolPolicy;
import org.openclaw.appliance.workspace.FileTools;

/** The tools every agent has, with what stands behind them. Each part is made when it is needed for the first time. */
final class AgentTools implements AutoCloseable {

    private final Ground ground;
    private final Store store;
    private final Turns turns;
    private final Supplier<Nodes> nodes;
    private final Supplier<Outbound> outbound;
    private final ReentrantLock lock = new ReentrantLock();
    private Questions questions;
    private ExecApprovals approvals;
    private Children children;
    private Invocations invocations;
    private boolean closed;

    /** @param nodes asked for when tools are made @param outbound how other machines are reached; likewise */
    AgentTools(Ground ground, Store store, Turns turns, Supplier<Nodes> nodes, Supplier<Outbound> outbound) {
        this.ground = ground;
        this.store = store;
        this.turns = turns;
        this.nodes = nodes;
        this.outbound = outbound;
        ground.tools().add(this::make);
    }

    private List<Tool> make() {
        List<Tool> made = new ArrayList<>(FileTools.all());
        made.addAll(ExecTools.of(
                children(), approvals(), ground::config, () -> ground.launch().environment().variables(), ground.clock()));
        made.add(new WebFetchTool(ground::config, outbound.get(), ground.clock()));
        made.addAll(SessionTools.of(ground::config, turns.sessions(), turns.runs(), ground.clock()));
        made.add(new GatewayTool(ground::config));
        made.add(new NodesTool(nodes.get()));
        return made;
    }

    List<Method<?>> methods() {
        List<Method<?>> methods = new ArrayList<>(new ToolMethods(this::invocations).methods());
        methods.addAll(new ApprovalMethods(this::questions, () -> new ApprovalsFileView(file())).methods());
        return methods;
    }

    List<Route> routes() {
        return new ToolRoutes(this::invocations, ground::config).routes();
    }

    /** What {@code /approve} does. @param words what follows it */
    String approve(String words, RunRequest request) {
        return new ApproveCommand(questions()).answer(words, request.owner(), request.session().toString());
    }

    /** Ends the commands that run, because memory is short. @return how many there were */
    int shed() {
        Children running = running();
        return running == null ? 0 : running.shed();
    }

    private Children running() {
        lock.lock();
        try {
            return children;
        } finally {
            lock.unlock();
        }
    }

    /** Questions to the owner, for channels that can ask elsewhere. */
    Questions questions() {
        lock.lock();
        try {
            if (questions == null) {
                questions = new Questions(
                        store, ground.events(), ground.scheduler(), ground.workers(), ground.clock());
            }
            return questions;
        } finally {
            lock.unlock();
        }
    }

    private ExecApprovals approvals() {
        lock.lock();
        try {
            if (approvals == null) {
                approvals = new ExecApprovals(
                        ground::config, turns.agents()::tools, file(), questions(), ground.launch().environment().home(),
                        ground.clock());
            }
            return approvals;
        } finally {
            lock.unlock();
        }
    }

    private ApprovalsFile file() {
        Path state = ground.launch().paths().stateDir();
        return new ApprovalsFile(state.resolve("exec-approvals.json"));
    }

    private Children children() {
        lock.lock();
        try {
            if (children == null) {
                children = new Children(
                        ground.launch().platform().childProcesses(), ground.scheduler(), ground.workers(), ground.clock(),
                        this::ended);
                if (closed) {
                    children.close();
                }
            }
            return children;
        } finally {
            lock.unlock();
        }
    }

    private void ended(Children.Ended ended) {
        if (ground.config().flag("tools.exec.notifyOnExit", true)) {
            ground.notes().add(ended.sessionKey(), ended.sentence());
        }
    }

    private Invocations invocations() {
        lock.lock();
        try {
            if (invocations == null) {
                invocations = new Invocations(
                        ground.tools(),
                        new ToolPolicy(ground::config, turns.agents()::tools),
                        turns.agents(),
                        turns.sessions(),
                        turns.models(),
                        () -> ground.lifecycle().workSuspended().map(Lifecycle.Suspension::reason),
                        ground.clock());
            }
            return invocations;
        } finally {
            lock.unlock();
        }
    }

    /** Ends every command that runs. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        Children running = running();
        if (running != null) {
            running.close();
        }
    }
}
