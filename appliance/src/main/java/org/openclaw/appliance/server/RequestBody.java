package org.openclaw.appliance.server;

import io.undertow.server.HttpServerExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xnio.channels.StreamSourceChannel;

/**
 * A request's body, read on the I/O thread and awaited on a virtual one, with its bytes and time bounded.
 *
 * <p>XNIO's own blocking reads would open a selector per virtual thread.
 */
final class RequestBody {

    private static final int CHUNK = 4096;

    private final HttpServerExchange exchange;
    private final Limits limits;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(CHUNK);
    private final CompletableFuture<Boolean> complete = new CompletableFuture<>();
    private volatile int count;
    private StreamSourceChannel source;

    RequestBody(HttpServerExchange exchange, Limits limits) {
        this.exchange = exchange;
        this.limits = limits;
    }

    /** Blocks until everything is here. */
    byte[] read(int maxBytes) throws IOException, HttpCall.TooLarge {
        if (exchange.getRequestContentLength() > maxBytes) {
            throw new HttpCall.TooLarge(maxBytes);
        }
        if (exchange.isRequestComplete()) {
            return new byte[0];
        }
        exchange.getIoThread().execute(() -> begin(maxBytes));
        if (!await()) {
            throw new HttpCall.TooLarge(maxBytes);
        }
        return bytes.toByteArray();
    }

    /** @return false when there is too much */
    private boolean await() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limits.bodyMillis());
        while (true) {
            int before = count;
            long patience = Math.min(
                    TimeUnit.MILLISECONDS.toNanos(limits.bodyStallMillis()), deadline - System.nanoTime());
            try {
                return complete.get(Math.max(patience, 1), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (count == before || System.nanoTime() - deadline >= 0) {
                    throw new HttpCall.TooSlow();
                }
            } catch (ExecutionException e) {
                throw new IOException("request body ended early", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while reading a request body", e);
            }
        }
    }

    private void begin(int maxBytes) {
        source = exchange.getRequestChannel();
        if (source == null) {
            complete.complete(true);
            return;
        }
        source.getReadSetter().set(channel -> readable(maxBytes));
        readable(maxBytes);
    }

    private void readable(int maxBytes) {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        try {
            while (!complete.isDone()) {
                int read = source.read(chunk.clear());
                if (read == 0) {
                    source.resumeReads();
                    return;
                }
                if (read < 0) {
                    source.suspendReads();
                    complete.complete(true);
                } else if (bytes.size() + read > maxBytes) {
                    source.suspendReads();
                    complete.complete(false);
                } else {
                    bytes.write(chunk.array(), 0, read);
                    count = bytes.size();
                }
            }
        } catch (IOException e) {
            complete.completeExceptionally(e);
        }
    }
}
