package org.openclaw.appliance.rpc;

import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.protocol.Shape;

/**
 * One callable method.
 *
 * @param name its name on the wire
 * @param access who may call it
 * @param advertised whether {@code hello-ok.features.methods} names it
 * @param inline true when the handler never blocks and costs microseconds: it then runs on the connection's I/O thread,
 *     which spares the 65 µs of CPU that a thread per tiny frame would cost; else it gets a virtual thread
 * @param params the form of its parameters, made on the first call
 * @param handler what it does
 */
public record Method<P extends Record>(
        String name, Access access, boolean advertised, boolean inline, LazyShape<P> params, Handler<P> handler) {

    /** A method that answers once, from a virtual thread. */
    public static <P extends Record> Method<P> of(String name, Access access, Class<P> params, Simple<P> body) {
        return new Method<>(name, access, true, false, new LazyShape<>(params), simple(body));
    }

    /** A method that answers as often as it likes, from a virtual thread. */
    public static <P extends Record> Method<P> staged(String name, Access access, Class<P> params, Handler<P> handler) {
        return new Method<>(name, access, true, false, new LazyShape<>(params), handler);
    }

    /** Marks a handler that never blocks. */
    public Method<P> onIoThread() {
        return new Method<>(name, access, advertised, true, params, handler);
    }

    /** Keeps the method out of {@code hello-ok.features.methods}. */
    public Method<P> unadvertised() {
        return new Method<>(name, access, false, inline, params, handler);
    }

    private static <P> Handler<P> simple(Simple<P> body) {
        return (call, params) -> call.reply(body.answer(call.caller(), params));
    }

    /** Answers a call, now or later, once or twice. */
    @FunctionalInterface
    public interface Handler<P> {
        void handle(Call call, P params) throws ProtocolException;
    }

    /** Answers a call with a value: a record, a map, a list or a JSON tree. */
    @FunctionalInterface
    public interface Simple<P> {
        Object answer(Caller caller, P params) throws ProtocolException;
    }

    /** A {@link Shape} made when first needed: reflection on hundreds of records has no place in a start. */
    public static final class LazyShape<P extends Record> {

        private final Class<P> type;
        private volatile Shape<P> shape;

        LazyShape(Class<P> type) {
            this.type = type;
        }

        public Class<P> type() {
            return type;
        }

        public Shape<P> get() {
            Shape<P> made = shape;
            if (made == null) {
                made = Shape.of(type);
                shape = made;
            }
            return made;
        }
    }
}
