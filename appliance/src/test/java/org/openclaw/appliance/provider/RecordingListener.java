package org.openclaw.appliance.provider;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Remembers what a listener is told. */
public final class RecordingListener implements ModelListener {

    public final List<ModelRef> models = new CopyOnWriteArrayList<>();
    public final List<String> texts = new CopyOnWriteArrayList<>();
    public final List<String> toolCalls = new CopyOnWriteArrayList<>();
    public final List<String> retries = new CopyOnWriteArrayList<>();
    public final CountDownLatch firstText = new CountDownLatch(1);

    @Override
    public void model(ModelRef model) {
        models.add(model);
    }

    @Override
    public void text(String delta) {
        texts.add(delta);
        firstText.countDown();
    }

    @Override
    public void toolCall(int index, String id, String name, String argumentsDelta) {
        toolCalls.add(index + " " + id + " " + name + " " + argumentsDelta);
    }

    @Override
    public void retrying(int attempt, int maxAttempts, String reason) {
        retries.add(attempt + "/" + maxAttempts + " " + reason);
    }

    public String text() {
        return String.join("", texts);
    }
}
