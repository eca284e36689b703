package org.openclaw.appliance.agent;

/** Hears what people tell agents and what these answer. Called on the turns' own threads; must not block. */
public interface TurnListener {

    /** Hears nothing. */
    TurnListener NOBODY = new TurnListener() {
        @Override
        public void received(RunRequest request, String command) {
            // Nobody listens.
        }

        @Override
        public void ended(RunRequest request, RunOutcome outcome) {
            // Nobody listens.
        }
    };

    /** A message is on disk. @param command the word of the command it is, such as {@code new}; null for any other message */
    void received(RunRequest request, String command);

    /** The turn is over. */
    void ended(RunRequest request, RunOutcome outcome);
}
