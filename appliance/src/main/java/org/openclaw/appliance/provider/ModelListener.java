package org.openclaw.appliance.provider;

/** Hears how an answer grows. Called from the thread that asked; must not block for long. */
public interface ModelListener {

    /** Hears nothing: for those who want the whole answer alone. */
    ModelListener DEAF = new ModelListener() {
        @Override
        public void model(ModelRef model) {}

        @Override
        public void text(String delta) {}

        @Override
        public void toolCall(int index, String id, String name, String argumentsDelta) {}

        @Override
        public void retrying(int attempt, int maxAttempts, String reason) {}
    };

    /** A model begins to answer; called again with another model after a fail-over, before any of its text. */
    void model(ModelRef model);

    /** More text. */
    void text(String delta);

    /** More of a tool call. @param argumentsDelta the next piece of its JSON arguments; empty when it is only announced */
    void toolCall(int index, String id, String name, String argumentsDelta);

    /** The same or the next model will be tried after a failure that left no text behind. */
    void retrying(int attempt, int maxAttempts, String reason);
}
