package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.session.Session;
import org.openclaw.appliance.session.Sessions;

/**
 * How messages queue: the request's own mode, else what {@code /queue} set for the session, else {@code messages.queue}, else
 * {@code steer}, or {@code followup} on a lean board. Thread-safe; follows the configuration of the moment.
 */
final class QueueRules {

    static final int USUAL_CAP = 20;

    private static final String WEB = "webchat";

    private final Supplier<Config> config;
    private final Sessions sessions;
    private final boolean leanBoard;

    /** @param leanBoard whether the board is so small that {@code appliance.profile} {@code auto} means lean */
    QueueRules(Supplier<Config> config, Sessions sessions, boolean leanBoard) {
        this.config = config;
        this.sessions = sessions;
        this.leanBoard = leanBoard;
    }

    /**
     * @param cap most messages that wait at once in the session
     * @param drop what goes when there is one more
     */
    record Rule(QueueMode mode, int cap, Drop drop) {}

    /** Whose turn goes when too many messages wait. What was acknowledged stays in the conversation. */
    enum Drop {
        /** The oldest's. */
        OLD,
        /** None: the newest message is refused. */
        NEW,
        /** The oldest's; the agent's next turn is told in a line what it was about. */
        SUMMARIZE;

        static Optional<Drop> of(String name) {
            return switch (name == null ? "" : name.strip().toLowerCase(Locale.ROOT)) {
                case "old" -> Optional.of(OLD);
                case "new" -> Optional.of(NEW);
                case "summarize" -> Optional.of(SUMMARIZE);
                default -> Optional.empty();
            };
        }

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Rule of(RunRequest request) {
        Optional<Session> session = sessions.find(request.session());
        Config now = config.get();
        QueueMode mode = Optional.ofNullable(request.queue())
                .or(() -> session.flatMap(known -> known.setting("queueMode")).flatMap(QueueMode::of))
                .or(() -> now.text("messages.queue.byChannel." + channel(request)).flatMap(QueueMode::of))
                .or(() -> now.text("messages.queue.mode").flatMap(QueueMode::of))
                .orElse(isLean(now) ? QueueMode.FOLLOWUP : QueueMode.STEER);
        int own = session.map(known -> known.settings().path("queueCap").asInt()).orElse(0);
        int cap = own > 0 ? own : Math.clamp(now.number("messages.queue.cap").orElse(USUAL_CAP), 1, AgentRuns.MOST_PER_SESSION);
        Drop drop = session.flatMap(known -> known.setting("queueDrop"))
                .flatMap(Drop::of)
                .or(() -> now.text("messages.queue.drop").flatMap(Drop::of))
                .orElse(Drop.SUMMARIZE);
        return new Rule(mode, cap, drop);
    }

    private boolean isLean(Config now) {
        return switch (now.text("appliance.profile").orElse("auto")) {
            case "lean" -> true;
            case "standard" -> false;
            default -> leanBoard;
        };
    }

    // A conversation of a channel is named <channel>:<kind>:<peer>; every other one belongs to clients of the gateway.
    private static String channel(RunRequest request) {
        if (request.via() != null) {
            return request.via().substring(0, request.via().indexOf(':'));
        }
        String[] parts = request.session().rest().split(":", 3);
        return parts.length == 3 && !parts[0].equals("dashboard") ? parts[0] : WEB;
    }

    /**
     * Changes the session's own rule by what follows {@code /queue}: a mode and options such as {@code cap:25 drop:old}, or
     * {@code default}.
     *
     * @param changes takes the settings to patch
     * @return a sentence when the words make no sense
     */
    static Optional<String> parse(String words, ObjectNode changes) {
        for (String word : words.strip().split("\\s+")) {
            if (!understood(word.toLowerCase(Locale.ROOT), changes)) {
                return Optional.of("I don't know \"" + word + "\". Say /queue steer, followup, collect, interrupt or default, "
                        + "with cap:<number> and drop:old, new or summarize if you like.");
            }
        }
        return Optional.empty();
    }

    private static boolean understood(String word, ObjectNode changes) {
        if (word.equals("default") || word.equals("reset")) {
            changes.putNull("queueMode").putNull("queueCap").putNull("queueDrop");
            return true;
        }
        if (QueueMode.of(word).isPresent()) {
            changes.put("queueMode", word);
            return true;
        }
        String value = word.substring(word.indexOf(':') + 1);
        if (word.startsWith("cap:") && value.matches("[1-9]\\d{0,3}")) {
            changes.put("queueCap", Integer.parseInt(value));
            return true;
        }
        if (word.startsWith("drop:") && Drop.of(value).isPresent()) {
            changes.put("queueDrop", value);
            return true;
        }
        return false;
    }
}
