package org.openclaw.appliance.tool;

/** Something a model, or an operator by {@code tools.invoke}, can have done. Thread-safe; keeps nothing between calls that isn't bounded. */
public interface Tool {

    ToolSpec spec();

    /**
     * Does it and waits. Must end soon after {@link ToolCall#cancellation} says so or {@link ToolCall#deadline} has passed, and
     * must bound what it reads, keeps and answers. Runs on a virtual thread of its own, which is interrupted when it doesn't
     * end by itself.
     *
     * @throws ToolException when it can't be done; the sentence is told to the model
     * @throws InterruptedException when the thread was told to end
     */
    ToolResult call(ToolCall call) throws ToolException, InterruptedException;
}
