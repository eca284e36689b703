package org.openclaw.appliance.provider;

import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * A picture for a model, passed on as it came: nothing here decodes or shrinks pictures.
 *
 * @param mimeType one of {@link #TYPES}
 * @param base64 the file's bytes, standard alphabet (RFC 4648 §4); at most {@link #MAX_BYTES} of them
 */
public record Image(String mimeType, String base64) {

    /** Most pictures in one message. */
    public static final int MOST = 4;

    /** The largest picture, in bytes. */
    public static final int MAX_BYTES = 2 * 1024 * 1024;

    /** What every provider that takes pictures takes. */
    public static final List<String> TYPES = List.of("image/jpeg", "image/png", "image/gif", "image/webp");

    /** @throws IllegalArgumentException with a sentence that says what is wrong with the picture */
    public static Image of(String mimeType, String base64) {
        String type = mimeType.toLowerCase(Locale.ROOT).strip();
        if (!TYPES.contains(type)) {
            throw new IllegalArgumentException("only images of the types " + String.join(", ", TYPES) + " can be sent");
        }
        if (base64.isEmpty() || base64.length() > (MAX_BYTES + 2) / 3 * 4) {
            throw new IllegalArgumentException(
                    "an image must have at least 1 and at most " + MAX_BYTES + " bytes; send it smaller");
        }
        try {
            // Decoded only to know that it is what it should be: providers say nothing useful about damaged ones.
            Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("an image's content must be base64");
        }
        return new Image(type, base64);
    }

    /** The size of the file, in bytes. */
    public int size() {
        int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
        return base64.length() / 4 * 3 - padding;
    }

    /** As a {@code data:} URL (RFC 2397). */
    String dataUrl() {
        return "data:" + mimeType + ";base64," + base64;
    }

    /** Without the content, so that no log shows it. */
    @Override
    public String toString() {
        return "Image[" + mimeType + ", " + size() + " bytes]";
    }
}
