package org.openclaw.appliance.provider;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Text and tool calls as they arrive, whatever the dialect, within bounds that no honest answer reaches. Tells a listener of
 * each piece. Used by one thread.
 */
final class GrowingReply {

    /** Longest answer, in characters, tool calls included. */
    static final int MAX_SIZE = 4 * 1024 * 1024;

    /** Most tool calls in one answer. */
    static final int MAX_TOOL_CALLS = 64;

    private final ModelListener listener;
    private final StringBuilder text = new StringBuilder();
    private final Map<String, Call> calls = new LinkedHashMap<>();
    private int size;

    private static final class Call {
        private final int position;
        private String id = "";
        private String name = "";
        private boolean announced;
        private final StringBuilder arguments = new StringBuilder();

        Call(int position) {
            this.position = position;
        }

        String id() {
            return id.isEmpty() ? "call_" + position : id;
        }
    }

    GrowingReply(ModelListener listener) {
        this.listener = listener;
    }

    /** @return whether there was any */
    boolean text(String piece) throws Dialect.TooBigException {
        if (piece.isEmpty()) {
            return false;
        }
        grow(piece.length());
        text.append(piece);
        listener.text(piece);
        return true;
    }

    /**
     * More of a tool call.
     *
     * @param key tells the answer's calls apart
     * @param id empty when this piece has none; the first one counts
     * @param name as the id
     * @param piece of the arguments' JSON; may be empty
     */
    void call(Object key, String id, String name, String piece) throws Dialect.TooBigException {
        Call call = calls.get(key.toString());
        if (call == null) {
            if (calls.size() >= MAX_TOOL_CALLS) {
                throw new Dialect.TooBigException();
            }
            call = new Call(calls.size());
            calls.put(key.toString(), call);
        }
        grow(piece.length() + id.length() + name.length());
        call.id = call.id.isEmpty() ? id : call.id;
        call.name = call.name.isEmpty() ? name : call.name;
        call.arguments.append(piece);
        if (!call.announced || !piece.isEmpty()) {
            call.announced = true;
            listener.toolCall(call.position, call.id(), call.name, piece);
        }
    }

    /** Whether a call of that key has begun. */
    boolean calls(Object key) {
        return calls.containsKey(key.toString());
    }

    /** Whether any of that call's arguments are there. */
    boolean hasArguments(Object key) {
        Call call = calls.get(key.toString());
        return call != null && !call.arguments.isEmpty();
    }

    boolean isEmpty() {
        return text.isEmpty() && calls.isEmpty();
    }

    /** @param stopReason for an answer that calls no tool */
    ModelReply reply(ModelRef model, ModelReply.Usage usage, String stopReason) {
        List<Message.ToolCall> done = new ArrayList<>();
        for (Call call : calls.values()) {
            if (!call.name.isEmpty()) {
                String arguments = call.arguments.isEmpty() ? "{}" : call.arguments.toString();
                done.add(new Message.ToolCall(call.id(), call.name, arguments));
            }
        }
        return new ModelReply(model, text.toString(), done, usage, done.isEmpty() ? stopReason : "toolUse");
    }

    /** Counts what belongs to the answer and isn't shown. */
    void hidden(int length) throws Dialect.TooBigException {
        grow(length);
    }

    private void grow(int by) throws Dialect.TooBigException {
        size += by;
        if (size > MAX_SIZE) {
            throw new Dialect.TooBigException();
        }
    }
}
