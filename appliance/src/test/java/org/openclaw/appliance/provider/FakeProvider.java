package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openclaw.appliance.protocol.Json;

/**
 * A model provider on a real port of this machine that speaks the real chat-completions wire format, well or badly. Each
 * connection is answered by a script, one request per connection.
 */
public final class FakeProvider implements AutoCloseable {

    private static final int KEPT_REQUESTS = 1_000;

    /** Plays one answer. An {@link IOException} means that the client has gone. */
    @FunctionalInterface
    public interface Script {
        void play(Request request, Answer answer) throws IOException;
    }

    /** What a client asked. @param headers by their names in lower case */
    public record Request(String path, Map<String, String> headers, JsonNode body) {

        public String model() {
            return body.path("model").asText();
        }

        /** The text of the last message of role {@code user}. */
        public String lastUserText() {
            String last = "";
            for (JsonNode message : body.path("messages")) {
                if (message.path("role").asText().equals("user")) {
                    last = message.path("content").asText();
                }
            }
            return last;
        }

        /** Whether the conversation ends with a tool's result. */
        public boolean endsWithToolResult() {
            JsonNode messages = body.path("messages");
            return messages.path(messages.size() - 1).path("role").asText().equals("tool");
        }
    }

    private final ServerSocket server;
    private final Script script;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Semaphore arrivals = new Semaphore(0);
    private final Semaphore hangUps = new Semaphore(0);

    private FakeProvider(int port, Script script) throws IOException {
        this.script = script;
        this.server = new ServerSocket(port, 200, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("fake-provider").start(this::accept);
    }

    /** Starts on a free port. */
    public static FakeProvider start(Script script) throws IOException {
        return new FakeProvider(0, script);
    }

    /** Starts on a port; 0 for a free one. */
    public static FakeProvider start(int port, Script script) throws IOException {
        return new FakeProvider(port, script);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** What to put into {@code models.providers.<id>.baseUrl}. */
    public String baseUrl() {
        return "http://127.0.0.1:" + port() + "/v1";
    }

    /** The requests so far, oldest first, at most the first {@value #KEPT_REQUESTS}. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Waits for so many further requests. @return false when they didn't come in time */
    public boolean awaitRequests(int count) throws InterruptedException {
        return arrivals.tryAcquire(count, 20, TimeUnit.SECONDS);
    }

    /** Waits until so many further clients have closed their connections during an {@link Answer#hang()}. */
    public boolean awaitHangUps(int count) throws InterruptedException {
        return hangUps.tryAcquire(count, 20, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().name("fake-provider-client").start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Request request = read(in);
            if (requests.size() < KEPT_REQUESTS) {
                requests.add(request);
            }
            arrivals.release();
            script.play(request, new Answer(socket, in, hangUps));
        } catch (IOException e) {
            // The client went away, or the test is over.
        } finally {
            open.remove(socket);
        }
    }

    private static Request read(InputStream in) throws IOException {
        String[] start = line(in).split(" ");
        if (start.length != 3) {
            throw new IOException("no HTTP request");
        }
        Map<String, String> headers = new HashMap<>();
        for (String field = line(in); !field.isEmpty(); field = line(in)) {
            int colon = field.indexOf(':');
            if (colon < 0) {
                throw new IOException("no HTTP header");
            }
            headers.put(field.substring(0, colon).toLowerCase(Locale.ROOT), field.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = in.readNBytes(length);
        return new Request(start[1], headers, length == 0 ? Json.object() : Json.mapper().readTree(body));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("client gone");
            }
            text.append((char) next);
        }
        return text.toString().strip();
    }

    /** The answer a script writes, byte by byte if it likes. Everything is sent at once. */
    public static final class Answer {

        private final Socket socket;
        private final OutputStream out;
        private final InputStream in;
        private final Semaphore hangUps;
        private boolean chunked;

        private Answer(Socket socket, InputStream in, Semaphore hangUps) throws IOException {
            this.socket = socket;
            this.out = socket.getOutputStream();
            this.in = in;
            this.hangUps = hangUps;
        }

        /** Sends bytes as they are. */
        public Answer raw(String text) throws IOException {
            return raw(text.getBytes(StandardCharsets.UTF_8));
        }

        /** Sends bytes as they are. */
        public Answer raw(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
            return this;
        }

        /** Sends the header of a chunked event stream. */
        public Answer streamHeader() throws IOException {
            chunked = true;
            return raw("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        }

        /** Sends a piece of the body, as a chunk of its own where the body is chunked. */
        public Answer body(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (!chunked) {
                return raw(bytes);
            }
            return raw(Integer.toHexString(bytes.length) + "\r\n").raw(bytes).raw("\r\n");
        }

        /** Sends an event. */
        public Answer event(Object json) throws IOException {
            return body("data: " + (json instanceof String text ? text : Json.text(json)) + "\n\n");
        }

        /** Sends a piece of text. */
        public Answer text(String delta) throws IOException {
            return event(chunk(Json.object().put("content", delta), null));
        }

        /** Sends the end: its reason, the token counts, {@code [DONE]}, and the end of the body. */
        public void finish(String reason) throws IOException {
            event(chunk(Json.object(), reason));
            ObjectNode usage = Json.object();
            usage.putArray("choices");
            usage.putObject("usage")
                    .put("prompt_tokens", 12).put("completion_tokens", 5).put("total_tokens", 17)
                    .putObject("prompt_tokens_details").put("cached_tokens", 2);
            event(usage);
            event("[DONE]");
            endBody();
        }

        /** Ends the body without another event. */
        public void endBody() throws IOException {
            if (chunked) {
                raw("0\r\n\r\n");
            }
        }

        /** Sends a whole document with a status and further header lines, each without its line end. */
        public void document(int status, Object json, String... headers) throws IOException {
            byte[] bytes = json instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : Json.bytes(json);
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Whatever\r\nContent-Type: application/json\r\n");
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            raw(head + "Content-Length: " + bytes.length + "\r\n\r\n").raw(bytes);
        }

        /** Says nothing more until the client closes its end. */
        public void hang() throws IOException {
            try {
                in.transferTo(OutputStream.nullOutputStream());
            } finally {
                hangUps.release();
            }
        }

        /** Closes the connection hard, as a crash does: the client sees a reset. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        public static ObjectNode chunk(ObjectNode delta, String finishReason) {
            ObjectNode chunk = Json.object().put("id", "chatcmpl-1").put("object", "chat.completion.chunk");
            ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
            choice.set("delta", delta);
            choice.put("finish_reason", finishReason);
            return chunk;
        }
    }
}
