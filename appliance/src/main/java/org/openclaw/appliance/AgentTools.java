package org.openclaw.appliance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.openclaw.appliance.agent.AgentRuns;
import org.openclaw.appliance.agent.Agents;
import org.openclaw.appliance.agent.RunRequest;
import org.openclaw.appliance.approval.ApprovalMethods;
import org.openclaw.appliance.approval.ApprovalsFile;
import org.openclaw.appliance.approval.ApprovalsFileView;
import org.openclaw.appliance.approval.ApproveCommand;
import org.openclaw.appliance.approval.ExecApprovals;
import org.openclaw.appliance.approval.Questions;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.exec.Children;
import org.openclaw.appliance.exec.ExecTools;
import org.openclaw.appliance.fetch.WebFetchTool;
import org.openclaw.appliance.invoke.Invocations;
import org.openclaw.appliance.invoke.ToolMethods;
import org.openclaw.appliance.invoke.ToolRoutes;
import org.openclaw.appliance.node.Nodes;
import org.openclaw.appliance.node.NodesTool;
import org.openclaw.appliance.outbound.Outbound;
import org.openclaw.appliance.presence.SystemEvents;
import org.openclaw.appliance.provider.Models;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.server.Route;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.sessiontool.SessionTools;
import org.openclaw.appliance.settings.GatewayTool;
import org.openclaw.appliance.store.Store;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.tool.ToolPolicy;
import org.openclaw.appliance.tool.Tools;
import org.openclaw.appliance.workspace.FileTools;

/** The tools every agent has, with what stands behind them. Each part is made when it is needed for the first time. */
final class AgentTools implements AutoCloseable {

    private final Launch launch;
    private final Supplier<Config> config;
    private final Given given;
    private final ScheduledExecutorService scheduler;
    private final Executor workers;
    private final ReentrantLock lock = new ReentrantLock();
    private Questions questions;
    private ExecApprovals approvals;
    private Children children;
    private Invocations invocations;
    private boolean closed;

    /**
     * What tools reach.
     *
     * @param runs the turns, asked for when one is begun
     * @param nodes likewise
     * @param outbound how other machines are reached
     */
    record Given(
            Tools tools,
            Store store,
            Events events,
            SystemEvents notes,
            Lifecycle lifecycle,
            Agents agents,
            Sessions sessions,
            Models models,
            Supplier<AgentRuns> runs,
            Supplier<Nodes> nodes,
            Supplier<Outbound> outbound) {}

    AgentTools(
            Launch launch, Supplier<Config> config, Given given, ScheduledExecutorService scheduler, Executor workers) {
        this.launch = launch;
        this.config = config;
        this.given = given;
        this.scheduler = scheduler;
        this.workers = workers;
        given.tools().add(this::make);
    }

    private List<Tool> make() {
        List<Tool> made = new ArrayList<>(FileTools.all());
        made.addAll(ExecTools.of(
                children(), approvals(), config, () -> launch.environment().variables(), given.lifecycle().clock()));
        made.add(new WebFetchTool(config, given.outbound().get(), given.lifecycle().clock()));
        made.addAll(SessionTools.of(config, given.sessions(), given.runs().get(), given.lifecycle().clock()));
        made.add(new GatewayTool(config));
        made.add(new NodesTool(given.nodes().get()));
        return made;
    }

    List<Method<?>> methods() {
        List<Method<?>> methods = new ArrayList<>(new ToolMethods(this::invocations).methods());
        methods.addAll(new ApprovalMethods(this::questions, () -> new ApprovalsFileView(file())).methods());
        return methods;
    }

    List<Route> routes() {
        return new ToolRoutes(this::invocations, config).routes();
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
                        given.store(), given.events(), scheduler, workers, given.lifecycle().clock());
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
                        config, given.agents()::tools, file(), questions(), launch.environment().home(),
                        given.lifecycle().clock());
            }
            return approvals;
        } finally {
            lock.unlock();
        }
    }

    private ApprovalsFile file() {
        Path state = launch.paths().stateDir();
        return new ApprovalsFile(state.resolve("exec-approvals.json"));
    }

    private Children children() {
        lock.lock();
        try {
            if (children == null) {
                children = new Children(
                        launch.platform().childProcesses(), scheduler, workers, given.lifecycle().clock(), this::ended);
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
        if (config.get().flag("tools.exec.notifyOnExit", true)) {
            given.notes().add(ended.sessionKey(), ended.sentence());
        }
    }

    private Invocations invocations() {
        lock.lock();
        try {
            if (invocations == null) {
                invocations = new Invocations(
                        given.tools(),
                        new ToolPolicy(config, given.agents()::tools),
                        given.agents(),
                        given.sessions(),
                        given.models(),
                        () -> given.lifecycle().workSuspended().map(Lifecycle.Suspension::reason),
                        given.lifecycle().clock());
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
