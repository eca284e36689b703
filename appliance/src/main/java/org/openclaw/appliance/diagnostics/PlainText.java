package org.openclaw.appliance.diagnostics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.openclaw.appliance.protocol.Json;

/**
 * Takes out of texts what names people and machines: secrets first, then addresses, telephone numbers, the host's name, the
 * home directory, and whom a session is with. For one thread.
 */
public final class PlainText {

    private static final Pattern SESSION = Pattern.compile("\\bagent:([A-Za-z0-9_-]+):(?!main\\b)[^\\s\"',;)]+");
    private static final Pattern MAIL = Pattern.compile("[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}");
    private static final Pattern ADDRESS = Pattern.compile("(?<![\\d.])(?!127\\.|0\\.0\\.0\\.0)\\d{1,3}(?:\\.\\d{1,3}){3}(?![\\d.])");
    private static final Pattern TELEPHONE = Pattern.compile("\\+\\d[\\d ()-]{6,18}\\d");
    private static final Pattern CONTENT =
            Pattern.compile("(?i)\\b(?:user said|chat text|message text|prompt text|tool output|webhook body)\\b");

    private final UnaryOperator<String> masked;
    private final String home;
    private final Pattern host;

    /** @param masked a text without the secrets in it @param home the home directory @param host the machine's name */
    public PlainText(UnaryOperator<String> masked, String home, String host) {
        this.masked = masked;
        this.home = home;
        // A name of one or two letters is found in every word.
        this.host = host.length() < 3 || host.equals("localhost") ? null : Pattern.compile("\\b" + Pattern.quote(host) + "\\b");
    }

    public String of(String text) {
        if (CONTENT.matcher(text).find()) {
            return "<left out: " + text.length() + " characters that may be somebody's words>";
        }
        String plain = masked.apply(text);
        if (home.length() > 1) {
            plain = plain.replace(home, "~");
        }
        plain = SESSION.matcher(plain).replaceAll("agent:$1:<peer>");
        plain = MAIL.matcher(plain).replaceAll("<mail>");
        plain = ADDRESS.matcher(plain).replaceAll("<address>");
        plain = TELEPHONE.matcher(plain).replaceAll("<number>");
        return host == null ? plain : host.matcher(plain).replaceAll("<host>");
    }

    /** The same of every text in a tree. */
    public JsonNode of(JsonNode tree) {
        if (tree.isTextual()) {
            return Json.mapper().getNodeFactory().textNode(of(tree.asText()));
        }
        if (tree.isArray()) {
            ArrayNode plain = Json.mapper().createArrayNode();
            tree.forEach(element -> plain.add(of(element)));
            return plain;
        }
        if (!tree.isObject()) {
            return tree;
        }
        ObjectNode plain = Json.object();
        for (Map.Entry<String, JsonNode> member : tree.properties()) {
            plain.set(of(member.getKey()), of(member.getValue()));
        }
        return plain;
    }
}
