package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.openclaw.appliance.cli.Commands.Entry;
import org.openclaw.appliance.cli.Commands.Place;
import org.openclaw.appliance.protocol.Json;

/** The commands for what a gateway does by itself: jobs, heartbeats, hooks, messages. */
final class AutomationCommands {

    private static final String READ = "operator.read";
    private static final String WRITE = "operator.write";
    private static final String ADMIN = "operator.admin";
    private static final String JOB = "The job's id, as the list shows it.";

    private AutomationCommands() {}

    static List<Entry> all() {
        List<Entry> all = new ArrayList<>();
        for (String group : List.of("cron", "automations")) {
            all.addAll(jobs(group));
        }
        all.add(entry("message send", "Send a message to somebody", MessageSendCommand::new));
        all.add(entry("message queue", "List messages that wait to be sent", () -> outbound("queued")));
        all.add(entry("message dead", "List messages that never arrived", () -> outbound("dead")));
        all.add(entry("message resubmit", "Try a message again that waits or never arrived", () -> new JsonCallCommand(
                "appliance.outbound.resubmit", WRITE, "The message's id.", id -> Json.object().put("id", id))));
        all.add(entry("message inbound queue", "List messages from people that wait for an answer", () -> inbound("queued")));
        all.add(entry("message inbound dead", "List messages from people that never got an answer", () -> inbound("dead")));
        all.add(entry("message inbound done", "List messages from people that were answered lately", () -> inbound("done")));
        all.add(entry("message inbound resubmit", "Have a message answered that never got an answer", () -> new JsonCallCommand(
                "appliance.inbound.resubmit", WRITE, "The message's id, as the list shows it.", AutomationCommands::numbered)));
        all.add(entry("system event", "Leave a note for the agent", SystemEventCommand::new));
        all.add(entry("system heartbeat last", "Show what became of the last heartbeat", () ->
                new JsonCallCommand("last-heartbeat", READ, Json.object())));
        all.add(entry("system heartbeat enable", "Switch heartbeats on", () -> heartbeats(true)));
        all.add(entry("system heartbeat disable", "Switch heartbeats off", () -> heartbeats(false)));
        all.add(entry("system presence", "List who is connected", () -> new JsonCallCommand("system-presence", READ, Json.object())));
        all.add(entry("hooks", "List hooks on the gateway's own events", () -> new HooksCommand(false)));
        all.add(entry("hooks list", "List hooks on the gateway's own events", () -> new HooksCommand(false)));
        all.add(entry("hooks info", "Show one hook", () -> new HooksCommand(true)));
        all.add(entry("hooks enable", "Switch a hook on", () -> new HooksSwitchCommand(true)));
        all.add(entry("hooks disable", "Switch a hook off", () -> new HooksSwitchCommand(false)));
        return all;
    }

    private static List<Entry> jobs(String group) {
        List<Entry> jobs = new ArrayList<>();
        jobs.add(entry(group + " list", "List scheduled jobs", CronListCommand::new));
        for (String name : List.of("add", "create")) {
            jobs.add(entry(group + " " + name, "Add a scheduled job", CronAddCommand::new));
        }
        jobs.add(entry(group + " edit", "Change a scheduled job", CronEditCommand::new));
        for (String name : List.of("rm", "remove", "delete")) {
            jobs.add(entry(group + " " + name, "Remove a scheduled job", () -> named("cron.remove", ADMIN)));
        }
        jobs.add(entry(group + " enable", "Switch a scheduled job on", () -> switched(true)));
        jobs.add(entry(group + " disable", "Switch a scheduled job off", () -> switched(false)));
        jobs.add(entry(group + " run", "Run a scheduled job now", CronRunCommand::new));
        jobs.add(entry(group + " runs", "Show what became of runs", CronRunsCommand::new));
        jobs.add(entry(group + " get", "Show a scheduled job", () -> named("cron.get", READ)));
        jobs.add(entry(group + " show", "Show a scheduled job", () -> named("cron.get", READ)));
        jobs.add(entry(group + " status", "Show whether jobs are run and when the next one is", () ->
                new JsonCallCommand("cron.status", READ, Json.object())));
        return jobs;
    }

    private static Command named(String method, String scope) {
        return new JsonCallCommand(method, scope, JOB, id -> Json.object().put("id", id));
    }

    private static Command switched(boolean on) {
        return new JsonCallCommand("cron.update", ADMIN, JOB, id -> {
            ObjectNode params = Json.object().put("id", id);
            params.putObject("patch").put("enabled", on);
            return params;
        });
    }

    private static Command outbound(String state) {
        return new JsonCallCommand("appliance.outbound.list", READ, Json.object().put("state", state));
    }

    private static Command inbound(String state) {
        return new JsonCallCommand("appliance.inbound.list", READ, Json.object().put("state", state));
    }

    private static ObjectNode numbered(String id) {
        return id.matches("\\d{1,18}") ? Json.object().put("id", Long.parseLong(id)) : Json.object().put("id", id);
    }

    private static Command heartbeats(boolean on) {
        return new JsonCallCommand("set-heartbeats", ADMIN, Json.object().put("enabled", on));
    }

    private static Entry entry(String name, String summary, Supplier<Command> maker) {
        return new Entry(name, summary, Place.ANYWHERE, maker);
    }
}
