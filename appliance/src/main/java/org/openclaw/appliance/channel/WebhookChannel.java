package org.openclaw.appliance.channel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.KeyPath;
import org.openclaw.appliance.config.SecretInput;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.webhook.ReachPolicy;
import org.openclaw.appliance.webhook.WebhookClient;
import org.openclaw.appliance.webhook.WebhookException;

/**
 * Posts messages to an address of the operator's own, configured under {@value #SECTION}: for scripts and home servers. The
 * receiver tells a repetition by the header {@code Idempotency-Key}.
 */
public final class WebhookChannel implements Channel {

    public static final String ID = "webhook";

    /** Where the configuration says what is taken in. */
    public static final String INBOUND = "channels.webhook.inbound";

    private static final String SECTION = "channels.webhook";
    private static final int MOST_PATIENCE_SECONDS = 60;

    private final Supplier<Config> config;
    private final Supplier<WebhookClient> client;
    private final Clock clock;

    public WebhookChannel(Supplier<Config> config, Supplier<WebhookClient> client, Clock clock) {
        this.config = config;
        this.client = client;
        this.clock = clock;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String label() {
        return "Webhook";
    }

    @Override
    public ChannelState state() {
        Config now = config.get();
        if (!now.at(SECTION).isObject()) {
            return ChannelState.ABSENT;
        }
        if (!now.flag(SECTION + ".enabled", true)) {
            return new ChannelState(ChannelState.Kind.OFF, "channels.webhook.enabled is false");
        }
        String address = now.text(SECTION + ".url").orElse("");
        if (!WebhookClient.isAddress(address)) {
            return new ChannelState(
                    ChannelState.Kind.OFF, "channels.webhook.url must be an address that begins with http:// or https://");
        }
        return Credentials.of(now).trouble()
                .map(reason -> new ChannelState(ChannelState.Kind.OFF, reason))
                .orElse(ChannelState.READY);
    }

    /**
     * The header fields a post proves itself with.
     *
     * @param trouble why one of them can't be had: without it the receiver would refuse the message for good
     */
    private record Credentials(Map<String, String> fields, Optional<String> trouble) {

        static Credentials of(Config config) {
            Map<String, String> fields = new LinkedHashMap<>();
            List<String> troubles = new ArrayList<>();
            add(fields, troubles, "Authorization", "Bearer ", secret(config, "token"));
            for (String name : (Iterable<String>) config.at(SECTION + ".headers")::fieldNames) {
                add(fields, troubles, name, "", secret(config, "headers", name));
            }
            return new Credentials(fields, troubles.stream().findFirst());
        }

        private static SecretInput secret(Config config, String... below) {
            List<String> keys = new ArrayList<>(KeyPath.parse(SECTION));
            keys.addAll(List.of(below));
            return SecretInput.at(config, keys, name -> null);
        }

        private static void add(
                Map<String, String> fields, List<String> troubles, String name, String prefix, SecretInput secret) {
            switch (secret) {
                case SecretInput.Known(String value) -> fields.put(name, prefix + value);
                case SecretInput.Unresolved(String reason) -> troubles.add(reason);
                case SecretInput.Absent() -> { }
            }
        }
    }

    @Override
    public String inboundSection() {
        return INBOUND;
    }

    @Override
    public String send(Outbound message) throws SendException {
        Config now = config.get();
        Credentials credentials = Credentials.of(now);
        if (credentials.trouble().isPresent()) {
            throw new SendException(SendException.Kind.TEMPORARY, "webhook: " + credentials.trouble().get(), 0);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Idempotency-Key", message.id());
        headers.putAll(credentials.fields());
        ObjectNode body = message.json().put("channel", ID).put("ts", clock.millis());
        try {
            client.get().post(
                    URI.create(now.text(SECTION + ".url").orElse("")), headers, Json.bytes(body), ReachPolicy.ANY, patience(now));
            return message.id();
        } catch (WebhookException e) {
            throw new SendException(kind(e.kind()), "webhook: " + e.getMessage(), e.retryAfterMillis());
        } catch (IllegalArgumentException e) {
            throw new SendException(SendException.Kind.UNAVAILABLE, state().detail(), 0);
        }
    }

    /** A post would be a message, so this is a connection and nothing more. */
    @Override
    public Optional<String> probe(Duration patience) {
        URI address = URI.create(config.get().text(SECTION + ".url").orElse(""));
        int port = address.getPort() > 0 ? address.getPort() : "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.getHost(), port), (int) Math.max(1, patience.toMillis()));
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of(address.getHost() + ":" + port + " does not answer (" + e.getMessage() + ")");
        }
    }

    private static SendException.Kind kind(WebhookException.Kind kind) {
        return switch (kind) {
            case FORBIDDEN -> SendException.Kind.UNAVAILABLE;
            case REFUSED -> SendException.Kind.REFUSED;
            case TEMPORARY -> SendException.Kind.TEMPORARY;
        };
    }

    private static Duration patience(Config config) {
        long seconds = config.number(SECTION + ".timeoutSeconds").orElse(WebhookClient.PATIENCE.toSeconds());
        return Duration.ofSeconds(Math.clamp(seconds, 1, MOST_PATIENCE_SECONDS));
    }
}
