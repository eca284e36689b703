package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.provider.Model;
import org.openclaw.appliance.provider.ModelRef;
import org.openclaw.appliance.provider.Models;
import org.openclaw.appliance.session.Session;
import org.openclaw.appliance.session.Sessions;

/** Messages that begin with a slash: obeyed by the gateway, never shown to a model. Thread-safe. */
final class Commands {

    private static final int MOST_MODELS = 20;

    private final Agents agents;
    private final Sessions sessions;
    private final Models models;

    Commands(Agents agents, Sessions sessions, Models models) {
        this.agents = agents;
        this.sessions = sessions;
        this.models = models;
    }

    /** What can be said. */
    enum Name {
        HELP("Show the commands this gateway knows.", "status", false),
        STATUS("Show this conversation's model, messages and tokens.", "status", false),
        NEW("Start a new conversation; text after it becomes the first message.", "session", true),
        RESET("Start a new conversation; text after it becomes the first message.", "session", true),
        STOP("Stop the answer in progress and everything queued behind it.", "session", false),
        MODEL("Show the models, or choose one for this conversation.", "options", true);

        private final String description;
        private final String category;
        private final boolean takesText;

        Name(String description, String category, boolean takesText) {
            this.description = description;
            this.category = category;
            this.takesText = takesText;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param rest what follows the command's word, stripped */
    record Command(Name name, String rest) {

        boolean resets() {
            return name == Name.NEW || name == Name.RESET;
        }

        boolean endsTurns() {
            return resets() || name == Name.STOP;
        }

        /** What to ask the model afterwards; empty for nothing. */
        String question() {
            return resets() ? rest : "";
        }
    }

    static Optional<Command> parse(String text) {
        String said = text.strip();
        if (!said.startsWith("/")) {
            return Optional.empty();
        }
        String[] words = said.substring(1).split("[\\s:]+", 2);
        for (Name name : Name.values()) {
            if (name.word().equalsIgnoreCase(words[0])) {
                return Optional.of(new Command(name, words.length > 1 ? words[1].strip() : ""));
            }
        }
        return Optional.empty();
    }

    /** True for a message that would empty a conversation. */
    static boolean resets(String text) {
        return parse(text).filter(Command::resets).isPresent();
    }

    /** @throws ProtocolException when only the owner may say that */
    void check(Command command, RunRequest request) throws ProtocolException {
        boolean changes = command.resets() || (command.name() == Name.MODEL && !command.rest().isEmpty());
        if (changes && !request.owner()) {
            throw new ProtocolException(ErrorShape.missingScope(Scope.ADMIN));
        }
    }

    /** What must be done before the command itself is recorded: afterwards it would be wiped out with the rest. */
    void before(Command command, RunRequest request) {
        if (command.resets()) {
            sessions.reset(request.session(), command.name().word());
        }
    }

    String answer(Command command, RunRequest request) {
        return switch (command.name()) {
            case HELP -> help();
            case STATUS -> status(request);
            case NEW, RESET -> "New conversation started.";
            case STOP -> "Stopped.";
            case MODEL -> command.rest().isEmpty() ? listModels(request) : choose(request, command.rest());
        };
    }

    private static String help() {
        StringJoiner lines = new StringJoiner("\n");
        lines.add("Commands:");
        for (Name name : Name.values()) {
            lines.add("/" + name.word() + " - " + name.description);
        }
        return lines.toString();
    }

    private String status(RunRequest request) {
        Session session = sessions.ensure(request.session(), "run");
        Session.Tokens tokens = session.tokens();
        return "Agent: " + agents.name(request.session().agentId())
                + "\nModel: " + current(request)
                + "\nSession: " + request.session()
                + "\nMessages: " + session.messages()
                + "\nTokens: " + tokens.input() + " in, " + tokens.output() + " out";
    }

    private ModelRef current(RunRequest request) {
        String override = sessions.find(request.session()).flatMap(known -> known.setting("model")).orElse(null);
        return models.orderFor(request.session().agentId(), override).getFirst();
    }

    private String listModels(RunRequest request) {
        StringJoiner lines = new StringJoiner("\n");
        lines.add("Model: " + current(request)).add("Choose one with /model <name>, or /model default:");
        models.all().stream().limit(MOST_MODELS).forEach(model -> lines.add(
                "- " + model.ref() + model.alias().map(alias -> " (" + alias + ")").orElse("")));
        return lines.toString();
    }

    private String choose(RunRequest request, String wish) {
        ObjectNode change = Json.object();
        if (wish.equalsIgnoreCase("default")) {
            sessions.patch(request.session(), change.putNull("model"));
            return "Model: " + current(request) + " (default)";
        }
        ModelRef ref = models.resolve(wish);
        if (!models.hasProvider(ref)) {
            return "There is no model " + ref + ". /model shows what there is.";
        }
        sessions.patch(request.session(), change.put("model", ref.toString()));
        return "Model: " + models.find(ref).map(Model::ref).orElse(ref);
    }

    /** As {@code commands.list} shows them. @param scope {@code text}, {@code native}, {@code both} or null */
    static ArrayNode listed(String scope, boolean withArguments) {
        ArrayNode list = Json.array();
        if ("native".equals(scope)) {
            return list;
        }
        for (Name name : Name.values()) {
            ObjectNode command = list.addObject().put("name", name.word());
            command.putArray("textAliases").add("/" + name.word());
            command.put("description", name.description)
                    .put("category", name.category)
                    .put("source", "native")
                    .put("scope", "text")
                    .put("acceptsArgs", name.takesText);
            if (withArguments && name.takesText) {
                command.putArray("args")
                        .addObject()
                        .put("name", name == Name.MODEL ? "model" : "message")
                        .put("description", name == Name.MODEL ? "provider/model, alias or default" : "First message")
                        .put("type", "string")
                        .put("required", false);
            }
        }
        return list;
    }
}
