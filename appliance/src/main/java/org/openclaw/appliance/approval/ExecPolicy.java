package org.openclaw.appliance.approval;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How commands are let run.
 *
 * @param security what may run at all
 * @param ask when somebody is asked
 * @param fallback what holds when somebody should be asked and nobody answers
 */
public record ExecPolicy(Security security, Ask ask, Security fallback) {

    /** The appliance's own: what is on the list runs, everything else is asked for, no answer means no. */
    public static final ExecPolicy STANDARD = new ExecPolicy(Security.ALLOWLIST, Ask.ON_MISS, Security.DENY);

    /** From the strictest to the most open. */
    public enum Security {
        DENY("deny"),
        ALLOWLIST("allowlist"),
        FULL("full");

        private final String wireName;

        Security(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        static Security of(JsonNode word, Security whenAbsent) {
            for (Security security : values()) {
                if (security.wireName.equals(word.asText())) {
                    return security;
                }
            }
            // A word nobody knows was meant to say something: the strictest reading is the safe one.
            return word.isMissingNode() || word.isNull() ? whenAbsent : DENY;
        }

        Security stricter(Security other) {
            return compareTo(other) <= 0 ? this : other;
        }
    }

    /** From the one that asks most to the one that never does. */
    public enum Ask {
        ALWAYS("always"),
        ON_MISS("on-miss"),
        OFF("off");

        private final String wireName;

        Ask(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        static Ask of(JsonNode word, Ask whenAbsent) {
            for (Ask ask : values()) {
                if (ask.wireName.equals(word.asText())) {
                    return ask;
                }
            }
            return word.isMissingNode() || word.isNull() ? whenAbsent : ALWAYS;
        }

        Ask stricter(Ask other) {
            return compareTo(other) <= 0 ? this : other;
        }
    }

    ExecPolicy stricter(ExecPolicy other) {
        return new ExecPolicy(
                security.stricter(other.security), ask.stricter(other.ask), fallback.stricter(other.fallback));
    }

    /** What a {@code tools.exec} section of the configuration asks for; the agent's own section comes first. */
    static ExecPolicy configured(JsonNode own, JsonNode all) {
        JsonNode section = own.has("mode") || own.has("security") || own.has("ask") ? own : all;
        ExecPolicy mode = switch (section.path("mode").asText()) {
            case "deny" -> new ExecPolicy(Security.DENY, Ask.OFF, Security.FULL);
            case "allowlist" -> new ExecPolicy(Security.ALLOWLIST, Ask.OFF, Security.FULL);
            case "full" -> new ExecPolicy(Security.FULL, Ask.OFF, Security.FULL);
            // "auto" would have a model decide in the owner's place; here it asks the owner.
            default -> new ExecPolicy(Security.ALLOWLIST, Ask.ON_MISS, Security.FULL);
        };
        return section.has("mode")
                ? mode
                : new ExecPolicy(
                        Security.of(section.path("security"), mode.security()),
                        Ask.of(section.path("ask"), mode.ask()),
                        Security.FULL);
    }
}
