package org.openclaw.appliance.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.openclaw.appliance.provider.Image;
import org.openclaw.appliance.provider.Message;

/** The parts of one message's content, gathered. Used by one thread. */
final class Parts {

    private final String field;
    private final StringJoiner text = new StringJoiner("\n");
    private final List<Image> images = new ArrayList<>();

    /** @param field where the message was sent, for refusals */
    Parts(String field) {
        this.field = field;
    }

    void text(JsonNode piece) throws Refusal {
        if (!piece.isTextual()) {
            throw Refusal.invalid(field + ": only text and image content is supported by this gateway.");
        }
        text.add(piece.textValue());
    }

    /** @param url a {@code data:} URL; nothing is fetched from elsewhere, which would let callers reach into the network */
    void image(String url) throws Refusal {
        int comma = url.indexOf(";base64,");
        if (!url.startsWith("data:") || comma < 0) {
            throw Refusal.invalid(field + ": images must be sent along as data:image/…;base64,…; this gateway fetches none.");
        }
        image(url.substring("data:".length(), comma), url.substring(comma + ";base64,".length()));
    }

    void image(String mimeType, String base64) throws Refusal {
        if (images.size() >= Image.MOST) {
            throw Refusal.invalid(field + ": at most " + Image.MOST + " images in a message.");
        }
        try {
            images.add(Image.of(mimeType, base64));
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(field + ": " + e.getMessage() + ".");
        }
    }

    Message.User user() {
        return new Message.User(text.toString(), images);
    }

    /** A message as a transcript keeps it: its text, and a line for each image. */
    static String described(Message.User user) {
        StringJoiner text = new StringJoiner("\n\n");
        if (!user.text().isBlank()) {
            text.add(user.text());
        }
        user.images().forEach(image -> text.add("[Attached image, " + image.mimeType() + ", " + image.size() + " bytes]"));
        return text.toString();
    }
}
