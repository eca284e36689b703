package org.openclaw.appliance.openai;

import java.io.OutputStream;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.agent.RunOutcome;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.Message.ToolCall;
import org.openclaw.appliance.provider.ModelListener;
import org.openclaw.appliance.provider.ModelRef;

/**
 * Writes a completion as server-sent events while it grows. Thread-safe: the turn writes the pieces, the HTTP call's own
 * thread the end. Once the client is gone nothing more is written.
 */
final class AnswerStream implements ModelListener {

    private static final int MOST_CALLS = 128;

    private final Answer answer;
    private final CountDownLatch opened = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock();
    private final BitSet announced = new BitSet();
    private final String contentHead;
    private EventStream out;
    private boolean anyText;

    AnswerStream(Answer answer) {
        this.answer = answer;
        this.contentHead = "{\"id\":\"" + answer.id() + "\",\"object\":\"chat.completion.chunk\",\"created\":"
                + answer.created() + ",\"model\":" + Json.text(answer.model())
                + ",\"choices\":[{\"index\":0,\"delta\":{\"content\":";
    }

    /** Begins. Until then a turn that already talks has to wait. */
    void open(OutputStream stream) {
        lock.lock();
        try {
            out = new EventStream(stream);
            write(answer.chunk(Json.object().put("role", "assistant"), null));
        } finally {
            lock.unlock();
            opened.countDown();
        }
    }

    /** The answer could not begin; what the turn says is dropped. */
    void giveUp() {
        opened.countDown();
    }

    private void awaitOpen() {
        try {
            opened.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void model(ModelRef model) {
        // The answer names the model that was asked for.
    }

    @Override
    public void retrying(int attempt, int maxAttempts, String reason) {
        // Nothing in this interface tells of it.
    }

    @Override
    public void text(String delta) {
        awaitOpen();
        lock.lock();
        try {
            if (!delta.isEmpty()) {
                anyText = true;
                send(contentHead + Json.text(delta) + "},\"finish_reason\":null}]}");
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void toolCall(int index, String id, String name, String argumentsDelta) {
        if (index < 0 || index >= MOST_CALLS) {
            return;
        }
        awaitOpen();
        lock.lock();
        try {
            if (!announced.get(index)) {
                announced.set(index);
                write(answer.toolCallChunk(index, id, name));
            }
            if (argumentsDelta != null && !argumentsDelta.isEmpty()) {
                write(answer.argumentsChunk(index, argumentsDelta));
            }
        } finally {
            lock.unlock();
        }
    }

    void finish(RunOutcome outcome, boolean withUsage) {
        lock.lock();
        try {
            if (!anyText && !outcome.text().isEmpty()) {
                text(outcome.text());
            }
            List<ToolCall> calls = outcome.toolCalls();
            for (int i = 0; announced.isEmpty() && i < calls.size(); i++) {
                write(answer.toolCallChunk(i, calls.get(i).id(), calls.get(i).name()));
                write(answer.argumentsChunk(i, calls.get(i).arguments()));
            }
            write(answer.chunk(Json.object(), Answer.finishReason(outcome)));
            if (withUsage) {
                write(answer.usageChunk(outcome.usage()));
            }
            end();
        } finally {
            lock.unlock();
        }
    }

    void fail(String type, String message) {
        lock.lock();
        try {
            write(Answer.error(type, message));
            end();
        } finally {
            lock.unlock();
        }
    }

    private void write(Object chunk) {
        send(Json.text(chunk));
    }

    private void send(String json) {
        if (out != null) {
            out.send("", json);
        }
    }

    private void end() {
        if (out != null) {
            out.end();
        }
    }
}
