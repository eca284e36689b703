package org.openclaw.appliance.cron;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.function.Supplier;
import org.openclaw.appliance.protocol.CronParams;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.protocol.Shape;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.tool.ToolArguments;
import org.openclaw.appliance.tool.ToolCall;
import org.openclaw.appliance.tool.ToolException;
import org.openclaw.appliance.tool.ToolResult;
import org.openclaw.appliance.tool.ToolSpec;

/**
 * Lets the owner's agent schedule things: reminders, recurring turns. It can't schedule programs; those are for the operator,
 * whose words don't pass through a model.
 */
public final class CronTool implements Tool {

    private static final String PARAMETERS = """
            {"type":"object","required":["action"],"properties":{
             "action":{"type":"string","enum":["status","list","get","add","update","remove","run","runs"]},
             "jobId":{"type":"string","description":"Which job; for get, update, remove, run, runs."},
             "job":{"type":"object","description":"For add: name; schedule, one of {kind:'at',at:ISO time with offset}, \
            {kind:'every',everyMs}, {kind:'cron',expr,tz}; payload, one of {kind:'systemEvent',text} for the main session, \
            {kind:'agentTurn',message} for an isolated turn; sessionTarget main or isolated; wakeMode now or next-heartbeat; \
            delivery {mode:'announce',channel,to} or {mode:'none'}."},
             "patch":{"type":"object","description":"For update: what changes, as in job; enabled switches it on or off."},
             "mode":{"type":"string","enum":["due","force"],"description":"For run."},
             "includeDisabled":{"type":"boolean"},
             "limit":{"type":"integer"}}}""";

    private static final ToolSpec SPEC = ToolSpec.of(
                    "cron", ToolSpec.Group.AUTOMATION,
                    "Schedules reminders and recurring work of the agent, and shows, changes, runs or removes what is scheduled.", PARAMETERS)
            .forOwner();
    private static final int LISTED = 50;

    private final Supplier<CronJobs> jobs;

    /** @param jobs made when first needed */
    public CronTool(Supplier<CronJobs> jobs) {
        this.jobs = jobs;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public ToolResult call(ToolCall call) throws ToolException {
        ToolArguments arguments = call.arguments();
        try {
            return ToolResult.of(
                    switch (arguments.text("action").toLowerCase(Locale.ROOT)) {
                        case "status" -> jobs.get().status();
                        case "list" -> jobs.get().list(listing(arguments));
                        case "get" -> jobs.get().get(id(arguments));
                        case "add" -> jobs.get().add(job(call));
                        case "update" -> jobs.get().update(id(arguments), withoutPrograms(arguments.json().path("patch")), null);
                        case "remove" -> jobs.get().remove(id(arguments));
                        case "run" -> jobs.get().run(id(arguments), arguments.optionalText("mode").orElse(null));
                        case "runs" -> jobs.get().runs(runs(arguments));
                        default -> throw new ToolException("action must be status, list, get, add, update, remove, run or runs");
                    });
        } catch (ProtocolException e) {
            throw new ToolException(e.getMessage());
        }
    }

    private static String id(ToolArguments arguments) throws ToolException {
        return arguments.optionalText("jobId").isPresent() ? arguments.text("jobId") : arguments.text("id");
    }

    private static CronParams.ListJobs listing(ToolArguments arguments) throws ToolException {
        return new CronParams.ListJobs(
                arguments.flag("includeDisabled", false), arguments.number("limit", LISTED, 1, 200), null, null, null, null, null, null,
                null, null, null, true, false);
    }

    private static CronParams.Runs runs(ToolArguments arguments) throws ToolException {
        boolean one = arguments.optionalText("jobId").isPresent();
        return new CronParams.Runs(
                null, one ? "job" : "all", one ? id(arguments) : null, null, null, arguments.number("limit", 10, 1, 50), null, null, null,
                null, null, null, null);
    }

    private static CronParams.Add job(ToolCall call) throws ToolException {
        JsonNode given = call.arguments().json().path("job");
        if (!given.isObject()) {
            throw new ToolException("\"job\" is required and must be an object");
        }
        ObjectNode job = Json.object();
        job.setAll((ObjectNode) withoutPrograms(given));
        boolean note = job.path("payload").path("kind").asText().equals("systemEvent");
        fill(job, "name", "Reminder");
        fill(job, "sessionTarget", note ? "main" : "isolated");
        fill(job, "wakeMode", "now");
        fill(job, "agentId", call.agentId());
        job.putObject("owner").put("agentId", call.agentId()).put("sessionKey", call.sessionKey());
        try {
            return Shape.of(CronParams.Add.class).read(job);
        } catch (Shape.Violation e) {
            throw new ToolException("the job isn't right: " + e.getMessage());
        }
    }

    private static void fill(ObjectNode job, String name, String value) {
        if (!job.hasNonNull(name)) {
            job.put(name, value);
        }
    }

    private static JsonNode withoutPrograms(JsonNode job) throws ToolException {
        if (job.path("payload").path("kind").asText().equals("command")) {
            throw new ToolException("programs can't be scheduled by an agent; the operator can: `openclaw cron add --command …`");
        }
        return job;
    }
}
