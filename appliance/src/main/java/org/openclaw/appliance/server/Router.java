package org.openclaw.appliance.server;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openclaw.appliance.access.Decision;
import org.openclaw.appliance.access.Grant;
import org.openclaw.appliance.access.Peer;
import org.openclaw.appliance.access.ProxyIdentity;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;
import org.xnio.IoUtils;

/** Every request's way from Undertow to a route: headers, attribution, upgrade, route, guard, admission, thread. */
final class Router implements HttpHandler {

    private static final HttpString CONTENT_TYPE_OPTIONS = new HttpString("X-Content-Type-Options");
    private static final HttpString REFERRER_POLICY = new HttpString("Referrer-Policy");
    private static final HttpString PERMISSIONS_POLICY = new HttpString("Permissions-Policy");
    private static final HttpString KEEP_ALIVE = new HttpString("Keep-Alive");
    private static final TaggedLogger LOG = Logger.tag("gateway/http");

    private final RouteTable routes;
    private final Upgrade upgrade;
    private final Backend backend;
    private final Limits limits;
    private final Peers peers;
    private final AtomicInteger inProgress = new AtomicInteger();

    Router(List<Route> routes, Connections connections, Peers peers) {
        this.routes = new RouteTable(routes);
        this.upgrade = new Upgrade(connections);
        this.backend = connections.backend();
        this.limits = connections.limits();
        this.peers = peers;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws IOException {
        securityHeaders(exchange.getResponseHeaders());
        Optional<Peer> peer = peers.of(exchange);
        if (peer.isEmpty()) {
            Refusal.json(
                    exchange, StatusCodes.FORBIDDEN, "proxy_attribution_required",
                    "Proxy client attribution is required. List the proxy's address in gateway.trustedProxies, and let it"
                            + " replace the forwarding headers that clients send.");
        } else if (upgrade.isWanted(exchange)) {
            upgrade(exchange, peer.get());
        } else {
            if (exchange.isPersistent()) {
                exchange.getResponseHeaders().put(KEEP_ALIVE, "timeout=" + HttpServer.KEEP_ALIVE_MILLIS / 1000);
            }
            route(exchange, peer.get());
        }
    }

    // Whoever a header claims to be is asked for elsewhere first, which takes a while.
    private void upgrade(HttpServerExchange exchange, Peer peer) {
        if (!(peer.identity() instanceof ProxyIdentity.Claimed)) {
            upgrade.handle(exchange, peer);
            return;
        }
        exchange.dispatch(backend.workers(), () -> {
            Peer known = peers.verified(peer);
            exchange.getIoThread().execute(() -> upgrade.handle(exchange, known));
        });
    }

    private void route(HttpServerExchange exchange, Peer peer) throws IOException {
        String path = Paths.raw(exchange);
        if (!Paths.wellEscaped(path) || !Paths.wellEscaped(exchange.getQueryString())) {
            Refusal.text(exchange, StatusCodes.BAD_REQUEST, "Bad Request: a percent sign must begin an escape such as %20");
            return;
        }
        switch (routes.find(exchange.getRequestMethod().toString(), path)) {
            case RouteTable.Match.Found(Route route) -> guard(exchange, peer, route);
            case RouteTable.Match.WrongMethod(String allow) -> {
                exchange.getResponseHeaders().put(Headers.ALLOW, allow);
                Refusal.text(exchange, StatusCodes.METHOD_NOT_ALLOWED, "Method Not Allowed");
            }
            case RouteTable.Match.Nothing() -> notFound(exchange, path);
        }
    }

    private static void notFound(HttpServerExchange exchange, String path) {
        if (path.startsWith("/v1/") || path.startsWith("/api/")) {
            Refusal.json(exchange, StatusCodes.NOT_FOUND, "not_found", "Not Found");
        } else {
            Refusal.text(exchange, StatusCodes.NOT_FOUND, "Not Found");
        }
    }

    private void guard(HttpServerExchange exchange, Peer peer, Route route) throws IOException {
        if (route.guard() == Route.Guard.OWN) {
            admit(exchange, peer, route, Optional.empty());
            return;
        }
        Optional<String> authorization =
                Optional.ofNullable(exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION));
        switch (backend.authenticator().http(peer, authorization)) {
            case Decision.Granted granted -> admit(exchange, peer, route, Optional.of(granted.grant()));
            case Decision.Refused refused when route.guard() == Route.Guard.OPEN ->
                admit(exchange, peer, route, Optional.empty());
            case Decision.Refused refused -> refuse(exchange, refused);
        }
    }

