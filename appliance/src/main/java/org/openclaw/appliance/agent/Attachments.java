package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.provider.Image;

/**
 * A message with the files sent along. Texts go into the message; images go beside it, and a line in the message says so.
 *
 * @param text the whole message
 * @param images at most {@link Image#MOST}
 */
record Attachments(String text, List<Image> images) {

    private static final int MOST = 8;
    private static final int MOST_CHARACTERS = 100_000;

    /**
     * Takes the files of a message.
     *
     * @param files as sent, {@code {mimeType?,fileName?,content(base64)}} each; may be null
     * @throws ProtocolException when there is neither message nor file, or one that no model here could take
     */
    static Attachments read(String message, List<? extends JsonNode> files) throws ProtocolException {
        StringBuilder text = new StringBuilder(message);
        List<Image> images = new ArrayList<>();
        if (files != null && files.size() > MOST) {
            throw ProtocolException.invalid("too many attachments; at most " + MOST);
        }
        for (JsonNode file : files == null ? List.<JsonNode>of() : files) {
            String name = name(file);
            text.append(text.isEmpty() ? "" : "\n\n");
            if (type(file).startsWith("image/")) {
                Image image = image(file, name);
                images.add(image);
                text.append("[Attached image ").append(name).append(", ").append(image.mimeType()).append(", ")
                        .append(image.size()).append(" bytes]");
            } else {
                text.append("Attached file ").append(name).append(":\n").append(text(file, name));
            }
        }
        if (text.toString().isBlank()) {
            throw ProtocolException.invalid("message or attachment required");
        }
        if (images.size() > Image.MOST) {
            throw ProtocolException.invalid("too many images; at most " + Image.MOST + " in a message");
        }
        return new Attachments(text.toString(), List.copyOf(images));
    }

    // It becomes part of the message: keep it on one line.
    private static String name(JsonNode file) {
        String name = file.path("fileName").asText("attachment").replaceAll("\\p{Cntrl}", "?");
        return name.length() > 200 ? name.substring(0, 200) : name;
    }

    private static String type(JsonNode file) {
        return file.path("mimeType").asText("").toLowerCase(Locale.ROOT);
    }

    private static Image image(JsonNode file, String name) throws ProtocolException {
        try {
            String content = file.path("content").asText();
            // Browsers like to send the whole data URL.
            int comma = content.startsWith("data:") ? content.indexOf(',') : -1;
            return Image.of(type(file), content.substring(comma + 1));
        } catch (IllegalArgumentException e) {
            throw ProtocolException.invalid("attachment " + name + ": " + e.getMessage());
        }
    }

    private static String text(JsonNode file, String name) throws ProtocolException {
        if (!type(file).startsWith("text/") && !type(file).startsWith("application/json")) {
            throw ProtocolException.invalid("attachment " + name + ": only text and image attachments are supported here");
        }
        try {
            String content = file.path("content").asText();
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
