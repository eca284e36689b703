package org.openclaw.appliance.inbound;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.openclaw.appliance.access.FailedAttempts;
import org.openclaw.appliance.channel.WebhookChannel;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.Image;
import org.openclaw.appliance.server.HttpCall;

/**
 * Takes messages that other programs post, for the webhook channel: {@code channels.webhook.inbound}. Whoever has its secret
 * may speak for anybody, so who may talk to the agent is still told by {@code dmPolicy} and its kin. Thread-safe.
 */
public final class WebhookInbound {

    static final String USUAL_PATH = "/webhook/inbound";

    private static final FailedAttempts.Policy GUESSES = new FailedAttempts.Policy(20, 60_000, 60_000, false);
    private static final int USUAL_BYTES = 256 * 1024;
    private static final int USUAL_PER_MINUTE = 60;
    private static final String BEARER = "Bearer ";

    private final Supplier<Config> config;
    private final Supplier<? extends Inbound> inbound;
    private final FailedAttempts failures;
    private final MessageRate rate;

    /** @param inbound made when the first message comes @param uptimeMillis a clock that never jumps */
    public WebhookInbound(Supplier<Config> config, Supplier<? extends Inbound> inbound, LongSupplier uptimeMillis) {
        this.config = config;
        this.inbound = inbound;
        this.failures = new FailedAttempts(GUESSES, uptimeMillis);
        this.rate = new MessageRate(uptimeMillis);
    }

    /** Whether the configuration has messages taken here. */
    public static boolean configured(Config config) {
        return config.at(WebhookChannel.INBOUND).isObject()
                && config.flag("channels.webhook.enabled", true)
                && config.flag(WebhookChannel.INBOUND + ".enabled", true);
    }

    void answer(HttpCall call) throws IOException {
        Config now = config.get();
        if (!configured(now)) {
            refuse(call, 404, "nothing is taken here; configure channels.webhook.inbound");
        } else if (!call.method().equals("POST")) {
            refuse(call.with("Allow", "POST"), 405, "post the message here");
        } else if (admitted(call, now)) {
            take(call, now);
        }
    }

    private boolean admitted(HttpCall call, Config now) throws IOException {
        String client = call.peer().address();
        Optional<String> secret = now.secret(WebhookChannel.INBOUND + ".secret").filter(text -> !text.isEmpty());
        if (secret.isEmpty()) {
            refuse(call, 401, "channels.webhook.inbound.secret is not set, so nobody may post here");
            return false;
        }
        // Compared in constant time, and a right one is taken even from somebody who guessed wrong before.
        if (MessageDigest.isEqual(bytes(given(call)), bytes(secret.get()))) {
            failures.succeeded(client);
            return true;
        }
        long locked = failures.lockedForMillis(client);
        if (locked > 0) {
            tooMany(call, locked, "too many wrong secrets; wait");
        } else {
            failures.failed(client);
            refuse(call, 401, "wrong or missing secret; send channels.webhook.inbound.secret as \"Authorization: Bearer <secret>\""
                    + " or as X-Webhook-Secret");
        }
        return false;
    }

    private static String given(HttpCall call) {
        return call.header("Authorization")
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(header -> header.substring(BEARER.length()).strip())
                .or(() -> call.header("X-Webhook-Secret").map(String::strip))
                .orElse("");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void take(HttpCall call, Config now) throws IOException {
        int perMinute = (int) now.number(WebhookChannel.INBOUND + ".perMinute").orElse(USUAL_PER_MINUTE);
        long wait = rate.take(perMinute);
        if (wait > 0) {
            tooMany(call, wait, "more than " + perMinute + " messages in a minute; raise channels.webhook.inbound.perMinute or wait");
            return;
        }
        int most = (int) now.number(WebhookChannel.INBOUND + ".maxBytes").orElse(USUAL_BYTES);
        try {
            accept(call, message(Json.parse(new String(call.body(most), StandardCharsets.UTF_8))));
        } catch (HttpCall.TooLarge e) {
            refuse(call, 413, "the message is larger than channels.webhook.inbound.maxBytes, " + most + " bytes");
        } catch (JsonProcessingException e) {
            refuse(call, 400, "the body is not JSON: " + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            refuse(call, 400, e.getMessage());
        }
    }

    private void accept(HttpCall call, InboundMessage message) throws IOException {
        try {
            ObjectNode answer = Json.object().put("ok", true);
            switch (inbound.get().accept(message)) {
                case Acceptance.Accepted(long id) -> call.json(202, answer.put("state", "accepted").put("queueId", id));
                case Acceptance.Duplicate() -> call.json(202, answer.put("state", "duplicate"));
                case Acceptance.Overheard() -> call.json(202, answer.put("state", "overheard"));
                case Acceptance.Pairing() -> call.json(202, answer.put("state", "pairing"));
                case Acceptance.Refused(String reason) ->
                    call.json(403, Json.object().put("ok", false).put("state", "refused").put("error", reason));
            }
        } catch (NotAcceptedException e) {
            long seconds = (e.retryAfterMillis() + 999) / 1000;
            refuse(call.with("Retry-After", Long.toString(seconds)), 503, e.getMessage());
        }
    }

    /** @throws IllegalArgumentException with a sentence: what is wrong with it */
    private static InboundMessage message(JsonNode body) {
        JsonNode from = body.path("from");
        JsonNode chat = body.path("chat");
        String sender = text(from, "id", "from.id");
        String kind = chat.path("kind").asText("direct");
        if (!kind.equals("direct") && !kind.equals("group")) {
            throw new IllegalArgumentException("chat.kind must be direct or group");
        }
        boolean group = kind.equals("group");
        String chatId = group || chat.hasNonNull("id") ? text(chat, "id", "chat.id") : sender;
        return new InboundMessage(
                WebhookChannel.ID,
                null,
                text(body, "id", "id"),
                new InboundMessage.Chat(
                        group ? InboundMessage.Kind.GROUP : InboundMessage.Kind.DIRECT, chatId,
                        chat.hasNonNull("threadId") ? text(chat, "threadId", "chat.threadId") : null,
                        chat.path("title").textValue()),
                new InboundMessage.Person(sender, from.path("name").textValue(), from.path("username").textValue()),
                body.path("text").asText(""),
                body.path("mentioned").asBoolean(),
                images(body.path("images")),
                body.path("sentAt").asLong());
    }

    private static String text(JsonNode node, String name, String shown) {
        JsonNode value = node.path(name);
        if (!value.isTextual() && !value.isIntegralNumber()) {
            throw new IllegalArgumentException(shown + " is required: a text or a whole number");
        }
        return value.asText();
    }

    private static List<Image> images(JsonNode nodes) {
        if (nodes.size() > Image.MOST) {
            throw new IllegalArgumentException("a message has at most " + Image.MOST + " images");
        }
        List<Image> images = new ArrayList<>();
        for (JsonNode node : nodes) {
            images.add(Image.of(node.path("mimeType").asText(), node.path("content").asText()));
        }
        return images;
    }

    private static void tooMany(HttpCall call, long millis, String sentence) throws IOException {
        refuse(call.with("Retry-After", Long.toString((millis + 999) / 1000)), 429, sentence);
    }

    private static void refuse(HttpCall call, int status, String sentence) throws IOException {
        call.json(status, Json.object().put("ok", false).put("error", sentence));
    }
}
