package org.openclaw.appliance.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.openclaw.appliance.cli.Commands.Entry;
import org.openclaw.appliance.cli.Commands.Place;

/** The commands this program has. A new one is a class and a line here. */
public final class StandardCommands {

    private StandardCommands() {}

    /** Those that can run inside the gateway. */
    public static Commands served() {
        return new Commands(servedEntries());
    }

    /** All of them. @param runner runs the gateway in this process */
    public static Commands all(GatewayRunner runner) {
        List<Entry> entries = new ArrayList<>();
        entries.add(local("gateway", "Run the gateway in the foreground", () -> new GatewayRunCommand(runner)));
        entries.add(local("gateway run", "Run the gateway in the foreground", () -> new GatewayRunCommand(runner)));
        entries.addAll(servedEntries());
        for (String group : List.of("gateway", "daemon")) {
            entries.add(local(group + " install", "Register the gateway as a service and start it", ServiceInstallCommand::new));
            entries.add(local(group + " uninstall", "Remove the service; state stays", ServiceUninstallCommand::new));
            entries.add(local(group + " start", "Start the service and wait until it is ready", ServiceStartCommand::new));
            entries.add(local(group + " stop", "Stop the gateway", ServiceStopCommand::new));
            entries.add(local(group + " restart", "Restart the gateway", ServiceRestartCommand::new));
        }
        entries.add(local("daemon status", "Same as gateway status", GatewayStatusCommand::new));
        entries.add(local("start", "Same as gateway start", ServiceStartCommand::new));
        entries.add(local("stop", "Same as gateway stop", ServiceStopCommand::new));
        entries.add(local("restart", "Same as gateway restart", ServiceRestartCommand::new));
        entries.add(local("gateway auth-token", "Show where the token comes from; --show prints it", AuthTokenCommand::new));
        entries.add(local(
                "gateway diagnostics export", "Write a file for people who help; no content, no secrets", DiagnosticsExportCommand::new));
        entries.add(local("config patch", "Merge an object into the configuration", ConfigPatchCommand::new));
        entries.add(local("config apply", "Replace the configuration by a file", ConfigApplyCommand::new));
        entries.add(local("approvals set", "Replace the approvals by a file", ApprovalsSetCommand::new));
        entries.add(local("setup", "Write a first configuration, with a token and a workspace", SetupCommand::setup));
        entries.add(local("onboard", "Same as setup, and asks", SetupCommand::onboard));
        entries.addAll(secretEntries());
        entries.add(local("doctor", "Look for what is wrong; --fix repairs what is safe", DoctorCommand::new));
        entries.add(local("cache clear", "Delete what the gateway makes again by itself", CacheClearCommand::new));
        entries.add(local("security audit", "Look for what would help an intruder; --fix tightens file modes", SecurityAuditCommand::new));
        entries.add(local("configure", "Ask for the main settings; --validate checks the file", ConfigureCommand::new));
        entries.add(local(
                "completion", "Print a completion script for a shell", () -> new CompletionCommand(() -> all(runner))));
        return new Commands(entries);
    }

    private static List<Entry> servedEntries() {
        List<Entry> entries = new ArrayList<>(coreEntries());
        entries.addAll(AutomationCommands.all());
        return entries;
    }

