package org.openclaw.appliance.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.openclaw.appliance.protocol.Json;

/** Asks {@code GET /startupz} how far a gateway's start has come. Needs no credentials, leaves no trace. */
public final class StartupProbe {

    private static final int LONGEST_ANSWER = 16 * 1024;

    /**
     * How far the start has come.
     *
     * @param status {@code starting}, {@code started} or {@code draining}
     * @param phase the step in progress while starting, else empty
     * @param uptimeMillis since this start began
     */
    public record Startup(String status, String phase, long uptimeMillis) {

        public boolean started() {
            return status.equals("started");
        }

        public boolean draining() {
            return status.equals("draining");
        }
    }

    private StartupProbe() {}

    /** One question, over before the patience is. @return empty when nobody answers, or somebody else than a gateway does */
    public static Optional<Startup> ask(Target target, Duration patience) {
        Deadline deadline = Deadline.in(patience);
        try (Socket plain = new Socket()) {
            InetAddress address = InetAddress.getByName(target.host());
            plain.connect(new InetSocketAddress(address, target.port()), deadline.millisLeft());
            try (Socket socket = target.tls() ? WebSocketStream.secure(plain, target, deadline) : plain) {
                return read(socket, target, deadline);
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Startup> read(Socket socket, Target target, Deadline deadline) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(("GET /startupz HTTP/1.0\r\nHost: " + target.authority() + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        byte[] answer = new byte[LONGEST_ANSWER];
        int length = 0;
        InputStream in = socket.getInputStream();
        while (length < answer.length) {
            socket.setSoTimeout(deadline.millisLeft());
            int count = in.read(answer, length, answer.length - length);
            if (count < 0) {
                break;
            }
            length += count;
        }
        return parse(new String(answer, 0, length, StandardCharsets.UTF_8));
    }

    private static Optional<Startup> parse(String answer) {
        int body = answer.indexOf("\r\n\r\n");
        if (!answer.startsWith("HTTP/1.") || body < 0) {
            return Optional.empty();
        }
        try {
            JsonNode json = Json.parse(answer.substring(body + 4));
            String status = json.path("status").asText();
            return switch (status) {
                case "starting", "started", "draining" ->
                    Optional.of(new Startup(status, json.path("phase").asText(), json.path("uptimeMs").asLong()));
                default -> Optional.empty();
            };
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
