package org.openclaw.appliance.tailscale;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.openclaw.appliance.protocol.Json;

/**
 * tailscaled's local HTTP interface on its Unix socket. No process is started for it, which is what counts on a small board;
 * but Tailscale doesn't promise that it stays the same, so {@link TailscaleCli} is there as well.
 */
final class LocalApi implements Tailnet {

    private static final String PREFIX = "/localapi/v0/";
    private static final String HTTPS = "443";
    private static final int MOST_BYTES = 256 * 1024;
    private static final long DEADLINE_MILLIS = 5_000;

    private record Answer(int status, String etag, String body) {}

    private final Path socket;
    private final ScheduledExecutorService scheduler;

    LocalApi(Path socket, ScheduledExecutorService scheduler) {
        this.socket = socket;
        this.scheduler = scheduler;
    }

    /** Whether there is a socket to try. */
    boolean present() {
        return Files.exists(socket);
    }

    @Override
    public JsonNode status() throws TailscaleException {
        return json(ask("GET", "status?peers=false", "", ""));
    }

    @Override
    public JsonNode whois(String address) throws TailscaleException {
        return json(ask("GET", "whois?addr=" + URLEncoder.encode(address, StandardCharsets.UTF_8), "", ""));
    }

    @Override
    public void serve(Route route, boolean funnel) throws TailscaleException {
        Answer before = ask("GET", "serve-config", "", "");
        ObjectNode config = object(json(before));
        config.withObjectProperty("TCP").putObject(HTTPS).put("HTTPS", true);
        config.withObjectProperty("Web").withObjectProperty(site(route)).withObjectProperty("Handlers")
                .putObject("/").put("Proxy", route.target());
        if (funnel) {
            config.withObjectProperty("AllowFunnel").put(site(route), true);
        } else {
            config.withObjectProperty("AllowFunnel").remove(site(route));
        }
        json(ask("POST", "serve-config", config.toString(), before.etag()));
    }

    @Override
    public void release(Route route) throws TailscaleException {
        Answer before = ask("GET", "serve-config", "", "");
        ObjectNode config = object(json(before));
        JsonNode handlers = config.path("Web").path(site(route)).path("Handlers");
        if (!handlers.path("/").path("Proxy").asText().equals(route.target())) {
            return;
        }
        ((ObjectNode) handlers).remove("/");
        config.withObjectProperty("AllowFunnel").remove(site(route));
        if (handlers.isEmpty()) {
            config.withObjectProperty("Web").remove(site(route));
            config.withObjectProperty("TCP").remove(HTTPS);
        }
        json(ask("POST", "serve-config", config.toString(), before.etag()));
    }

    private static String site(Route route) {
        return route.host() + ":" + HTTPS;
    }

    private static ObjectNode object(JsonNode answer) {
        return answer instanceof ObjectNode object ? object : Json.object();
    }

    private static JsonNode json(Answer answer) throws TailscaleException {
        if (answer.status() == 403) {
            throw new TailscaleException("this user may not ask tailscaled; run `tailscale set --operator=$USER` once as root");
        }
        if (answer.status() / 100 != 2) {
            throw new TailscaleException("tailscaled answered " + answer.status() + ": " + printable(answer.body()));
        }
        try {
            return answer.body().isBlank() ? Json.object() : Json.parse(answer.body());
        } catch (JsonProcessingException e) {
            throw new TailscaleException("tailscaled answered something that isn't JSON");
        }
    }

    /** Asks in HTTP/1.0, so that the answer ends where the connection does. */
    private Answer ask(String method, String path, String body, String ifMatch) throws TailscaleException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head = method + " " + PREFIX + path + " HTTP/1.0\r\nHost: local-tailscaled.sock\r\nContent-Length: "
                + content.length + "\r\n" + (ifMatch.isEmpty() ? "" : "If-Match: " + ifMatch + "\r\n") + "\r\n";
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            Future<?> deadline = scheduler.schedule(() -> close(channel), DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                write(channel, head.getBytes(StandardCharsets.US_ASCII));
                write(channel, content);
                return answer(read(channel));
            } finally {
                deadline.cancel(false);
            }
        } catch (IOException e) {
            throw new TailscaleException("tailscaled doesn't answer on " + socket + "; is it running?");
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    private static String read(SocketChannel channel) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer chunk = ByteBuffer.allocate(8 * 1024);
        while (channel.read(chunk.clear()) >= 0) {
            all.write(chunk.array(), 0, chunk.position());
            if (all.size() > MOST_BYTES) {
                throw new IOException("answer too long");
            }
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private static Answer answer(String text) throws IOException {
        int end = text.indexOf("\r\n\r\n");
        if (end < 0 || !text.matches("(?s)HTTP/1\\.[01] \\d{3}.*")) {
            throw new IOException("no HTTP answer");
        }
        String etag = "";
        for (String line : text.substring(0, end).split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("etag:")) {
                etag = line.substring(5).strip();
            }
        }
        return new Answer(Integer.parseInt(text.substring(9, 12)), etag, text.substring(end + 4));
    }

    private static String printable(String text) {
        String line = text.strip().replaceAll("\\p{Cntrl}", " ");
        return line.length() > 200 ? line.substring(0, 200) : line;
    }
}
