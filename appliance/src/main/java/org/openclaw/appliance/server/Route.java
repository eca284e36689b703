package org.openclaw.appliance.server;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * One HTTP route.
 *
 * @param methods what it answers; others get 405 with {@code Allow}. HEAD is answered wherever GET is
 * @param path an absolute path; with {@code prefix}, everything below it as well
 * @param prefix whether longer paths belong to it
 * @param guard who may call
 * @param inline true when the handler never blocks and needs no body: it then runs on the I/O thread
 * @param handler what it does
 */
public record Route(
        Set<String> methods, String path, boolean prefix, Guard guard, boolean inline, Handler handler) {

    /** Who may call a route. */
    public enum Guard {
        /** Anybody; the handler decides. */
        OPEN,
        /** Whoever proves the shared secret (everybody, when the mode is none). */
        OPERATOR,
        /** Anybody who satisfies the handler, which has credentials of its own: those in the request aren't the gateway's. */
        OWN
    }

    /** Answers a call. */
    @FunctionalInterface
    public interface Handler {
        void handle(HttpCall call) throws IOException;
    }

    /** What a feature brings. */
    @FunctionalInterface
    public interface Source {
        List<Route> routes();
    }

    public static Route open(String method, String path, Handler handler) {
        return new Route(Set.of(method), path, false, Guard.OPEN, false, handler);
    }

    public static Route operator(String method, String path, Handler handler) {
        return new Route(Set.of(method), path, false, Guard.OPERATOR, false, handler);
    }

    /** The same route for everything below its path, too. */
    public Route andBelow() {
        return new Route(methods, path, true, guard, inline, handler);
    }

    /** Marks a handler that never blocks. */
    public Route onIoThread() {
        return new Route(methods, path, prefix, guard, true, handler);
    }
}
