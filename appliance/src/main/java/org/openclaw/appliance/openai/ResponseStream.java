package org.openclaw.appliance.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.agent.RunOutcome;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.ModelListener;
import org.openclaw.appliance.provider.ModelRef;

/**
 * Writes a response as server-sent events while it grows. Thread-safe: the turn writes the text, the HTTP call's own thread
 * the rest.
 */
final class ResponseStream implements ModelListener {

    private static final int MESSAGE = 0;

    private final ResponseAnswer answer;
    private final CountDownLatch opened = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock();
    private final StringBuilder text = new StringBuilder();
    private EventStream out;

    ResponseStream(ResponseAnswer answer) {
        this.answer = answer;
    }

    /** Begins. Until then a turn that already talks has to wait. */
    void open(OutputStream stream) {
        lock.lock();
        try {
            out = new EventStream(stream);
            send("response.created", of("response", answer.begun()));
            send("response.in_progress", of("response", answer.begun()));
            send("response.output_item.added", of("item", answer.messageBegun()).put("output_index", MESSAGE));
            send("response.content_part.added", inMessage().set("part", ResponseAnswer.part("")));
        } finally {
            lock.unlock();
            opened.countDown();
        }
    }

    /** The answer could not begin; what the turn says is dropped. */
    void giveUp() {
        opened.countDown();
    }

    @Override
    public void model(ModelRef model) {
        // The answer names the model that was asked for.
    }

    @Override
    public void text(String delta) {
        try {
            opened.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lock.lock();
        try {
            if (!delta.isEmpty()) {
                text.append(delta);
                send("response.output_text.delta", inMessage().put("delta", delta));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void toolCall(int index, String id, String name, String argumentsDelta) {
        // Told in whole at the end.
    }

    @Override
    public void retrying(int attempt, int maxAttempts, String reason) {
        // Nothing in this interface tells of it.
    }

    void finish(RunOutcome outcome) {
        lock.lock();
        try {
            if (text.isEmpty()) {
                text(outcome.text());
            }
            String said = text.toString();
            ArrayNode calls = ResponseAnswer.calls(outcome);
            send("response.output_text.done", inMessage().put("text", said));
            send("response.content_part.done", inMessage().set("part", ResponseAnswer.part(said)));
            ended(MESSAGE, answer.message(outcome, said));
            int index = MESSAGE;
            for (JsonNode call : calls) {
                send("response.output_item.added", of("item", call).put("output_index", ++index));
                ended(index, call);
            }
            send(
                    ResponseAnswer.isCut(outcome) ? "response.incomplete" : "response.completed",
                    of("response", answer.whole(outcome, said, calls)));
            end();
        } finally {
            lock.unlock();
        }
    }

    void fail(String type, String message) {
        lock.lock();
        try {
            send("response.failed", of("response", answer.failed(type, message)));
            end();
        } finally {
            lock.unlock();
        }
    }

    private void ended(int index, JsonNode item) {
        send("response.output_item.done", of("item", item).put("output_index", index));
    }

    private ObjectNode inMessage() {
        return Json.object().put("item_id", answer.messageId()).put("output_index", MESSAGE).put("content_index", 0);
    }

    private static ObjectNode of(String name, JsonNode value) {
        return Json.object().set(name, value);
    }

    private void send(String type, ObjectNode event) {
        if (out != null) {
            ObjectNode typed = Json.object().put("type", type);
            typed.setAll(event);
            out.send("event: " + type + "\n", Json.text(typed));
        }
    }

    private void end() {
        if (out != null) {
            out.end();
        }
    }
}
