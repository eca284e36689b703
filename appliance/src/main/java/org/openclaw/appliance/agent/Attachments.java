package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.openclaw.appliance.protocol.ProtocolException;

/** Files sent along with a message. Text goes into the message; this gateway's models take nothing else. */
final class Attachments {

    private static final int MOST = 8;
    private static final int MOST_CHARACTERS = 100_000;

    private Attachments() {}

    /**
     * The message with its text attachments appended.
     *
     * @param attachments as sent, {@code {mimeType?,fileName?,content(base64)}} each; may be null
     * @throws ProtocolException when there is neither message nor attachment, or one that isn't text
     */
    static String join(String message, List<? extends JsonNode> attachments) throws ProtocolException {
        StringBuilder joined = new StringBuilder(message);
        if (attachments != null && attachments.size() > MOST) {
            throw ProtocolException.invalid("too many attachments; at most " + MOST);
        }
        for (JsonNode attachment : attachments == null ? List.<JsonNode>of() : attachments) {
            String name = attachment.path("fileName").asText("attachment");
            joined.append(joined.isEmpty() ? "" : "\n\n").append("Attached file ").append(name).append(":\n")
                    .append(text(attachment, name));
        }
        if (joined.toString().isBlank()) {
            throw ProtocolException.invalid("message or attachment required");
        }
        return joined.toString();
    }

    private static String text(JsonNode attachment, String name) throws ProtocolException {
        String type = attachment.path("mimeType").asText("").toLowerCase(Locale.ROOT);
        if (!type.startsWith("text/") && !type.startsWith("application/json")) {
            throw ProtocolException.invalid("attachment " + name + ": only text attachments are supported here");
        }
        try {
            String content = attachment.path("content").asText();
            if (content.length() > MOST_CHARACTERS * 4) {
                throw ProtocolException.invalid("attachment " + name + " is too large");
            }
            String text = new String(Base64.getDecoder().decode(content), StandardCharsets.UTF_8);
            return text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) : text;
        } catch (IllegalArgumentException e) {
            throw ProtocolException.invalid("attachment " + name + ": content must be base64");
        }
    }
}
