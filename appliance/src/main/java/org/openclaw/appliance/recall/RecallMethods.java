package org.openclaw.appliance.recall;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.protocol.RecallParams;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.session.AgentDirectory;

/** {@code memory.search}, {@code appliance.recall.index}, {@code doctor.memory.status}. */
public final class RecallMethods {

    private static final int USUAL_HITS = 10;

    private final Recall recall;
    private final AgentDirectory agents;

    public RecallMethods(Recall recall, AgentDirectory agents) {
        this.recall = recall;
        this.agents = agents;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.of("memory.search", Access.READ, RecallParams.Search.class, (caller, params) -> {
                    String agent = agent(params.agentId());
                    int limit = params.maxResults() == null ? USUAL_HITS : params.maxResults();
                    return told(() -> recall.search(agent, params.query(), limit));
                }),
                Method.of("appliance.recall.index", Access.WRITE, RecallParams.Index.class, (caller, params) -> {
                    String agent = agent(params.agentId());
                    return told(() -> view(agent, recall.index(agent, Boolean.TRUE.equals(params.force()))));
                }),
                Method.of("doctor.memory.status", Access.READ, RecallParams.Status.class, (caller, params) -> {
                    String agent = agent(params.agentId());
                    return told(() -> view(agent, recall.index(agent, false)));
                }));
    }

    private static ObjectNode view(String agent, Recall.Index index) {
        ObjectNode view = Json.object().put("agentId", agent).put("provider", "fts");
        view.putObject("embedding").put("ok", false).put("error", "this gateway searches by words, without embeddings");
        return view.put("files", index.files()).put("chunks", index.passages()).put("indexed", index.renewed());
    }

    private String agent(String asked) throws ProtocolException {
        if (asked != null && !agents.knows(asked)) {
            throw ProtocolException.invalid("unknown agent id \"" + asked + "\"");
        }
        return asked == null ? agents.defaultAgentId() : asked.strip().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode told(Work work) throws ProtocolException {
        try {
            return work.run();
        } catch (IOException e) {
            throw ProtocolException.unavailable("the notes can't be read; check the workspace's owner and permissions");
        }
    }

    @FunctionalInterface
    private interface Work {
        ObjectNode run() throws IOException;
    }
}
