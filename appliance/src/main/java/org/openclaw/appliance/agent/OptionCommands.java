package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.Model;
import org.openclaw.appliance.provider.ModelRef;
import org.openclaw.appliance.provider.Models;
import org.openclaw.appliance.session.Session;
import org.openclaw.appliance.session.Sessions;

/** The commands that show and set what holds for one conversation. Thread-safe. */
final class OptionCommands {

    private static final int MOST_MODELS = 20;

    /** What {@code /exec} sets, and the session setting behind each. */
    private static final List<String> EXEC = List.of("host", "security", "ask", "node");

    private final Sessions sessions;
    private final Models models;
    private final QueueRules rules;

    OptionCommands(Sessions sessions, Models models, QueueRules rules) {
        this.sessions = sessions;
        this.models = models;
        this.rules = rules;
    }

    String answer(Command command, RunRequest request) {
        boolean asks = command.rest().isEmpty();
        return switch (command.name()) {
            case MODEL -> asks ? listModels(request) : choose(request, command.rest());
            case THINK -> asks ? thinking(request) : think(request, command.rest().toLowerCase(Locale.ROOT));
            case QUEUE -> asks ? "Queue: " + queue(request) : queue(request, command.rest());
            case EXEC -> asks ? "Exec: " + exec(request) : exec(request, command.rest());
            default -> throw new IllegalArgumentException(command.name() + " is no option");
        };
    }

    ModelRef model(RunRequest request) {
        String override = sessions.find(request.session()).flatMap(known -> known.setting("model")).orElse(null);
        return models.orderFor(request.session().agentId(), override).getFirst();
    }

    private String listModels(RunRequest request) {
        StringJoiner lines = new StringJoiner("\n");
        lines.add("Model: " + model(request)).add("Choose one with /model <name>, or /model default:");
        models.all().stream().limit(MOST_MODELS).forEach(model -> lines.add(
                "- " + model.ref() + model.alias().map(alias -> " (" + alias + ")").orElse("")));
        return lines.toString();
    }

    private String choose(RunRequest request, String wish) {
        ObjectNode change = Json.object();
        if (wish.equalsIgnoreCase("default")) {
            sessions.patch(request.session(), change.putNull("model"));
            return "Model: " + model(request) + " (default)";
        }
        ModelRef ref = models.resolve(wish);
        if (!models.hasProvider(ref)) {
            return "There is no model " + ref + ". /model shows what there is.";
        }
        sessions.patch(request.session(), change.put("model", ref.toString()));
        return "Model: " + models.find(ref).map(Model::ref).orElse(ref);
    }

    private String thinking(RunRequest request) {
        String level = sessions.find(request.session())
                .flatMap(session -> session.setting("thinkingLevel"))
                .orElse("default");
        boolean thinks = models.find(model(request)).filter(Model::reasoning).isPresent();
        return "Thinking: " + level + (thinks ? "" : " (without effect: " + model(request) + " does not think before it answers)")
                + "\nLevels: " + String.join(", ", ThinkingLevel.ALL) + ", default";
    }

    private String think(RunRequest request, String level) {
        if (level.equals("default")) {
            sessions.patch(request.session(), Json.object().putNull("thinkingLevel"));
        } else if (ThinkingLevel.ALL.contains(level)) {
            sessions.patch(request.session(), Json.object().put("thinkingLevel", level));
        } else {
            return "There is no level \"" + level + "\".\n" + thinking(request);
        }
        return thinking(request);
    }

    /** The rule in force, in a line. */
    String queue(RunRequest request) {
        QueueRules.Rule rule = rules.of(request.withQueue(null));
        return rule.mode().wireName() + ", at most " + rule.cap() + " waiting, then drop " + rule.drop().wireName();
    }

    private String queue(RunRequest request, String words) {
        ObjectNode changes = Json.object();
        String objection = QueueRules.parse(words, changes).orElse(null);
        if (objection != null) {
            return objection;
        }
        sessions.patch(request.session(), changes);
        return "Queue: " + queue(request);
    }

    private String exec(RunRequest request) {
        Session session = sessions.ensure(request.session(), "run");
        StringJoiner line = new StringJoiner(", ");
        EXEC.forEach(name -> line.add(name + " " + session.setting(setting(name)).orElse("default")));
        return line.toString();
    }

    private String exec(RunRequest request, String words) {
        ObjectNode changes = Json.object();
        for (String word : words.split("\\s+")) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? "" : word.substring(0, equals).toLowerCase(Locale.ROOT);
            String value = word.substring(equals + 1);
            if (word.equalsIgnoreCase("default")) {
                EXEC.forEach(each -> changes.putNull(setting(each)));
            } else if (allowed(name, value)) {
                changes.put(setting(name), value);
            } else {
                return "I don't know \"" + word + "\". Say /exec host=auto|gateway|node security=deny|allowlist|full "
                        + "ask=off|on-miss|always node=<id>, or /exec default.";
            }
        }
        sessions.patch(request.session(), changes);
        return "Exec: " + exec(request);
    }

    private static boolean allowed(String name, String value) {
        return switch (name) {
            case "host" -> List.of("auto", "gateway", "node", "sandbox").contains(value);
            case "security" -> List.of("deny", "allowlist", "full").contains(value);
            case "ask" -> List.of("off", "on-miss", "always").contains(value);
            case "node" -> !value.isBlank() && value.length() <= 128;
            default -> false;
        };
    }

    private static String setting(String name) {
        return "exec" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
