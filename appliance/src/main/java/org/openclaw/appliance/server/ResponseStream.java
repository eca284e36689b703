package org.openclaw.appliance.server;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/**
 * An answer's body: written on a virtual thread, sent on the I/O thread, one chunk at a time, so a slow reader holds back the
 * writer and not memory. A reader that takes nothing for too long is cut off.
 */
final class ResponseStream extends OutputStream {

    private static final int CHUNK = 8 * 1024;

    private final HttpServerExchange exchange;
    private final long stallMillis;
    private byte[] buffer;
    private int buffered;
    private boolean closed;
    private StreamSinkChannel sink;
    private volatile boolean complete;

    ResponseStream(HttpServerExchange exchange, long stallMillis) {
        this.exchange = exchange;
        this.stallMillis = stallMillis;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("answer is complete");
        }
        if (buffered + length > CHUNK) {
            transferBuffered(false);
            for (int at = 0; at < length; at += CHUNK) {
                transfer(ByteBuffer.wrap(bytes, offset + at, Math.min(CHUNK, length - at)), false);
            }
            return;
        }
        if (buffer == null) {
            buffer = new byte[CHUNK];
        }
        System.arraycopy(bytes, offset, buffer, buffered, length);
        buffered += length;
    }

    @Override
    public void flush() throws IOException {
        if (!closed) {
            transferBuffered(false);
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            transferBuffered(true);
        }
    }

    /** Whether the whole answer went out. */
    boolean complete() {
        return complete;
    }

    /** Sends a complete body in one go. */
    void writeAll(byte[] body) throws IOException {
        for (int at = 0; at < body.length - CHUNK; at += CHUNK) {
            transfer(ByteBuffer.wrap(body, at, CHUNK), false);
        }
        int last = body.length == 0 ? 0 : (body.length - 1) / CHUNK * CHUNK;
        closed = true;
        transfer(ByteBuffer.wrap(body, last, body.length - last), true);
    }

    private void transferBuffered(boolean end) throws IOException {
        ByteBuffer chunk = buffered == 0 ? ByteBuffer.allocate(0) : ByteBuffer.wrap(buffer, 0, buffered);
        buffered = 0;
        transfer(chunk, end);
    }

    private void transfer(ByteBuffer chunk, boolean end) throws IOException {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        try {
            exchange.getIoThread().execute(() -> begin(chunk, end, sent));
        } catch (RejectedExecutionException e) {
            throw new IOException("the listener is closed", e);
        }
        try {
            sent.get(stallMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            abort();
            throw new IOException("the client stopped reading", e);
        } catch (ExecutionException e) {
            abort();
            throw new IOException("the client is gone", e.getCause());
        } catch (InterruptedException e) {
            abort();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while answering", e);
        }
    }

    private void begin(ByteBuffer chunk, boolean end, CompletableFuture<Void> sent) {
        if (sink == null) {
            sink = exchange.getResponseChannel();
        }
        if (sink == null || exchange.isComplete()) {
            sent.completeExceptionally(new IOException("connection closed"));
            return;
        }
        step(chunk, end, sent);
    }

    // Called again by XNIO, through the write listener, until the chunk is out.
    private void step(ByteBuffer chunk, boolean end, CompletableFuture<Void> sent) {
        try {
            while (chunk.hasRemaining()) {
                if (sink.write(chunk) == 0) {
                    awaitWritable(chunk, end, sent);
                    return;
                }
            }
            if (end) {
                sink.shutdownWrites();
            }
            if (!sink.flush()) {
                awaitWritable(chunk, end, sent);
                return;
            }
            sink.suspendWrites();
            if (end) {
                complete = true;
                exchange.endExchange();
            }
            sent.complete(null);
        } catch (IOException e) {
            sent.completeExceptionally(e);
        }
    }

    private void awaitWritable(ByteBuffer chunk, boolean end, CompletableFuture<Void> sent) {
        sink.getWriteSetter().set(channel -> step(chunk, end, sent));
        sink.resumeWrites();
    }

    private void abort() {
        closed = true;
        IoUtils.safeClose(exchange.getConnection());
    }
}
