package org.openclaw.appliance.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.openclaw.appliance.images.gateway.GatewayClient;
import org.openclaw.appliance.images.gateway.GatewayHome;
import org.openclaw.appliance.images.gateway.GatewayProcess;

/** The gateway is killed again and again while it works; what it had acknowledged is there after the next start. */
@EnabledOnOs(OS.LINUX)
class PowerCutIT {

    private static final int ROUNDS = 12;
    private static final int CLIENTS = 3;
    private static final int MOST_BEFORE_THE_CUT = 60;

    private final Random random = new Random(20_261_121);
    private final Layout layout = new Layout(Path.of("target/openclaw"));

    @Test
    void everyAcknowledgedMessageSurvivesKillMinusNine() throws Exception {
        List<Set<String>> acknowledged =
                IntStream.range(0, CLIENTS).<Set<String>>mapToObj(i -> new LinkedHashSet<>()).toList();
        try (GatewayHome home = GatewayHome.offline().withoutSafeMode()) {
            for (int round = 0; round < ROUNDS; round++) {
                GatewayProcess gateway = GatewayProcess.start(layout, home, Map.of()).awaitReady();
                verify(gateway, acknowledged);
                talkUntilItDies(gateway, acknowledged, 1 + random.nextInt(MOST_BEFORE_THE_CUT));
            }
            try (GatewayProcess last = GatewayProcess.start(layout, home, Map.of()).awaitReady()) {
                verify(last, acknowledged);
            }
        }
        assertTrue(acknowledged.stream().mapToInt(Set::size).sum() > ROUNDS, "too little was acknowledged to prove anything");
    }

    private void talkUntilItDies(GatewayProcess gateway, List<Set<String>> acknowledged, int acknowledgements)
            throws Exception {
        AtomicInteger left = new AtomicInteger(acknowledgements);
        ProcessHandle process = ProcessHandle.of(gateway.pid()).orElseThrow();
        List<CompletableFuture<Void>> talkers = IntStream.range(0, CLIENTS)
                .mapToObj(client -> CompletableFuture.runAsync(
                        () -> talk(gateway, client, acknowledged.get(client), left, process)))
                .toList();
        CompletableFuture.allOf(talkers.toArray(CompletableFuture<?>[]::new)).get();
        process.onExit().get();
    }

    /** Sends message after message until the connection breaks; whoever gets the last acknowledgement pulls the plug. */
    private static void talk(
            GatewayProcess gateway, int client, Set<String> acknowledged, AtomicInteger left, ProcessHandle process) {
        try (GatewayClient connection = gateway.connect()) {
            while (true) {
                String run = UUID.randomUUID().toString();
                connection.request(
                        "chat.send",
                        "{\"sessionKey\":\"" + key(client) + "\",\"message\":\"uptime?\",\"idempotencyKey\":\"" + run + "\"}");
                acknowledged.add(run);
                if (left.decrementAndGet() == 0) {
                    process.destroyForcibly();
                }
            }
        } catch (IOException theEnd) {
            assertTrue(left.get() <= 0, () -> "the connection broke before the cut: " + theEnd.getMessage());
        }
    }

    private static void verify(GatewayProcess gateway, List<Set<String>> acknowledged) throws IOException {
        try (GatewayClient connection = gateway.connect()) {
            for (int client = 0; client < CLIENTS; client++) {
                Set<String> found = new LinkedHashSet<>();
                int offset = 0;
                JsonNode page;
                do {
                    page = connection.request(
                            "chat.history",
                            "{\"sessionKey\":\"" + key(client) + "\",\"limit\":500,\"offset\":" + offset + "}");
                    page.path("messages").forEach(message -> {
                        if (message.path("role").asText().equals("user")) {
                            found.add(message.path("__openclaw").path("runId").asText());
                        }
                    });
                    offset = page.path("nextOffset").asInt();
                } while (page.path("hasMore").asBoolean());
                Set<String> lost = new LinkedHashSet<>(acknowledged.get(client));
                lost.removeAll(found);
                assertEquals(Set.of(), lost, "acknowledged messages that are gone");
            }
        }
    }

    private static String key(int client) {
        return "agent:main:client-" + client;
    }
}
