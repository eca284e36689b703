package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import org.openclaw.appliance.protocol.Json;

/** A message that begins with a slash and a known word. @param rest what follows the word, stripped */
record Command(Name name, String rest) {

    /** What can be said. */
    enum Name {
        HELP("Show the commands this gateway knows.", "status", null),
        STATUS("Show this conversation's model, queue, messages and tokens.", "status", null),
        USAGE("Show the tokens this conversation has used.", "status", null),
        NEW("Start a new conversation; text after it becomes the first message.", "session", "First message"),
        RESET("Start a new conversation; text after it becomes the first message.", "session", "First message"),
        STOP("Stop the answer in progress and everything queued behind it.", "session", null),
        COMPACT("Summarize the older part of this conversation.", "session", "What the summary should dwell on"),
        MODEL("Show the models, or choose one for this conversation.", "options", "provider/model, alias or default"),
        THINK("Show or set how much models think before they answer.", "options", "Level, or default"),
        QUEUE("Show or set what messages do that come while an answer is in progress.", "options", "Mode, cap:n, drop:how"),
        EXEC("Show or set how commands are run for this conversation.", "options", "host=, security=, ask=, node="),
        APPROVE("Answer a request to run a command.", "management", "Id and allow-once, allow-always or deny");

        private final String description;
        private final String category;
        private final String text;

        /** @param text what may follow the word, or null for nothing */
        Name(String description, String category, String text) {
            this.description = description;
            this.category = category;
            this.text = text;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        String description() {
            return description;
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

    boolean resets() {
        return name == Name.NEW || name == Name.RESET;
    }

    boolean endsTurns() {
        return resets() || name == Name.STOP || name == Name.COMPACT;
    }

    /** Whether only the owner may say it. */
    boolean isForOwner() {
        return switch (name) {
            case NEW, RESET, COMPACT, APPROVE -> true;
            case MODEL, EXEC -> !rest.isEmpty();
            default -> false;
        };
    }

    /** What to ask the model afterwards; empty for nothing. */
    String question() {
        return resets() ? rest : "";
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
                    .put("acceptsArgs", name.text != null);
            if (withArguments && name.text != null) {
                command.putArray("args")
                        .addObject()
                        .put("name", name == Name.MODEL ? "model" : "text")
                        .put("description", name.text)
                        .put("type", "string")
                        .put("required", false);
            }
        }
        return list;
    }
}