    private void refuse(HttpServerExchange exchange, Decision.Refused refused) {
        if (refused.delayMillis() == 0) {
            unauthorized(exchange, refused);
            return;
        }
        exchange.dispatch(SameThreadExecutor.INSTANCE, () -> {
            try {
                backend.scheduler().schedule(
                        () -> exchange.getIoThread().execute(() -> unauthorized(exchange, refused)),
                        refused.delayMillis(),
                        TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                IoUtils.safeClose(exchange.getConnection());
            }
        });
    }

    private static void unauthorized(HttpServerExchange exchange, Decision.Refused refused) {
        if (refused.rateLimited()) {
            long seconds = Math.max(1, (refused.error().retryAfterMs() + 999) / 1000);
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, seconds);
            Refusal.json(
                    exchange, StatusCodes.TOO_MANY_REQUESTS, "rate_limited",
                    "Too many failed authentication attempts. Please try again later.");
        } else {
            Refusal.json(exchange, StatusCodes.UNAUTHORIZED, "unauthorized", "Unauthorized");
        }
    }

    private void admit(HttpServerExchange exchange, Peer peer, Route route, Optional<Grant> grant) throws IOException {
        Exchange call = new Exchange(exchange, route.path(), peer, grant, limits);
        if (route.inline()) {
            run(route, call, exchange);
            return;
        }
        if (inProgress.incrementAndGet() > limits.maxRequests()) {
            inProgress.decrementAndGet();
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
            Refusal.json(
                    exchange, StatusCodes.SERVICE_UNAVAILABLE, "overloaded",
                    "Too many requests in progress; retry shortly");
            return;
        }
        exchange.addExchangeCompleteListener((completed, next) -> {
            inProgress.decrementAndGet();
            call.over();
            next.proceed();
        });
        exchange.dispatch(backend.workers(), () -> run(route, call, exchange));
    }

    private static void run(Route route, Exchange call, HttpServerExchange exchange) {
        try {
            route.handler().handle(call);
            if (!call.answering()) {
                LOG.error("{} {} gave no answer", call.method(), route.path());
                call.error(StatusCodes.INTERNAL_SERVER_ERROR, "internal_error", "The gateway gave no answer");
            }
        } catch (IOException e) {
            LOG.debug("{} {} not answered: {}", call.method(), route.path(), e.getMessage());
            IoUtils.safeClose(exchange.getConnection());
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error(e, "{} {} failed", call.method(), route.path());
            failed(call, exchange);
        }
    }

    private static void failed(Exchange call, HttpServerExchange exchange) {
        try {
            if (!call.answering()) {
                call.error(
                        StatusCodes.INTERNAL_SERVER_ERROR, "internal_error",
                        "The request failed inside the gateway; `openclaw logs` shows why");
                return;
            }
        } catch (IOException e) {
            LOG.debug("failure not reported: {}", e.getMessage());
        }
        // Half an answer must not look like a whole one.
        IoUtils.safeClose(exchange.getConnection());
    }

    private static void securityHeaders(HeaderMap headers) {
        headers.put(CONTENT_TYPE_OPTIONS, "nosniff");
        headers.put(REFERRER_POLICY, "no-referrer");
        headers.put(PERMISSIONS_POLICY, "camera=(), microphone=(self), geolocation=()");
    }
}
