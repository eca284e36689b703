package org.openclaw.appliance.server;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.openclaw.appliance.access.Grant;
import org.openclaw.appliance.access.Peer;

/** An {@link HttpCall} on top of Undertow's exchange. */
final class Exchange implements HttpCall {

    private final HttpServerExchange exchange;
    private final String prefix;
    private final Peer peer;
    private final Optional<Grant> grant;
    private final Limits limits;
    private final DisconnectWatch watch;
    private final List<Runnable> onDisconnect = new ArrayList<>(1);
    private boolean gone;
    private volatile boolean answering;
    private volatile ResponseStream answer;

    /** @param prefix the path of the route that answers */
    Exchange(HttpServerExchange exchange, String prefix, Peer peer, Optional<Grant> grant, Limits limits) {
        this.exchange = exchange;
        this.prefix = prefix;
        this.peer = peer;
        this.grant = grant;
        this.limits = limits;
        this.watch = new DisconnectWatch(exchange, this::gone);
    }

    @Override
    public String method() {
        return exchange.getRequestMethod().toString();
    }

    @Override
    public String rawPath() {
        return Paths.raw(exchange);
    }

    @Override
    public String rest() {
        String rest = rawPath().substring(Math.min(prefix.length(), rawPath().length()));
        return Paths.decoded(rest);
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    @Override
    public Optional<String> query(String name) {
        return Optional.ofNullable(exchange.getQueryParameters().get(name)).map(Deque::peekFirst)
                .map(value -> URLDecoder.decode(value, StandardCharsets.UTF_8));
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public Optional<Grant> grant() {
        return grant;
    }

    @Override
    public byte[] body(int maxBytes) throws IOException, TooLarge {
        if (exchange.isInIoThread()) {
            throw new IllegalStateException("an inline route can't read a body: it would block the I/O thread");
        }
        try {
            byte[] body = new RequestBody(exchange, limits).read(maxBytes);
            startWatch();
            return body;
        } catch (TooLarge e) {
            // What is left of the body isn't worth reading.
            exchange.setPersistent(false);
            throw e;
        }
    }

    @Override
    public void onDisconnect(Runnable action) {
        if (registered(action)) {
            startWatch();
        } else {
            action.run();
        }
    }

    /** @return false when the client is gone already */
    private boolean registered(Runnable action) {
        synchronized (onDisconnect) {
            return !gone && onDisconnect.add(action);
        }
    }

    private void startWatch() {
        synchronized (onDisconnect) {
            if (onDisconnect.isEmpty()) {
                return;
            }
        }
        try {
            exchange.getIoThread().execute(watch::start);
        } catch (RejectedExecutionException e) {
            gone();
        }
    }

    @Override
    public HttpCall with(String header, String value) {
        exchange.getResponseHeaders().put(HttpString.tryFromString(header), value);
        return this;
    }

    @Override
    public void send(int status, String contentType, byte[] body) throws IOException {
        begin(status, contentType);
        exchange.setResponseContentLength(body.length);
        if (exchange.isInIoThread()) {
            if (head()) {
                exchange.endExchange();
            } else {
                exchange.getResponseSender().send(ByteBuffer.wrap(body));
            }
        } else {
            answer = new ResponseStream(exchange, limits.bodyStallMillis());
            answer.writeAll(head() ? new byte[0] : body);
        }
    }

    @Override
    public OutputStream stream(int status, String contentType) throws IOException {
        if (exchange.isInIoThread()) {
            throw new IllegalStateException("an inline route can't stream: it would block the I/O thread");
        }
        begin(status, contentType);
        answer = new ResponseStream(exchange, limits.bodyStallMillis());
        if (head()) {
            answer.close();
            return OutputStream.nullOutputStream();
        }
        return answer;
    }

    /** Whether the handler has begun to answer. */
    boolean answering() {
        return answering;
    }

    /** The exchange is over, one way or the other. */
    void over() {
        watch.end();
        if (answer == null || !answer.complete()) {
            gone();
        }
    }

    private void begin(int status, String contentType) {
        if (answering) {
            throw new IllegalStateException("answered twice");
        }
        answering = true;
        exchange.setStatusCode(status);
        if (contentType != null) {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, contentType);
        }
        if (!exchange.isRequestComplete()) {
            exchange.setPersistent(false);
        }
    }

    private boolean head() {
        return exchange.getRequestMethod().equals(Methods.HEAD);
    }

    private void gone() {
        List<Runnable> actions;
        synchronized (onDisconnect) {
            gone = true;
            actions = List.copyOf(onDisconnect);
            onDisconnect.clear();
        }
        actions.forEach(Runnable::run);
    }
}
