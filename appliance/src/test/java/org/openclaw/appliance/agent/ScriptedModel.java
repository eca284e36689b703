package org.openclaw.appliance.agent;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.openclaw.appliance.provider.Cancellation;
import org.openclaw.appliance.provider.Message;
import org.openclaw.appliance.provider.ModelListener;
import org.openclaw.appliance.provider.ModelRef;
import org.openclaw.appliance.provider.ModelReply;
import org.openclaw.appliance.provider.ModelRequest;
import org.openclaw.appliance.provider.ProviderException;

/** A model that does what the test says: by the text of the newest message. */
public final class ScriptedModel implements ModelClient {

    public static final ModelRef REF = new ModelRef("test", "scripted");

    /** Every request, oldest first. */
    public final BlockingQueue<ModelRequest> asked = new LinkedBlockingQueue<>();

    /** Counted down to let "wait" requests answer. */
    public final CountDownLatch gate = new CountDownLatch(1);

    public final AtomicInteger atOnce = new AtomicInteger();
    public final AtomicInteger mostAtOnce = new AtomicInteger();

    @Override
    public ModelReply complete(
            List<ModelRef> order, ModelRequest request, ModelListener listener, Cancellation cancellation)
            throws ProviderException {
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        asked.add(request);
        try {
            return answer(request, listener, cancellation);
        } finally {
            atOnce.decrementAndGet();
        }
    }

    private ModelReply answer(ModelRequest request, ModelListener listener, Cancellation cancellation)
            throws ProviderException {
        listener.model(REF);
        String text = switch (request.messages().getLast()) {
            case Message.User user -> user.text();
            case Message.ToolResult result -> "tool said " + result.text();
            case Message.Assistant assistant -> assistant.text();
        };
        if (text.startsWith("fail")) {
            listener.text("half ");
            throw new ProviderException(ProviderException.Kind.RATE_LIMIT, REF, 429, "The model is over its limit.");
        }
        if (text.startsWith("overflow")) {
            throw new StackOverflowError();
        }
        if (text.startsWith("hang")) {
            listener.text("partial");
            CountDownLatch cancelled = new CountDownLatch(1);
            cancellation.onCancel(cancelled::countDown);
            await(text.startsWith("hang for ever") ? gate : cancelled);
            throw new ProviderException(ProviderException.Kind.TIMEOUT, REF, 0, "cancelled");
        }
        if (text.startsWith("wait")) {
            await(gate);
        }
        if (text.startsWith("call") && !request.tools().isEmpty()) {
            listener.toolCall(0, "call_1", "get_weather", "");
            listener.toolCall(0, null, null, "{\"city\":\"Paris\"}");
            return new ModelReply(
                    REF, "", List.of(new Message.ToolCall("call_1", "get_weather", "{\"city\":\"Paris\"}")),
                    new ModelReply.Usage(5, 3, 0, 0), "toolUse");
        }
        if (text.equals("silence")) {
            listener.text("NO_");
            listener.text("REPLY");
            return new ModelReply(REF, "NO_REPLY", List.of(), new ModelReply.Usage(11, 2, 0, 0), "stop");
        }
        String answer = "echo " + text;
        listener.text(answer.substring(0, 5));
        listener.text(answer.substring(5));
        return new ModelReply(REF, answer, List.of(), new ModelReply.Usage(11, 7, 0, 0), "stop");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
