package org.openclaw.appliance.tailscale;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers on a Unix socket as tailscaled's local interface does, as far as the gateway asks. */
final class FakeTailscaled implements AutoCloseable {

    final List<String> requests = new CopyOnWriteArrayList<>();
    volatile String state = "Running";
    volatile String keyExpiry = "2030-01-01T00:00:00Z";
    volatile String certDomains = "[\"board.tail.ts.net\"]";
    volatile String serveConfig = "{}";
    volatile int serveStatus = 200;
    volatile boolean silent;
    private final ServerSocketChannel server;
    private final Path socket;

    FakeTailscaled(Path socket) throws IOException {
        this.socket = socket;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::serve);
    }

    private void serve() {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                Thread.ofVirtual().start(() -> answer(channel));
            }
        } catch (ClosedChannelException e) {
            requests.add("closed");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(SocketChannel channel) {
        try (channel) {
            String request = read(channel);
            requests.add(request.substring(0, request.indexOf(" HTTP/")));
            if (silent) {
                channel.read(ByteBuffer.allocate(1));
                return;
            }
            String body = body(request);
            int status = request.startsWith("POST") ? serveStatus : body.isEmpty() ? 404 : 200;
            channel.write(ByteBuffer.wrap(("HTTP/1.0 " + status + " X\r\nEtag: \"abc\"\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8)));
        } catch (AsynchronousCloseException e) {
            requests.add("closed");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(SocketChannel channel) throws IOException {
        StringBuilder text = new StringBuilder();
        ByteBuffer bytes = ByteBuffer.allocate(8192);
        while (!complete(text)) {
            if (channel.read(bytes.clear()) < 0) {
                break;
            }
            text.append(StandardCharsets.UTF_8.decode(bytes.flip()));
        }
        return text.toString();
    }

    private static boolean complete(StringBuilder text) {
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        String length = text.substring(text.indexOf("Content-Length: ") + 16).split("\r\n")[0];
        return text.length() >= end + 4 + Integer.parseInt(length);
    }

    private String body(String request) {
        if (request.contains("/localapi/v0/status")) {
            return "{\"BackendState\":\"" + state + "\",\"CertDomains\":" + certDomains
                    + ",\"Self\":{\"DNSName\":\"board.tail.ts.net.\",\"KeyExpiry\":\"" + keyExpiry + "\"}}";
        }
        if (request.contains("/whois?addr=100.101.102.103 ")) {
            return "{\"UserProfile\":{\"LoginName\":\"ann@example.com\"}}";
        }
        if (request.startsWith("POST /localapi/v0/serve-config")) {
            if (serveStatus == 200) {
                serveConfig = request.substring(request.indexOf("\r\n\r\n") + 4);
            }
            return "{}";
        }
        return request.contains("serve-config") ? serveConfig : "";
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(socket);
    }
}
