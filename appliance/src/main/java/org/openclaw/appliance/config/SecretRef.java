package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import org.openclaw.appliance.protocol.Json;

/**
 * Where a secret is to be had, written in the place of the secret: {@code {source, provider, id}}, or for a variable of the
 * environment the strings {@code "$NAME"} and {@code "${NAME}"}.
 *
 * @param provider an alias of {@code secrets.providers}
 * @param id what to ask that provider for; its grammar depends on the source
 */
public record SecretRef(Source source, String provider, String id) {

    /** The alias that stands for a source's built-in provider unless {@code secrets.defaults} names another. */
    public static final String DEFAULT_PROVIDER = "default";

    private static final int LONGEST_NAME = 128;
    private static final int LONGEST_ALIAS = 64;
    private static final int LONGEST_EXEC_ID = 256;
    private static final int LONGEST_POINTER = 1024;

    /** Who keeps a secret. */
    public enum Source {
        /** A variable of the gateway's environment. */
        ENV,
        /** A private file. */
        FILE,
        /** A program that is asked. */
        EXEC,
        /** The gateway's own store. */
        STORE;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Source> of(String name) {
            return switch (name) {
                case "env" -> Optional.of(ENV);
                case "file" -> Optional.of(FILE);
                case "exec" -> Optional.of(EXEC);
                case "store" -> Optional.of(STORE);
                default -> Optional.empty();
            };
        }
    }

    /** Whether it is an object that refers to a secret, well-formed or not. */
    public static boolean isReference(JsonNode value) {
        return value.isObject()
                && value.size() == 3
                && value.path("provider").isTextual()
                && value.path("id").isTextual()
                && Source.of(value.path("source").asText()).isPresent();
    }

    /**
     * The reference a value of a {@link Config} is, an object or {@code "$NAME"}; empty when it is none. There {@code ${NAME}}
     * has been replaced already, and where it still stands it was meant literally.
     */
    public static Optional<SecretRef> of(JsonNode value) {
        if (isReference(value)) {
            return Optional.of(new SecretRef(
                    Source.of(value.get("source").textValue()).orElseThrow(),
                    value.get("provider").textValue(),
                    value.get("id").textValue()));
        }
        return value.isTextual() && !value.textValue().contains("{") ? shorthand(value.textValue().strip()) : Optional.empty();
    }

    /** The reference a value of the file itself is, in any of its forms; empty when it is none. */
    public static Optional<SecretRef> written(JsonNode value) {
        return value.isTextual() ? shorthand(value.textValue().strip()) : of(value);
    }

    private static Optional<SecretRef> shorthand(String text) {
        if (!text.startsWith("$")) {
            return Optional.empty();
        }
        boolean braces = text.startsWith("${") && text.endsWith("}");
        String name = braces ? text.substring(2, text.length() - 1) : text.substring(1);
        return isName(name) ? Optional.of(new SecretRef(Source.ENV, DEFAULT_PROVIDER, name)) : Optional.empty();
    }

    /** What is wrong with it, for the operator; empty if nothing is. */
    public Optional<String> fault() {
        if (!isAlias(provider)) {
            return Optional.of("Invalid secret provider: write a lower-case word such as default (letters, digits, _ and -, "
                    + "at most 64)");
        }
        return switch (source) {
            case ENV, STORE -> isName(id) ? Optional.empty() : Optional.of("Invalid " + source.wireName()
                    + " secret id: write a name such as OPENAI_API_KEY (capital letters, digits and _, at most 128)");
            case FILE -> isPointer(id) ? Optional.empty() : Optional.of(
                    "Invalid file secret id: write a JSON pointer such as /providers/openai/apiKey, or value");
            case EXEC -> isExecId(id) ? Optional.empty() : Optional.of("Invalid exec secret id: write letters, digits and "
                    + "._:/#- (at most 256), beginning with a letter or digit, without . or .. between slashes");
        };
    }

    /** As the configuration has it. */
    public ObjectNode json() {
        return Json.object().put("source", source.wireName()).put("provider", provider).put("id", id);
    }

    /** {@code ^[a-z][a-z0-9_-]{0,63}$} */
    public static boolean isAlias(String text) {
        if (text.isEmpty() || text.length() > LONGEST_ALIAS || !lower(text.charAt(0))) {
            return false;
        }
        return text.chars().allMatch(c -> lower(c) || digit(c) || c == '_' || c == '-');
    }

    /** {@code ^[A-Z][A-Z0-9_]{0,127}$} */
    public static boolean isName(String text) {
        if (text.isEmpty() || text.length() > LONGEST_NAME || !upper(text.charAt(0))) {
            return false;
        }
        return text.chars().allMatch(c -> upper(c) || digit(c) || c == '_');
    }

    // RFC 6901: a tilde is written ~0, a slash within a key ~1.
    private static boolean isPointer(String text) {
        if (text.equals("value")) {
            return true;
        }
        boolean wellFormed = text.startsWith("/") && text.length() <= LONGEST_POINTER;
        for (int i = 0; wellFormed && i < text.length(); i++) {
            if (text.charAt(i) == '~') {
                wellFormed = i + 1 < text.length() && (text.charAt(i + 1) == '0' || text.charAt(i + 1) == '1');
            }
        }
        return wellFormed;
    }

    private static boolean isExecId(String text) {
        if (text.isEmpty() || text.length() > LONGEST_EXEC_ID || !alphanumeric(text.charAt(0))) {
            return false;
        }
        for (String segment : text.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                return false;
            }
        }
        return text.chars().allMatch(c -> alphanumeric(c) || "._:/#-".indexOf(c) >= 0);
    }

    private static boolean lower(int c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean upper(int c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean digit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean alphanumeric(int c) {
        return lower(c) || upper(c) || digit(c);
    }

    /** {@code source:provider:id}; no secret. */
    @Override
    public String toString() {
        return source.wireName() + ":" + provider + ":" + id;
    }
}
