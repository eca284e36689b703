package org.openclaw.appliance.invoke;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.openclaw.appliance.agent.Agents;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.provider.Cancellation;
import org.openclaw.appliance.provider.ModelRef;
import org.openclaw.appliance.provider.Models;
import org.openclaw.appliance.session.Session;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.tool.ToolPolicy;
import org.openclaw.appliance.tool.ToolResult;
import org.openclaw.appliance.tool.ToolRunner;
import org.openclaw.appliance.tool.Tools;

/** One call of a tool for an operator, under the policies of the agent it belongs to. Thread-safe. */
public final class Invocations {

    /** Most calls at once, over all operators. */
    static final int AT_ONCE = 8;

    private final Tools tools;
    private final ToolPolicy policy;
    private final Agents agents;
    private final Sessions sessions;
    private final Models models;
    private final Supplier<Optional<String>> suspended;
    private final ToolRunner runner;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /** @param suspended why no work is begun now, or empty */
    public Invocations(
            Tools tools,
            ToolPolicy policy,
            Agents agents,
            Sessions sessions,
            Models models,
            Supplier<Optional<String>> suspended,
            Clock clock) {
        this.tools = tools;
        this.policy = policy;
        this.agents = agents;
        this.sessions = sessions;
        this.models = models;
        this.suspended = suspended;
        this.runner = new ToolRunner(clock);
    }

    Tools tools() {
        return tools;
    }

    ToolPolicy policy() {
        return policy;
    }

    Agents agents() {
        return agents;
    }

    /**
     * The session a caller means; the agent's main one when it names none.
     *
     * @throws ProtocolException when it is malformed, of an agent that isn't configured, or not of the agent that was named
     */
    SessionKey session(String key, String agentId) throws ProtocolException {
        if (agentId != null && !agents.knows(agentId)) {
            throw ProtocolException.invalid("Unknown agent id \"" + clip(agentId) + "\"");
        }
        SessionKey found = sessions.resolve(key, agentId);
        if (agentId != null && !found.agentId().equalsIgnoreCase(agentId.strip())) {
            throw ProtocolException.invalid("session key belongs to agent \"" + found.agentId() + "\"");
        }
        return found;
    }

    /** Who would use tools in that session: its model counts as it would in a turn. */
    ToolPolicy.Audience audience(SessionKey key, boolean owner) {
        String override = sessions.find(key).flatMap((Session session) -> session.setting("model")).orElse(null);
        ModelRef model = models.orderFor(key.agentId(), override).getFirst();
        return new ToolPolicy.Audience(key.agentId(), model.provider(), model.model(), owner);
    }

    /** The tool of that name, if it may be used there. */
    Optional<Tool> find(String name, SessionKey key, boolean owner) {
        return tools.find(name).filter(tool -> policy.admits(tool.spec(), audience(key, owner)));
    }

    /**
     * Calls it and waits.
     *
     * @param callId names the call, or null
     * @throws ProtocolException when too many calls go on, or no work is begun
     */
    ToolResult run(Tool tool, String callId, ObjectNode arguments, SessionKey key, boolean owner, Cancellation cancellation)
            throws ProtocolException {
        Optional<String> reason = suspended.get();
        if (reason.isPresent()) {
            throw ProtocolException.unavailable(reason.get());
        }
        if (!places.tryAcquire()) {
            throw ProtocolException.unavailable("too many tools are being invoked; retry shortly");
        }
        try {
            String id = callId == null ? UUID.randomUUID().toString() : callId;
            return runner.run(tool, id, arguments, new ToolRunner.Context(
                    key.agentId(), key.toString(), null, agents.workspace(key.agentId()), owner, cancellation, null,
                    progress -> {}));
        } finally {
            places.release();
        }
    }

    private static String clip(String text) {
        return text.length() > 64 ? text.substring(0, 64) + "…" : text;
    }
}
