package org.openclaw.appliance.agent;

import java.util.StringJoiner;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.provider.Cancellation;
import org.openclaw.appliance.session.Session;
import org.openclaw.appliance.session.Sessions;

/** What commands do: obeyed by the gateway, never shown to a model. Thread-safe. */
final class Commands {

    private final Agents agents;
    private final Sessions sessions;
    private final OptionCommands options;
    private final Compactor compactor;
    private final TurnContext context;
    private volatile ApprovalCommand approvals = (words, request) -> "Nothing waits for an approval.";

    Commands(Agents agents, Sessions sessions, OptionCommands options, Compactor compactor, TurnContext context) {
        this.agents = agents;
        this.sessions = sessions;
        this.options = options;
        this.compactor = compactor;
        this.context = context;
    }

    void approvals(ApprovalCommand command) {
        approvals = command;
    }

    /** @throws ProtocolException when only the owner may say that */
    void check(Command command, RunRequest request) throws ProtocolException {
        if (command.isForOwner() && !request.owner()) {
            throw new ProtocolException(ErrorShape.missingScope(Scope.ADMIN));
        }
    }

    /** What must be done before the command itself is recorded: afterwards it would be wiped out with the rest. */
    void before(Command command, RunRequest request) {
        if (command.resets()) {
            sessions.reset(request.session(), command.name().word());
        }
    }

    String answer(Command command, RunRequest request, Cancellation cancellation) {
        return switch (command.name()) {
            case HELP -> help();
            case STATUS -> status(request);
            case USAGE -> usage(request);
            case NEW, RESET -> "New conversation started.";
            case STOP -> "Stopped.";
            case COMPACT -> compact(request, command.rest(), cancellation);
            case APPROVE -> approvals.answer(command.rest(), request);
            case MODEL, THINK, QUEUE, EXEC -> options.answer(command, request);
        };
    }

    private static String help() {
        StringJoiner lines = new StringJoiner("\n");
        lines.add("Commands:");
        for (Command.Name name : Command.Name.values()) {
            lines.add("/" + name.word() + " - " + name.description());
        }
        return lines.toString();
    }

    private String status(RunRequest request) {
        Session session = sessions.ensure(request.session(), "run");
        int compactions = session.settings().path("compactionCount").asInt();
        return "Agent: " + agents.name(request.session().agentId())
                + "\nModel: " + options.model(request)
                + "\nThinking: " + session.setting("thinkingLevel").orElse("default")
                + "\nQueue: " + options.queue(request)
                + "\nSession: " + request.session()
                + "\nMessages: " + session.messages()
                + (compactions == 0 ? "" : "\nCompactions: " + compactions)
                + "\n" + tokens(session);
    }

    private String usage(RunRequest request) {
        Session session = sessions.ensure(request.session(), "run");
        Session.Tokens tokens = session.tokens();
        return tokens(session)
                + (tokens.cacheRead() == 0 ? "" : "\nFrom cache: " + tokens.cacheRead())
                + (tokens.contextUsed() == 0 ? "" : "\nContext: " + tokens.contextUsed());
    }

    private static String tokens(Session session) {
        return "Tokens: " + session.tokens().input() + " in, " + session.tokens().output() + " out";
    }

    private String compact(RunRequest request, String focus, Cancellation cancellation) {
        Compactor.Result result = compactor.compact(
                request.session(), context.order(request), focus, Compactor.Cause.MANUAL, cancellation);
        return result.done()
                ? "Compacted: about " + result.before() + " tokens, now " + result.after() + "."
                : "Not compacted: " + result.reason() + ".";
    }
}
