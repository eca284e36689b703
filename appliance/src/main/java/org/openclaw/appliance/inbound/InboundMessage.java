package org.openclaw.appliance.inbound;

import java.util.List;
import java.util.Locale;
import org.openclaw.appliance.provider.Image;

/**
 * What somebody wrote over a channel.
 *
 * @param channel the channel's id, such as {@code telegram}
 * @param accountId which of its accounts was written to; null or blank for {@value #DEFAULT_ACCOUNT}
 * @param messageId the channel's name for it, by which a repetition is told: the same for the same message for ever, at most
 *     256 characters
 * @param chat where it was written
 * @param sender who wrote it
 * @param text what it says; may be empty where there are images. Longer than {@value #MOST_CHARS} characters is cut
 * @param mentioned whether the agent was addressed, by name or by a reply to it; taken as true in a direct chat
 * @param images at most {@link Image#MOST}
 * @param sentAt when it was written, milliseconds since 1970; 0 where nobody knows
 */
public record InboundMessage(
        String channel,
        String accountId,
        String messageId,
        Chat chat,
        Person sender,
        String text,
        boolean mentioned,
        List<Image> images,
        long sentAt) {

    public static final String DEFAULT_ACCOUNT = "default";

    /** Longest text kept, in characters. */
    public static final int MOST_CHARS = 32 * 1024;

    private static final int MOST_NAME = 256;

    /** Two people, or more. */
    public enum Kind {
        DIRECT,
        GROUP;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Where it was written.
     *
     * @param id where an answer goes: {@link org.openclaw.appliance.channel.Outbound#to()}
     * @param threadId the thread in it, or null
     * @param title what people call it, or null
     */
    public record Chat(Kind kind, String id, String threadId, String title) {

        /** @throws IllegalArgumentException for a chat without an id */
        public Chat {
            id = ident(id, "chat");
            threadId = threadId == null || threadId.isBlank() ? null : ident(threadId, "thread");
            title = shown(title);
        }
    }

    /**
     * Who wrote it.
     *
     * @param id the channel's name for him, which never changes: what allow-lists are compared with
     * @param name what people call him, or null
     * @param username his name to be addressed by, without an {@code @}, or null
     */
    public record Person(String id, String name, String username) {

        /** @throws IllegalArgumentException for a person without an id */
        public Person {
            id = ident(id, "sender");
            name = shown(name);
            username = shown(username);
        }

        /** What to call him. */
        public String label() {
            return name != null ? name : username != null ? username : id;
        }
    }

    /** @throws IllegalArgumentException where what must name something is missing or too long, or there are too many images */
    public InboundMessage {
        channel = ident(channel, "channel");
        accountId = accountId == null || accountId.isBlank() ? DEFAULT_ACCOUNT : ident(accountId, "account");
        messageId = ident(messageId, "message");
        text = text == null ? "" : text.length() > MOST_CHARS ? text.substring(0, MOST_CHARS) : text;
        mentioned = mentioned || chat.kind() == Kind.DIRECT;
        images = images == null ? List.of() : List.copyOf(images);
        if (images.size() > Image.MOST) {
            throw new IllegalArgumentException("a message has at most " + Image.MOST + " images");
        }
        if (text.isBlank() && images.isEmpty()) {
            throw new IllegalArgumentException("a message needs a text or an image");
        }
    }

    private static String ident(String text, String what) {
        String name = text == null ? "" : text.strip();
        if (name.isEmpty() || name.length() > MOST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "the id of the " + what + " must have 1 to " + MOST_NAME + " characters and no control characters");
        }
        return name;
    }

    // It becomes part of what a model reads: one line, and not a long one.
    private static String shown(String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        String line = text.strip().replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
        return line.length() > 128 ? line.substring(0, 128) : line;
    }
}
