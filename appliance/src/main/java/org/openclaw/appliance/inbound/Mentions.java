package org.openclaw.appliance.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.openclaw.appliance.config.Config;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** Words by which a group addresses the agent, besides what its channel knows: {@code messages.groupChat.mentionPatterns}. */
final class Mentions {

    private static final TaggedLogger LOG = Logger.tag("channels/inbound");

    // Patterns are the operator's own, but what they are held against is anybody's.
    private static final int MOST_CHARS = 2_000;
    private static final int MOST_PATTERNS = 20;

    private final List<Pattern> patterns;

    private Mentions(List<Pattern> patterns) {
        this.patterns = patterns;
    }

    static Mentions of(Config config) {
        List<Pattern> patterns = new ArrayList<>();
        for (JsonNode text : config.at("messages.groupChat.mentionPatterns")) {
            try {
                if (patterns.size() < MOST_PATTERNS) {
                    patterns.add(Pattern.compile(text.asText(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
                }
            } catch (PatternSyntaxException e) {
                LOG.warn("messages.groupChat.mentionPatterns holds what is no regular expression: {}", e.getDescription());
            }
        }
        return new Mentions(patterns);
    }

    boolean in(String text) {
        String head = text.length() > MOST_CHARS ? text.substring(0, MOST_CHARS) : text;
        return patterns.stream().anyMatch(pattern -> pattern.matcher(head).find());
    }
}
