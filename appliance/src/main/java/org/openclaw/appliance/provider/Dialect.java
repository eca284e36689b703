package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** An API that models are asked through: what a request looks like and what the pieces of an answer mean. */
interface Dialect {

    /** The address requests go to. */
    String address(Endpoint endpoint);

    /** The address that lists the models. */
    default String listAddress(Endpoint endpoint) {
        return endpoint.baseUrl() + "/models";
    }

    /** The address that turns texts into vectors; empty where the API has none. */
    default String embeddingsAddress(Endpoint endpoint) {
        return endpoint.baseUrl() + "/embeddings";
    }

    /** The header fields that carry the key and the API's version. */
    Map<String, String> headers(Endpoint endpoint);

    RequestBody body(Question question);

    Answer answer(ModelListener listener);

    /** Whether the pieces of an answer come as JSON objects, one a line, and not as server-sent events. */
    default boolean lines() {
        return false;
    }

    /** The usual way to show a key. */
    static Map<String, String> bearer(Endpoint endpoint) {
        return endpoint.apiKey() == null ? Map.of() : Map.of("Authorization", "Bearer " + endpoint.apiKey());
    }

    /** A request's JSON, written straight to a stream: a long conversation is never held twice. */
    @FunctionalInterface
    interface RequestBody {

        void writeTo(OutputStream out) throws IOException;

        /** The length in bytes, known by writing it to nowhere: a fixed length is what every server takes. */
        default long length() throws IOException {
            CountingStream counting = new CountingStream();
            writeTo(counting);
            return counting.count;
        }
    }

    /** An answer as it grows. Used by one thread. */
    interface Answer {

        /** Takes an event's data. @return whether it held a part of an answer, be it only a piece of reasoning */
        boolean chunk(JsonNode chunk) throws TooBigException;

        /** Takes a whole answer from a provider that doesn't stream. @return false when it holds no message */
        boolean whole(JsonNode document) throws TooBigException;

        /** Whether the end of the text and tool calls is there. */
        boolean finished();

        /** Whether everything one may expect after that end is there too, such as token counts. */
        boolean complete();

        boolean isEmpty();

        /** Whether the provider's own filter withheld the answer. */
        boolean withheld();

        ModelReply reply(ModelRef model);

        /** What a piece of an answer says went wrong; anything but an object or a text when all is well. */
        default JsonNode error(JsonNode chunk) {
            return chunk.path("error");
        }
    }

    /** The answer is bigger than any model's. */
    final class TooBigException extends Exception {
        TooBigException() {
            super("too big", null, false, false);
        }
    }

    /** Counts what is written to it. */
    final class CountingStream extends OutputStream {

        private long count;

        @Override
        public void write(int value) {
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            count += length;
        }
    }
}
