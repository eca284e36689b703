package org.openclaw.appliance;

import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.absent.AbsentMethods;
import org.openclaw.appliance.agent.AgentMethods;
import org.openclaw.appliance.agent.AgentParts;
import org.openclaw.appliance.agent.AgentRuns;
import org.openclaw.appliance.agent.ReplyWay;
import org.openclaw.appliance.agent.Agents;
import org.openclaw.appliance.agent.ChatMethods;
import org.openclaw.appliance.outbound.Outbound;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.provider.ModelMethods;
import org.openclaw.appliance.provider.Models;
import org.openclaw.appliance.restart.ActiveWork;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.session.GroupMethods;
import org.openclaw.appliance.session.ProgressCardMethods;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.SessionMethods;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.skill.Skills;
import org.openclaw.appliance.store.Store;
import org.openclaw.appliance.usage.Ledger;
import org.openclaw.appliance.usage.UsageMethods;

/** The agents, the models they ask, the sessions they talk in, and the turns they take. */
final class Turns {

    private final Ground ground;
    private final Store store;
    private final Models models;
    private final Agents agents;
    private final Sessions sessions;
    private final AgentParts parts;
    private final AgentFeatures features;

    /**
     * @param outbound how other machines are reached
     * @param lean whether the board is a small one
     * @param reload puts a written configuration in force
     */
    Turns(Ground ground, Store store, Outbound outbound, boolean lean, Runnable reload) {
        this.ground = ground;
        this.store = store;
        Launch launch = ground.launch();
        models = new Models(ground::config, ground.now()::variable, board(), ground.clock(), outbound);
        agents = new Agents(ground::config, models, launch.settings().workspace(), launch.environment().home());
        sessions = new Sessions(store, ground.events(), agents, new Ledger(models::price), ground.clock());
        Skills skills = new Skills(ground::config, ground.now()::environment, launch.paths().stateDir());
        parts = AgentParts.of(
                ground::config, agents, sessions, models, models::complete, ground.tools(), ground.notes(), ground.events(),
                ground.lifecycle(), ground.scheduler(), ground.workers(), new AgentParts.Board(lean, skills));
        features = new AgentFeatures(new AgentFeatures.Given(
                launch.configFile(), reload, store, agents, sessions, parts, skills, ground.tools(), lean,
                ground.host().hostname(), ground.lifecycle()));
    }

    private BoardFacts board() {
        return new BoardFacts(
                ground.version(), ground.host(), ground.memory(), ground.launch().paths().stateDir(),
                ground.lifecycle()::uptimeMillis, ground.launch().settings().port(), ground.events()::audience);
    }

    /** What clients ask of agents, sessions and models: one line each set. */
    List<Method<?>> methods(ReplyWay way) {
        ChatMethods chat = new ChatMethods(agents, sessions, parts, ground.events(), ground.clock());
        List<Method<?>> all = new ArrayList<>();
        all.addAll(new AgentMethods(agents, sessions, parts.runs(), parts.waits(), way).methods());
        all.addAll(chat.methods());
        all.addAll(features.methods());
        all.addAll(new SessionMethods(sessions, store, agents, chat, ground.clock()).methods());
        all.addAll(new GroupMethods(store, ground.events(), ground.clock()).methods());
        all.addAll(new ProgressCardMethods(sessions, store, ground.events(), ground.clock()).methods());
        all.addAll(new AbsentMethods(this::canonicalKey).methods());
        all.addAll(new ModelMethods(models, ground.clock()).methods());
        all.addAll(new UsageMethods(store, sessions, ground.clock()).methods());
        return all;
    }

    Models models() {
        return models;
    }

    Agents agents() {
        return agents;
    }

    Sessions sessions() {
        return sessions;
    }

    AgentParts parts() {
        return parts;
    }

    AgentRuns runs() {
        return parts.runs();
    }

    /** Turns that wait or run, and so many calls besides. */
    ActiveWork workBesides(int calls) {
        int waiting = runs().waiting();
        return new ActiveWork(waiting, Math.max(0, runs().count() - waiting), Math.max(0, calls));
    }

    /** The key of the session in which the owner talks with the gateway. */
    String mainSession() {
        return SessionKey.main(agents.defaultAgentId()).toString();
    }

    /** The canonical key of the session a caller means. */
    String canonicalKey(String key, String agentId) throws ProtocolException {
        return sessions.locate(key, agentId).toString();
    }

    /** Leaves a note for the owner, told at the next turn of the main session and by {@code status}. */
    void note(String text) {
        ground.notes().add(mainSession(), text);
    }
}
