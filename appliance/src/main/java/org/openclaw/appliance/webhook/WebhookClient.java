package org.openclaw.appliance.webhook;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.openclaw.appliance.outbound.Outbound;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Posts JSON over HTTP/1.1 (RFC 9112), one connection each, and looks at no more of the answer than its status. No redirect is
 * followed: it would lead past the policy. The address that is connected to is the one that was checked, so a name can't
 * change its mind in between. Thread-safe; {@link #post} blocks.
 */
public final class WebhookClient {

    /** How long one post may take, unless the caller says otherwise. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int CONNECT_MILLIS = 5_000;
    private static final int MOST_HEAD = 16 * 1024;
    private static final int MOST_LINES = 100;
    private static final long LONGEST_RETRY_SECONDS = 24 * 60 * 60;
    private static final TaggedLogger LOG = Logger.tag("webhook");

    private final Outbound outbound;
    private final ScheduledExecutorService scheduler;

    /**
     * @param outbound whose certificates are believed, and how names are looked up
     * @param scheduler ends what takes too long
     */
    public WebhookClient(Outbound outbound, ScheduledExecutorService scheduler) {
        this.outbound = outbound;
        this.scheduler = scheduler;
    }

    /**
     * Posts; returns once the receiver has said 2xx.
     *
     * @param headers besides those of every post; must be made of visible ASCII characters and blanks
     * @param patience for everything together
     */
    public void post(URI address, Map<String, String> headers, byte[] body, ReachPolicy policy, Duration patience)
            throws WebhookException {
        boolean tls = secure(address);
        String host = host(address);
        int port = address.getPort() > 0 ? address.getPort() : tls ? 443 : 80;
        byte[] head = head(address, host, headers, body.length);
        InetAddress target = resolve(host, policy);
        try (Socket plain = new Socket()) {
            Future<?> deadline =
                    scheduler.schedule(() -> closeQuietly(plain), patience.toMillis(), TimeUnit.MILLISECONDS);
            try {
                plain.connect(
                        new InetSocketAddress(target, port), (int) Math.min(CONNECT_MILLIS, patience.toMillis()));
                try (Socket socket = tls ? secured(plain, host, port) : plain) {
                    socket.getOutputStream().write(head);
                    socket.getOutputStream().write(body);
                    socket.getOutputStream().flush();
                    judge(host, socket.getInputStream());
                }
            } finally {
                deadline.cancel(false);
            }
        } catch (IOException e) {
            String doubt = e instanceof SSLException ? outbound.clockDoubt().map(" "::concat).orElse("") : "";
            throw WebhookException.temporary("no answer from " + host + " ("
                    + (plainText(e).isEmpty() ? e.getClass().getSimpleName() : plainText(e)) + ")" + doubt);
        }
    }

    /** Whether a text is an address that can be posted to. */
    public static boolean isAddress(String text) {
        try {
            URI address = URI.create(text);
            secure(address);
            host(address);
            return true;
        } catch (IllegalArgumentException | WebhookException e) {
            return false;
        }
    }

    private static boolean secure(URI address) throws WebhookException {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw WebhookException.forbidden("a webhook address must begin with http:// or https://");
        }
        return scheme.equals("https");
    }

    private static String host(URI address) throws WebhookException {
        String host = address.getHost();
        if (host == null || host.isEmpty() || address.getRawUserInfo() != null) {
            throw WebhookException.forbidden("a webhook address must name a host, and no user");
        }
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private InetAddress resolve(String host, ReachPolicy policy) throws WebhookException {
        if (policy.blocks(host)) {
            throw WebhookException.forbidden("the webhook policy blocks " + host);
        }
        InetAddress[] addresses;
        try {
            addresses = outbound.lookUp(host);
        } catch (UnknownHostException e) {
            throw WebhookException.temporary("the name " + host + " can't be resolved");
        }
        for (InetAddress address : addresses) {
            if (!policy.admits(host, address)) {
                throw WebhookException.forbidden("the webhook policy forbids " + host
                        + ": it leads to an address that isn't public. Name it under allowedHostnames to allow it");
            }
        }
        return addresses[0];
    }

    private static byte[] head(URI address, String host, Map<String, String> headers, int length) throws WebhookException {
        String path = address.getRawPath() == null || address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        StringBuilder head = new StringBuilder("POST ").append(path);
        if (address.getRawQuery() != null) {
            head.append('?').append(address.getRawQuery());
        }
        head.append(" HTTP/1.1\r\nHost: ").append(host.indexOf(':') >= 0 ? "[" + host + "]" : host);
        if (address.getPort() > 0) {
            head.append(':').append(address.getPort());
        }
        head.append("\r\nContent-Type: application/json\r\nContent-Length: ").append(length)
                .append("\r\nConnection: close\r\nUser-Agent: OpenClaw-Appliance\r\n");
        for (Map.Entry<String, String> header : headers.entrySet()) {
            if (!visible(header.getKey()) || !visible(header.getValue())) {
                throw WebhookException.forbidden("the webhook header " + header.getKey().strip() + " has characters that can't be sent");
            }
            head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean visible(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    }

    private Socket secured(Socket plain, String host, int port) throws IOException {
        SSLSocket socket = (SSLSocket) outbound.tlsSockets().createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static void judge(String host, InputStream in) throws IOException, WebhookException {
        InputStream answer = new BufferedInputStream(in, 1024);
        int[] budget = {MOST_HEAD};
        int status = status(line(answer, budget));
        // Interim answers (RFC 9110 §15.2) precede the one that counts.
        for (int interim = 0; status < 200 && interim < 8; interim++) {
            skipHeaders(answer, budget);
            status = status(line(answer, budget));
        }
        if (status >= 200 && status < 300) {
            return;
        }
        long retryAfter = skipHeaders(answer, budget);
        boolean later = status == 408 || status == 425 || status == 429 || status >= 500;
        throw new WebhookException(
                later ? WebhookException.Kind.TEMPORARY : WebhookException.Kind.REFUSED,
                host + " answered with HTTP status " + status,
                retryAfter);
    }

    private static int status(String line) throws IOException {
        String[] parts = line.split(" ", 3);
        try {
            int status = parts[0].startsWith("HTTP/1.") && parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
            if (status >= 100 && status <= 599) {
                return status;
            }
        } catch (NumberFormatException e) {
            throw new IOException("what came is not HTTP", e);
        }
        throw new IOException("what came is not HTTP");
    }

    /** @return milliseconds of {@code Retry-After}; 0 where there is none */
    private static long skipHeaders(InputStream in, int[] budget) throws IOException {
        long retryAfter = 0;
        for (int i = 0; i < MOST_LINES; i++) {
            String line = line(in, budget);
            if (line.isEmpty()) {
                return retryAfter;
            }
            if (line.regionMatches(true, 0, "retry-after:", 0, 12)) {
                retryAfter = seconds(line.substring(12).strip()) * 1000;
            }
        }
        throw new IOException("too many header lines");
    }

    // A date is possible, too (RFC 9110 §10.2.3); a clock that may be wrong can't make use of one.
    private static long seconds(String text) {
        try {
            return Math.clamp(Long.parseLong(text), 0, LONGEST_RETRY_SECONDS);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String line(InputStream in, int[] budget) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(64);
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the connection ended early");
            }
            if (--budget[0] < 0) {
                throw new IOException("the answer's header is too long");
            }
            if (next == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1).strip();
            }
            line.write(next);
        }
    }

    private static String plainText(IOException e) {
        return e.getMessage() == null ? "" : e.getMessage().replaceAll("\\s+", " ").strip();
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing a connection failed: {}", e.getMessage());
        }
    }
}
