package org.openclaw.appliance.webhook;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/** A web server that says what it is told to, and remembers what it was sent. */
public final class FakeReceiver implements AutoCloseable {

    private final ServerSocket server;
    private final Supplier<String> answer;
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

    private FakeReceiver(Supplier<String> answer) throws IOException {
        this.answer = answer;
        this.server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread.ofVirtual().start(this::serve);
    }

    public static FakeReceiver answering(String text) throws IOException {
        return new FakeReceiver(() -> text);
    }

    /** @param text asked for each time */
    public static FakeReceiver answering(Supplier<String> text) throws IOException {
        return new FakeReceiver(text);
    }

    /** Takes everything and says nothing. */
    static FakeReceiver silent() throws IOException {
        return new FakeReceiver(() -> null);
    }

    public String url(String path) {
        return "http://127.0.0.1:" + server.getLocalPort() + path;
    }

    /** Whole requests, head and body, in the order they came. */
    public BlockingQueue<String> requests() {
        return requests;
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void answer(Socket socket) {
        try {
            requests.add(request(socket.getInputStream()));
            String text = answer.get();
            if (text != null) {
                socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
                socket.close();
            }
        } catch (IOException e) {
            // The client went away, which is its right.
            requests.remove("");
        }
    }

    private static String request(InputStream in) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        int length = -1;
        while (true) {
            String text = read.toString(StandardCharsets.UTF_8);
            int end = text.indexOf("\r\n\r\n");
            if (end >= 0 && length < 0) {
                int at = text.indexOf("Content-Length: ") + 16;
                length = end + 4 + Integer.parseInt(text.substring(at, text.indexOf("\r\n", at)));
            }
            if (length >= 0 && read.size() >= length) {
                return text;
            }
            int next = in.read();
            if (next < 0) {
                return text;
            }
            read.write(next);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
