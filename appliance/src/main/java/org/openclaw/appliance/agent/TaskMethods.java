package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.protocol.TaskParams;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;

/** {@code tasks.*}: the sub-agents' turns; {@code environments.list}: where turns run. */
public final class TaskMethods {

    private static final int USUAL_LIMIT = 100;

    private final SubAgents subAgents;
    private final AgentRuns runs;
    private final String hostName;

    /** @param hostName what people call this machine */
    public TaskMethods(SubAgents subAgents, AgentRuns runs, String hostName) {
        this.subAgents = subAgents;
        this.runs = runs;
        this.hostName = hostName;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.of("tasks.list", Access.READ, TaskParams.ListTasks.class, this::list),
                Method.of("tasks.get", Access.READ, TaskParams.Get.class, this::get),
                Method.of("tasks.cancel", Access.WRITE, TaskParams.Cancel.class, this::cancel),
                Method.of(
                        "environments.list",
                        Access.byParams(TaskMethods::scope),
                        TaskParams.ListEnvironments.class,
                        (caller, params) -> environments()));
    }

    private static String scope(JsonNode params) {
        return params.has("runtimeId") ? Scope.WRITE : Scope.READ;
    }

    private ObjectNode list(Caller caller, TaskParams.ListTasks params) {
        ObjectNode answer = Json.object();
        ArrayNode rows = answer.putArray("tasks");
        subAgents.tasks().stream()
                .filter(task -> params.agentId() == null || task.session().agentId().equals(params.agentId()))
                .filter(task -> params.sessionKey() == null || task.owner().toString().equals(params.sessionKey()))
                .map(SubAgents::view)
                .filter(view -> wanted(params.status(), view.path("status").asText()))
                .limit(params.limit() == null ? USUAL_LIMIT : params.limit())
                .forEach(rows::add);
        return answer;
    }

    private static boolean wanted(JsonNode status, String actual) {
        return status == null
                || status.isNull()
                || status.asText().equals(actual)
                || status.valueStream().anyMatch(one -> one.asText().equals(actual));
    }

    private ObjectNode get(Caller caller, TaskParams.Get params) throws ProtocolException {
        return Json.object().set("task", SubAgents.view(find(params.taskId())
                        .orElseThrow(() -> ProtocolException.invalid("task not found: " + params.taskId()))));
    }

    private ObjectNode cancel(Caller caller, TaskParams.Cancel params) {
        SubAgents.Task task = find(params.taskId()).orElse(null);
        if (task == null) {
            return Json.object().put("found", false).put("cancelled", false).put("reason", "task not found");
        }
        ActiveRun run = runs.find(task.runId()).orElse(null);
        if (run != null) {
            runs.abort(run, "rpc");
        }
        ObjectNode answer = Json.object().put("found", true).put("cancelled", run != null);
        if (run == null) {
            answer.put("reason", "it has ended already");
        }
        return answer.set("task", SubAgents.view(task));
    }

    private Optional<SubAgents.Task> find(String id) {
        return subAgents.tasks().stream().filter(task -> task.runId().equals(id)).findFirst();
    }

    private ObjectNode environments() {
        ObjectNode answer = Json.object();
        answer.putArray("environments")
                .addObject()
                .put("id", "gateway")
                .put("type", "local")
                .put("label", hostName)
                .put("status", "available")
                .put("sessionHost", true);
        return answer;
    }
}
