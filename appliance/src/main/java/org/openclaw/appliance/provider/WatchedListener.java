package org.openclaw.appliance.provider;

/** Knows whether anything reached the user yet. Used by one thread. */
final class WatchedListener implements ModelListener {

    private final ModelListener listener;
    private boolean heard;

    WatchedListener(ModelListener listener) {
        this.listener = listener;
    }

    boolean heardAnything() {
        return heard;
    }

    @Override
    public void model(ModelRef model) {
        listener.model(model);
    }

    @Override
    public void text(String delta) {
        heard = true;
        listener.text(delta);
    }

    @Override
    public void toolCall(int index, String id, String name, String argumentsDelta) {
        heard = true;
        listener.toolCall(index, id, name, argumentsDelta);
    }

    @Override
    public void retrying(int attempt, int maxAttempts, String reason) {
        listener.retrying(attempt, maxAttempts, reason);
    }
}
