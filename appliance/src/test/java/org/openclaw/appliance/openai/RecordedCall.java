package org.openclaw.appliance.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.openclaw.appliance.access.Grant;
import org.openclaw.appliance.access.Peer;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.server.HttpCall;

/** An HTTP call without a network. */
final class RecordedCall implements HttpCall {

    private final String rest;
    private final byte[] body;
    private final Map<String, String> headers = new HashMap<>();
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    final CompletableFuture<Runnable> onDisconnect = new CompletableFuture<>();
    Grant grant = Grant.owner("token");
    int status;

    RecordedCall(String rest, String body) {
        this.rest = rest;
        this.body = body.getBytes(StandardCharsets.UTF_8);
    }

    RecordedCall header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    String text() {
        return answer.toString(StandardCharsets.UTF_8);
    }

    JsonNode json() {
        return Json.parseOwn(text());
    }

    String errorMessage() {
        return json().path("error").path("message").asText();
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String rawPath() {
        return "";
    }

    @Override
    public String rest() {
        return rest;
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    @Override
    public Optional<String> query(String name) {
        return Optional.empty();
    }

    @Override
    public Peer peer() {
        return new Peer("127.0.0.1", true, null, null, false, null);
    }

    @Override
    public Optional<Grant> grant() {
        return Optional.of(grant);
    }

    @Override
    public byte[] body(int maxBytes) throws TooLarge {
        if (body.length > maxBytes) {
            throw new TooLarge(maxBytes);
        }
        return body;
    }

    @Override
    public void onDisconnect(Runnable action) {
        onDisconnect.complete(action);
    }

    @Override
    public HttpCall with(String header, String value) {
        return this;
    }

    @Override
    public void send(int code, String contentType, byte[] bytes) {
        status = code;
        answer.writeBytes(bytes);
    }

    @Override
    public OutputStream stream(int code, String contentType) {
        status = code;
        return answer;
    }
}
