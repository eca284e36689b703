package org.openclaw.appliance.cron;

import java.net.URI;
import java.time.Duration;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.openclaw.appliance.channel.Channel;
import org.openclaw.appliance.channel.ChannelState;
import org.openclaw.appliance.channel.Outbound;
import org.openclaw.appliance.channel.SendException;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.webhook.ReachPolicy;
import org.openclaw.appliance.webhook.WebhookClient;
import org.openclaw.appliance.webhook.WebhookException;

/**
 * Posts what became of runs to the addresses that jobs name, so far as {@code cron.webhookSsrfPolicy} lets it. Goes through the
 * outbound queue, so it is tried again; nobody but this package can send by it.
 */
public final class CronWebhook implements Channel {

    static final String ID = "cron-webhook";

    private final Supplier<Config> config;
    private final Supplier<WebhookClient> client;

    public CronWebhook(Supplier<Config> config, Supplier<WebhookClient> client) {
        this.config = config;
        this.client = client;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String label() {
        return "Webhook of scheduled jobs";
    }

    @Override
    public ChannelState state() {
        return ChannelState.READY;
    }

    /** Where to is known only when a job is done. */
    @Override
    public Optional<String> probe(Duration patience) {
        return Optional.empty();
    }

    /** @param message its target is the address, its text the document */
    @Override
    public String send(Outbound message) throws SendException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Idempotency-Key", message.id());
        config.get().secret("cron.webhookToken").ifPresent(token -> headers.put("Authorization", "Bearer " + token));
        try {
            client.get().post(
                    URI.create(message.to()), headers, message.text().getBytes(StandardCharsets.UTF_8),
                    ReachPolicy.of(config.get(), "cron.webhookSsrfPolicy"), WebhookClient.PATIENCE);
            return message.id();
        } catch (WebhookException e) {
            throw new SendException(
                    e.kind() == WebhookException.Kind.TEMPORARY ? SendException.Kind.TEMPORARY : SendException.Kind.REFUSED,
                    e.getMessage(), e.retryAfterMillis());
        } catch (IllegalArgumentException e) {
            throw new SendException(SendException.Kind.REFUSED, "the webhook's address makes no sense", 0);
        }
    }
}