    private static List<Entry> coreEntries() {
        return List.of(
                served("gateway status", "Show configuration, process and reachability", GatewayStatusCommand::new),
                served("gateway health", "Show the gateway's own health report", HealthCommand::new),
                served("gateway usage-cost", "Show what models used and cost", UsageCostCommand::new),
                served("gateway memory", "Show what memory the gateway uses and what its guard has done", MemoryCommand::new),
                served("gateway stability", "Show what happened to the gateway itself lately", StabilityCommand::new),
                served("gateway probe", "Try every configured way to reach a gateway", GatewayProbeCommand::new),
                served("gateway safe-mode", "Take no work (on), or take it again (off)", SafeModeCommand::new),
                served("gateway call", "Call any method of the gateway", GatewayCallCommand::new),
                served("status", "Show whether the gateway runs and how it fares", StatusCommand::new),
                served("health", "Show the gateway's own health report", HealthCommand::new),
                served("logs", "Show the end of the gateway's log", LogsCommand::new),
                served("agent", "Run one agent turn and print its reply", AgentCommand::new),
                served("sessions", "List sessions", SessionsListCommand::new),
                served("sessions list", "List sessions", SessionsListCommand::new),
                served("agents", "List agents", () -> new AgentsCommand(AgentsCommand.Action.LIST)),
                served("agents list", "List agents", () -> new AgentsCommand(AgentsCommand.Action.LIST)),
                served("agents add", "Add an agent with a folder of its own", () ->
                        new AgentsCommand(AgentsCommand.Action.ADD)),
                served("agents delete", "Remove an agent", () -> new AgentsCommand(AgentsCommand.Action.DELETE)),
                served("skills", "List skills", () -> new SkillsCommand(SkillsCommand.Action.LIST)),
                served("skills list", "List skills", () -> new SkillsCommand(SkillsCommand.Action.LIST)),
                served("skills info", "Show a skill and what it misses", () -> new SkillsCommand(SkillsCommand.Action.INFO)),
                served("skills check", "Show which skills can't be used, and why", () ->
                        new SkillsCommand(SkillsCommand.Action.CHECK)),
                served("memory status", "Show what is indexed of an agent's notes", () ->
                        new NotesCommand(NotesCommand.Action.STATUS)),
                served("memory search", "Search an agent's notes and conversations", () ->
                        new NotesCommand(NotesCommand.Action.SEARCH)),
                served("memory index", "Bring the index of an agent's notes up to date", () ->
                        new NotesCommand(NotesCommand.Action.INDEX)),
                served("models", "List models", ModelsListCommand::new),
                served("models list", "List models", ModelsListCommand::new),
                served("config get", "Print a value of the configuration", ConfigGetCommand::new),
                served("config set", "Change a value of the configuration", ConfigSetCommand::new),
                served("config unset", "Remove a value from the configuration", ConfigUnsetCommand::new),
                served("config file", "Print the path of the configuration file", ConfigFileCommand::new),
                served("config validate", "Check the configuration file", ConfigValidateCommand::new),
                served("config schema", "Print the configuration's JSON schema", ConfigSchemaCommand::new),
                served("devices", "List waiting and paired devices", DevicesListCommand::new),
                served("devices list", "List waiting and paired devices", DevicesListCommand::new),
                served("devices approve", "Let a waiting device in", DevicesApproveCommand::new),
                served("devices reject", "Turn a waiting device away", () ->
                        new PairingActionCommand("device.pair.reject", "requestId", "Rejected")),
                served("devices remove", "Forget a paired device", () ->
                        new PairingActionCommand("device.pair.remove", "deviceId", "Removed")),
                served("devices rename", "Give a device a name of your own", () -> new RenameCommand(false)),
                served("devices rotate", "Replace a device's token", () -> new DeviceTokenCommand(true)),
                served("devices revoke", "End a device's token", () -> new DeviceTokenCommand(false)),
                served("devices clear", "Forget every paired device", DevicesClearCommand::new),
                served("nodes list", "List nodes and what waits for approval", () ->
                        new NodesListCommand(NodesListCommand.Part.ALL)),
                served("nodes status", "List nodes", () -> new NodesListCommand(NodesListCommand.Part.NODES)),
                served("nodes pending", "List what nodes ask approval for", () ->
                        new NodesListCommand(NodesListCommand.Part.PENDING)),
                served("nodes approve", "Approve what a node can do", () ->
                        new PairingActionCommand("node.pair.approve", "requestId", "Approved")),
                served("nodes reject", "Reject what a node wants to do", () ->
                        new PairingActionCommand("node.pair.reject", "requestId", "Rejected")),
                served("nodes describe", "Show one node", () -> new NodeCommand("node.describe")),
                served("nodes rename", "Give a node a name of your own", () -> new RenameCommand(true)),
                served("nodes remove", "Forget a node", () -> new NodeCommand("node.pair.remove")),
                served("channels", "Show how the channels are", () -> new ChannelsStatusCommand(true)),
                served("channels status", "Show how the channels are; --probe tries them", () -> new ChannelsStatusCommand(true)),
                served("channels list", "List the channels that are configured", () -> new ChannelsStatusCommand(false)),
                served("channels logs", "Show what the log has of the channels", ChannelsLogsCommand::new),
                served("pairing list", "List people who wait for a word with the agent", PairingListCommand::new),
                served("pairing approve", "Let somebody who has a pairing code talk to the agent", PairingApproveCommand::new),
                served("secrets reload", "Let the gateway resolve its secrets anew", SecretsReloadCommand::new),
                served("secrets list", "List the secrets in use and how they fare, without values", SecretsListCommand::new),
                served("approvals", "List commands that wait for your approval", ApprovalsPendingCommand::new),
                served("approvals pending", "List commands that wait for your approval", ApprovalsPendingCommand::new),
                served("approvals list", "Same as approvals pending", ApprovalsPendingCommand::new),
                served("approvals approve", "Let a waiting command run", () -> new ApprovalsResolveCommand("allow-once")),
                served("approvals deny", "Keep a waiting command from running", () -> new ApprovalsResolveCommand("deny")),
                served("approvals resolve", "Answer: allow-once, allow-always or deny", () ->
                        new ApprovalsResolveCommand(null)),
                served("approvals get", "Show what may run, and the list of what needs no question", ApprovalsGetCommand::new),
                served("approvals allowlist add", "Put a program on that list", () -> new ApprovalsAllowlistCommand(true)),
                served("approvals allowlist remove", "Take it off", () -> new ApprovalsAllowlistCommand(false)),
                served("qr", "Make a setup code for a new device", QrCommand::new),
                served("version", "Show the version", VersionCommand::new));
    }

    // They talk with whoever runs them, or work on files whether or not a gateway runs.
    private static List<Entry> secretEntries() {
        return List.of(
                local("secrets store list", "List the stored secrets, without values", SecretsStoreListCommand::new),
                local("secrets store set", "Store a secret", () -> new SecretsStoreSetCommand(Questions::standard)),
                local("secrets store get", "Print a stored value that is no secret", SecretsStoreGetCommand::new),
                local("secrets store rm", "Remove stored secrets", () -> new SecretsStoreRemoveCommand(Questions::standard)),
                local("secrets store remove", "Same as secrets store rm", () -> new SecretsStoreRemoveCommand(Questions::standard)),
                local("secrets store import", "Store what a .env file sets", () ->
                        new SecretsStoreImportCommand(Questions::standard)),
                local("secrets audit", "Look for secrets as plain text and for dead references", SecretsAuditCommand::new),
                local("secrets configure", "Move secrets out of the configuration, step by step", () ->
                        new SecretsConfigureCommand(Questions::standard)),
                local("secrets apply", "Carry out a plan that configure made", SecretsApplyCommand::new));
    }

    private static Entry served(String name, String summary, Supplier<Command> maker) {
        return new Entry(name, summary, Place.ANYWHERE, maker);
    }

    private static Entry local(String name, String summary, Supplier<Command> maker) {
        return new Entry(name, summary, Place.LOCAL, maker);
    }
}
