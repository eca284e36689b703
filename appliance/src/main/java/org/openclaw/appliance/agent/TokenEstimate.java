package org.openclaw.appliance.agent;

import java.util.List;
import org.openclaw.appliance.provider.Message;

/**
 * How many tokens a text is about: four characters of an alphabet a token, one character of a script that writes words with
 * one or two. An estimate, good to a fifth for prose; nothing that must be exact may rest on it.
 */
final class TokenEstimate {

    private static final int PER_MESSAGE = 4;
    private static final int FIRST_OF_CJK = 0x2E80;

    private TokenEstimate() {}

    static long of(CharSequence text) {
        long quarters = 0;
        for (int at = 0; at < text.length(); at++) {
            quarters += text.charAt(at) < FIRST_OF_CJK ? 1 : 4;
        }
        return (quarters + 3) / 4;
    }

    static long of(List<Message> messages) {
        return messages.stream().mapToLong(TokenEstimate::of).sum();
    }

    static long of(Message message) {
        return PER_MESSAGE
                + switch (message) {
                    case Message.User user -> of(user.text());
                    case Message.ToolResult result -> of(result.text());
                    case Message.Assistant assistant -> of(assistant.text())
                            + assistant.toolCalls().stream().mapToLong(call -> PER_MESSAGE + of(call.arguments())).sum();
                };
    }
}
