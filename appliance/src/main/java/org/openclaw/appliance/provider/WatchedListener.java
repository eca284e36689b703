package org.openclaw.appliance.provider;

/** Knows whether anything reached the user yet, and when. Used by one thread. */
final class WatchedListener implements ModelListener {

    private final ModelListener listener;
    private boolean heard;
    private long askedAt;
    private long heardAt;

    WatchedListener(ModelListener listener) {
        this.listener = listener;
    }

    boolean heardAnything() {
        return heard;
    }

    void begins() {
        askedAt = System.nanoTime();
    }

    String timing() {
        String first = heard ? ", " + millis(heardAt) + " ms to the first piece" : "";
        return millis(System.nanoTime()) + " ms" + first;
    }

    private long millis(long at) {
        return (at - askedAt) / 1_000_000;
    }

    private void hear() {
        heardAt = heard ? heardAt : System.nanoTime();
        heard = true;
    }

    @Override
    public void model(ModelRef model) {
        listener.model(model);
    }

    @Override
    public void text(String delta) {
        hear();
        listener.text(delta);
    }

    @Override
    public void toolCall(int index, String id, String name, String argumentsDelta) {
        hear();
        listener.toolCall(index, id, name, argumentsDelta);
    }

    @Override
    public void retrying(int attempt, int maxAttempts, String reason) {
        listener.retrying(attempt, maxAttempts, reason);
    }
}
