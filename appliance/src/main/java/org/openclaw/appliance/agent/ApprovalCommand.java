package org.openclaw.appliance.agent;

/** Answers requests for approval that wait for somebody's word: what {@code /approve} does. */
@FunctionalInterface
public interface ApprovalCommand {

    /**
     * @param words what follows {@code /approve}
     * @param request who says it, where
     * @return a sentence for the one who said it
     */
    String answer(String words, RunRequest request);
}
