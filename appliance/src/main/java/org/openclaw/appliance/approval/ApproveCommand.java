package org.openclaw.appliance.approval;

import java.util.Optional;
import org.openclaw.appliance.protocol.ProtocolException;

/** {@code /approve <id> [once|always|deny]}, as the owner says it in any conversation. Thread-safe. */
public final class ApproveCommand {

    private final Questions questions;

    public ApproveCommand(Questions questions) {
        this.questions = questions;
    }

    /**
     * Obeys.
     *
     * @param rest what follows the command's word
     * @param owner whether the one who says it owns the gateway
     * @param by who that is, for the record
     * @return the answer for people
     */
    public String answer(String rest, boolean owner, String by) {
        if (!owner) {
            return "Only the owner of this gateway can approve commands.";
        }
        String[] words = rest.strip().split("\\s+");
        if (words[0].isEmpty()) {
            return list();
        }
        Optional<Decision> decision = Decision.of(words.length > 1 ? words[1] : "once");
        if (decision.isEmpty()) {
            return "Say /approve " + words[0] + " once, always or deny.";
        }
        Optional<Approval> asked = questions.findOpen(words[0]);
        if (asked.isEmpty()) {
            return "Nothing of that id waits for approval." + questions.find(words[0]).map(over -> " " + over.sentence()).orElse("")
                    + " /approve alone lists what does.";
        }
        try {
            Approval over = questions.resolve(asked.get().id(), decision.get(), by);
            return switch (over.decision()) {
                case ALLOW_ONCE -> "Allowed once.";
                case ALLOW_ALWAYS -> "Allowed, and from now on without asking in that folder.";
                case DENY -> "Denied.";
            };
        } catch (ProtocolException e) {
            return "That didn't work: " + e.getMessage();
        }
    }

    private String list() {
        StringBuilder text = new StringBuilder();
        for (Approval approval : questions.pending()) {
            text.append(approval.id()).append("\n  ").append(approval.request().path("command").asText()).append('\n');
        }
        return text.isEmpty()
                ? "Nothing waits for approval."
                : text + "Say /approve <id> once, always or deny; the beginning of the id will do.";
    }
}
