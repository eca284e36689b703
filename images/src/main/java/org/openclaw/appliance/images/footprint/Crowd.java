package org.openclaw.appliance.images.footprint;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.openclaw.appliance.images.gateway.GatewayClient;
import org.openclaw.appliance.images.gateway.GatewayProcess;

/** Many connections at once: idle ones that read whatever comes, and busy ones that work side by side. */
final class Crowd implements Closeable {

    private final List<GatewayClient> clients = new ArrayList<>();
    private final LongAdder heard = new LongAdder();

    /** Connects clients that listen until {@link #close}. */
    static Crowd listening(GatewayProcess gateway, int size) throws IOException {
        Crowd crowd = new Crowd();
        try {
            for (int i = 0; i < size; i++) {
                GatewayClient client = gateway.connect();
                crowd.clients.add(client);
                Thread.ofVirtual().name("listener-" + i).start(() -> listen(client, crowd.heard));
            }
            return crowd;
        } catch (IOException e) {
            crowd.close();
            throw e;
        }
    }

    private static void listen(GatewayClient client, LongAdder heard) {
        try {
            client.drain(heard::increment);
        } catch (IOException closed) {
            // Either the crowd went home or the gateway did.
        }
    }

    /** How many frames the listeners have received, all together. */
    long heard() {
        return heard.sum();
    }

    /** What one busy client does. */
    interface Work {
        void run(GatewayClient client, int number) throws IOException;
    }

    /** Lets a number of clients work at once, each on its own connection; the seconds from first start to last end. */
    static double work(GatewayProcess gateway, int size, Work work) throws IOException {
        try (Crowd crowd = new Crowd(); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                GatewayClient client = gateway.connect();
                crowd.clients.add(client);
                int number = i;
                tasks.add(() -> {
                    work.run(client, number);
                    return null;
                });
            }
            long start = System.nanoTime();
            for (Future<Void> result : threads.invokeAll(tasks)) {
                result.get();
            }
            return (System.nanoTime() - start) / 1e9;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the measurement was interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException("a client of the measurement failed: " + e.getCause().getMessage(), e.getCause());
        }
    }

    @Override
    public void close() throws IOException {
        for (GatewayClient client : clients) {
            client.close();
        }
    }
}
