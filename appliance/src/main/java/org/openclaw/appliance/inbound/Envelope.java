package org.openclaw.appliance.inbound;

import org.openclaw.appliance.agent.RunRequest;
import org.openclaw.appliance.inbound.InboundMessage.Kind;
import org.openclaw.appliance.provider.Image;

/** What an agent reads of a message that came in. Names and texts of people stand in the message, never in the instructions. */
final class Envelope {

    private static final String CUT_OFF =
            "[Your answer to the following message was cut off or failed. First make sure what of it has been done already;"
                    + " then answer it.]\n\n";

    private Envelope() {}

    /** The text of the turn. */
    static String text(Stored stored) {
        InboundMessage message = stored.message();
        if (RunRequest.isCommand(message.text())) {
            return message.text();
        }
        StringBuilder text = new StringBuilder();
        if (stored.turns() > 0) {
            text.append(CUT_OFF);
        }
        if (!stored.heard().isEmpty()) {
            text.append("[Said in the group since your last answer, for you to know]\n");
            stored.heard().forEach(heard -> text.append(heard.who()).append(": ").append(heard.text()).append('\n'));
            text.append("\n[Said to you now]\n");
        }
        if (message.chat().kind() == Kind.GROUP) {
            text.append(message.sender().label()).append(": ");
        }
        text.append(message.text());
        for (Image image : message.images()) {
            text.append(text.isEmpty() ? "" : "\n\n").append("[Attached image, ").append(image.mimeType()).append(", ")
                    .append(image.size()).append(" bytes]");
        }
        return text.toString();
    }

    /**
     * What is added to the instructions: the same for every message of a conversation, so that messages may share a turn.
     *
     * @param label what people call the channel
     * @param own what the configuration says about the group; may be empty
     */
    static String instructions(InboundMessage message, String label, String own) {
        String where = message.chat().kind() == Kind.GROUP
                ? "This conversation takes place in a group on " + label + ". Several people write there; each message begins with"
                        + " its writer's name. What you answer is posted to the group. Where nothing needs to be said, answer"
                        + " NO_REPLY and nothing else."
                : "The user writes to you over " + label + "; what you answer is sent there as it is.";
        return own.isBlank() ? where : where + "\n\n" + own.strip();
    }
}
