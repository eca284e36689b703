package org.openclaw.appliance.images.footprint;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * An OpenAI-compatible model that answers any request at once, as a stream of four pieces. Each connection has its own
 * virtual thread and may carry many requests.
 */
final class InstantProvider implements Closeable {

    private static final int MAX_HEADER_BYTES = 16 << 10;
    private static final byte[] ANSWER = answer().getBytes(StandardCharsets.UTF_8);

    private final ServerSocket server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());

    InstantProvider() throws IOException {
        Thread.ofVirtual().name("instant-provider").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The measurement is over.
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 4096);
            OutputStream out = socket.getOutputStream();
            while (skipRequest(in)) {
                out.write(ANSWER);
            }
        } catch (IOException gone) {
            // The gateway closed its connection.
        }
    }

    /** Reads one request to its end; false when there is none. */
    private static boolean skipRequest(InputStream in) throws IOException {
        StringBuilder header = new StringBuilder();
        while (header.indexOf("\r\n\r\n", Math.max(0, header.length() - 4)) < 0) {
            int next = in.read();
            if (next < 0 || header.length() > MAX_HEADER_BYTES) {
                return false;
            }
            header.append((char) next);
        }
        String text = header.toString().toLowerCase(Locale.ROOT);
        if (text.contains("transfer-encoding: chunked")) {
            skipChunks(in);
        } else {
            int at = text.indexOf("content-length:");
            in.skipNBytes(at < 0 ? 0 : Long.parseLong(text.substring(at + 15, text.indexOf('\r', at)).strip()));
        }
        return true;
    }

    private static void skipChunks(InputStream in) throws IOException {
        long size;
        do {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n' && next >= 0; next = in.read()) {
                line.append((char) next);
            }
            size = Long.parseLong(line.toString().strip(), 16);
            in.skipNBytes(size + 2);
        } while (size > 0);
    }

    private static String answer() {
        StringBuilder body = new StringBuilder();
        for (String piece : new String[] {"Hello ", "from ", "the ", "bench."}) {
            body.append(event("{\"content\":\"" + piece + "\"}", "null"));
        }
        body.append(event("{}", "\"stop\"")).append("data: [DONE]\n\n");
        return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String event(String delta, String finish) {
        return "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":0,\"model\":\"instant\","
                + "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}\n\n";
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
