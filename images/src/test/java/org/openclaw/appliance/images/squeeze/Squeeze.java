package org.openclaw.appliance.images.squeeze;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openclaw.appliance.images.AssemblyException;
import org.openclaw.appliance.images.Layout;
import org.openclaw.appliance.images.gateway.GatewayClient;
import org.openclaw.appliance.images.gateway.GatewayHome;
import org.openclaw.appliance.images.gateway.GatewayProcess;

/**
 * A gateway and a hog that grows by 2 MB a second share 256 MB without swap, until one of them is gone.
 *
 * @param victim whom the kernel would kill
 * @param told the levels in the order the gateway told them
 * @param seconds how long before the end it told each of them
 * @param end what became of the gateway
 * @param output the end of the gateway's log
 */
record Squeeze(Victim victim, List<String> told, List<Double> seconds, End end, String output) {

    /** Whom the kernel kills when nothing is left. */
    enum Victim {
        /** The largest process, as everywhere where nobody set anything. */
        HOG,
        /** As if the hog were protected from being killed. */
        GATEWAY
    }

    /** What became of the gateway. */
    enum End {
        LIVED,
        ENDED_ITSELF,
        KILLED
    }

    static final int MEGABYTES = 256;
    private static final int PER_SECOND = 2;
    /** Leaves some twenty seconds of growth before the first level. */
    private static final int FIRST = 120;
    private static final int RESTART_STATUS = 75;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);

    private record Told(String level, long nanos, long kills) {}

    static Squeeze run(Layout layout, String name, Victim victim) throws IOException {
        try (MemoryGroup group = MemoryGroup.of(name, MEGABYTES);
                GatewayHome home = GatewayHome.offline().onBoardWith(MEGABYTES);
                GatewayProcess gateway = GatewayProcess.start(layout, home, Map.of(), group.starter()).awaitReady();
                GatewayClient watcher = gateway.connect()) {
            if (victim == Victim.GATEWAY) {
                Files.writeString(Path.of("/proc/" + gateway.pid() + "/oom_score_adj"), "1000");
            }
            List<Told> told = new CopyOnWriteArrayList<>();
            Thread.ofVirtual().name("watcher").start(() -> listen(watcher, group, told));
            try (HogProcess hog = HogProcess.start(layout, group.starter(), FIRST, PER_SECOND)) {
                awaitEnd(gateway, hog);
                return judge(victim, gateway, told, System.nanoTime());
            }
        }
    }

    private static void listen(GatewayClient watcher, MemoryGroup group, List<Told> told) {
        try {
            while (true) {
                JsonNode event = watcher.await(frame -> frame.path("event").asText().equals("memory.pressure"));
                told.add(new Told(event.path("payload").path("level").asText(), System.nanoTime(), group.kills()));
            }
        } catch (IOException theEnd) {
            // Either the gateway's or the test's.
        }
    }

    private static void awaitEnd(GatewayProcess gateway, HogProcess hog) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (gateway.isAlive() && hog.isAlive()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("neither the gateway nor the hog came to an end");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static Squeeze judge(Victim victim, GatewayProcess gateway, List<Told> told, long end) throws IOException {
        List<Told> before = new ArrayList<>(told);
        before.removeIf(each -> each.kills() > 0);
        List<String> levels = new ArrayList<>();
        List<Double> seconds = new ArrayList<>();
        for (Told each : before) {
            if (!levels.contains(each.level())) {
                levels.add(each.level());
                seconds.add((end - each.nanos()) / 1e9);
            }
        }
        return new Squeeze(victim, levels, seconds, endOf(gateway), gateway.output());
    }

    private static End endOf(GatewayProcess gateway) throws IOException {
        try {
            gateway.awaitHealthy();
            return End.LIVED;
        } catch (AssemblyException e) {
            if (gateway.isAlive()) {
                throw e;
            }
            return gateway.exitStatus() == RESTART_STATUS ? End.ENDED_ITSELF : End.KILLED;
        }
    }

    /** What is wrong with it; empty where the gateway kept its promise. */
    Optional<String> complaint() {
        if (told.size() < 2 || !told.subList(0, 2).equals(List.of("warning", "critical"))) {
            return Optional.of("told " + told + " before the first kill instead of warning and critical:\n" + output);
        }
        return end == End.KILLED ? Optional.of("the gateway was killed:\n" + output) : Optional.empty();
    }

    static String heading() {
        return String.format("| %-7s | %9s | %9s | %9s | %-12s |%n| --- | ---: | ---: | ---: | --- |%n",
                "victim", "warning", "critical", "emergency", "gateway");
    }

    /** One line of a Markdown table: how many seconds before the end each level was told. */
    String row() {
        return String.format(Locale.ROOT, "| %-7s | %9s | %9s | %9s | %-12s |%n", word(victim), when("warning"),
                when("critical"), when("emergency"), word(end).replace('_', ' '));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private String when(String level) {
        int at = told.indexOf(level);
        return at < 0 ? "never" : String.format(Locale.ROOT, "%.1f s", seconds.get(at));
    }
}
