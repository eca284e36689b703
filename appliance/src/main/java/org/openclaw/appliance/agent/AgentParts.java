package org.openclaw.appliance.agent;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.presence.SystemEvents;
import org.openclaw.appliance.provider.Models;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.rpc.Timings;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.skill.Skills;
import org.openclaw.appliance.tool.Tools;

/**
 * The parts of which {@link AgentMethods}, {@link ChatMethods} and other features are made, put together.
 */
public record AgentParts(
        AgentRuns runs,
        RunWaits waits,
        ChatHistory history,
        WarmConversations conversations,
        Conversations compaction) {

    /** What turns find around them. @param lean whether the board is a small one */
    public record Board(boolean lean, Skills skills) {}

    /** How long a provider's call may ignore that its turn was told to end. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    /**
     * @param client asks the models: {@code models::complete}
     * @param tools what models may have done
     * @param notes what waits for a session's next turn
     * @param scheduler runs short, non-blocking tasks
     * @param workers starts a virtual thread per task
     * @param board what turns find around them
     */
    public static AgentParts of(
            Supplier<Config> config,
            Agents agents,
            Sessions sessions,
            Models models,
            ModelClient client,
            Tools tools,
            SystemEvents notes,
            Events events,
            Lifecycle lifecycle,
            ScheduledExecutorService scheduler,
            Executor workers,
            Board board) {
        return of(
                config, agents, sessions, models, client, tools, notes, events, lifecycle, scheduler, workers, board, GRACE);
    }

    static AgentParts of(
            Supplier<Config> config,
            Agents agents,
            Sessions sessions,
            Models models,
            ModelClient client,
            Tools tools,
            SystemEvents notes,
            Events events,
            Lifecycle lifecycle,
            ScheduledExecutorService scheduler,
            Executor workers,
            Board board,
            Duration grace) {
        ToolRounds rounds = new ToolRounds(config, agents, sessions, client, tools, lifecycle.clock());
        SystemPrompt prompt = new SystemPrompt(agents, board.skills(), lifecycle.clock());
        Compactor compactor = new Compactor(config, sessions, models, client, events, scheduler, lifecycle.clock());
        WarmConversations conversations = new WarmConversations(config, sessions, scheduler, System::nanoTime);
        TurnContext context = new TurnContext(conversations, agents, sessions, models, prompt, notes, compactor);
        Timings timings = new Timings(() -> config.get().flag("gateway.logTimings", false), System::nanoTime);
        AgentLoop loop = new AgentLoop(sessions, context, rounds, timings, lifecycle.clock());
        QueueRules rules = new QueueRules(config, sessions, board.lean());
        Commands commands =
                new Commands(agents, sessions, new OptionCommands(sessions, models, rules), compactor, context);
        AgentRuns runs = new AgentRuns(
                agents, sessions, events, lifecycle, loop, commands, rules,
                new Freshness(config, lifecycle.clock()), notes, scheduler, workers, grace);
        return new AgentParts(
                runs,
                new RunWaits(runs, scheduler, workers),
                new ChatHistory(sessions, models, runs),
                conversations,
                new Conversations(sessions, runs, compactor, context));
    }
}
