package org.openclaw.appliance.images.footprint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.openclaw.appliance.images.Layout;
import org.openclaw.appliance.images.Progress;
import org.openclaw.appliance.images.Trees;
import org.openclaw.appliance.images.gateway.GatewayClient;
import org.openclaw.appliance.images.gateway.GatewayHome;
import org.openclaw.appliance.images.gateway.GatewayProcess;

/**
 * Measures an assembled distribution with the flags of a 256 MB board, beside an empty JVM under the same flags, in one run of about
 * two minutes. Linux only.
 */
public final class Footprint {

    private static final double KIB_PER_MB = 1024;
    /** The board the budgets are for; the launcher chooses flags by it. */
    private static final int BOARD_MB = 256;
    private static final int STARTS = 5;
    private static final int ROUND_TRIPS = 50_000;
    private static final int CONNECTIONS = 50;
    private static final int LATENCY_CALLS = 5_000;
    private static final int SESSIONS = 1_000;
    private static final int PAGES = 200;
    private static final int IDLE_CLIENTS = 100;
    private static final int FAN_OUT_TURNS = 100;
    private static final long QUIET_NANOS = 200_000_000;
    private static final int CROWD = 500;
    private static final int TURNING = 8;
    private static final int TURNS = 200;
    private static final byte[] HEALTH = GatewayClient.frame("health", "{}");

    private final Layout layout;
    private final Report report = new Report();

    public Footprint(Path distribution) {
        this.layout = new Layout(distribution);
    }

    /** @param args the module's directory; the table goes to {@code target/footprint.md} and standard output */
    public static void main(String[] args) throws IOException {
        Path target = Path.of(args[0]).resolve("target");
        Report report = new Footprint(target.resolve("openclaw")).measure();
        Files.writeString(target.resolve("footprint.md"), report.table());
        System.out.println(report.table());
        if (!report.failures().isEmpty()) {
            System.err.println("Over budget: " + String.join("; ", report.failures()));
            System.exit(1);
        }
    }

    /** Runs every measurement. */
    public Report measure() throws IOException {
        report.put(Metric.DISK, Trees.size(layout.root()) / KIB_PER_MB / KIB_PER_MB);
        starts();
        restAndCalls();
        turns();
        turnsBeforeCrowd();
        fanOut();
        commandWithoutGateway();
        return report;
    }

    private void starts() throws IOException {
        Progress.line("measuring " + STARTS + " starts");
        List<Floor.Start> floors = new ArrayList<>();
        List<Floor.Start> starts = new ArrayList<>();
        List<Double> firstTurns = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            List<String> commandLine = start(starts, firstTurns);
            // After the gateway's end: two JVMs at once would share pages and time.
            floors.add(Floor.measure(layout, commandLine, i == 0));
        }
        report.put(Metric.START_WALL, median(starts.stream().map(Floor.Start::wallMillis).toList()));
        report.put(Metric.START_CPU, median(starts.stream().map(Floor.Start::cpuMillis).toList()));
        report.put(Metric.FIRST_TURN, median(firstTurns));
        report.putFloor(Metric.START_WALL, median(floors.stream().map(Floor.Start::wallMillis).toList()));
        report.putFloor(Metric.START_CPU, median(floors.stream().map(Floor.Start::cpuMillis).toList()));
        Rest floor = floors.getFirst().rest();
        report.putFloor(Metric.IDLE_PSS, floor.figures().pss() / KIB_PER_MB);
        report.putFloor(Metric.IDLE_ANON, floor.figures().anonymous() / KIB_PER_MB);
        report.putFloor(Metric.IDLE_CPU, floor.cpuPercent());
        report.putFloor(Metric.IDLE_WAKEUPS, floor.wakeUpsPerSecond());
    }

    /** One start up to the first finished turn; returns the gateway's command line. */
    private List<String> start(List<Floor.Start> starts, List<Double> firstTurns) throws IOException {
        try (InstantProvider provider = new InstantProvider();
                GatewayHome home = GatewayHome.withProvider(provider.port()).onBoardWith(BOARD_MB)) {
            long start = System.nanoTime();
            try (GatewayProcess gateway = GatewayProcess.start(layout, home, Map.of()).awaitReady()) {
                double wall = millisSince(start);
                starts.add(new Floor.Start(wall, ProcessFigures.of(gateway.pid()).cpuMillis(), null));
                try (GatewayClient client = gateway.connect()) {
                    client.turn("main", "hello");
                }
                firstTurns.add(millisSince(start));
                return Floor.commandLine(gateway.pid());
            }
        }
    }

    private void restAndCalls() throws IOException {
        try (InstantProvider provider = new InstantProvider();
                GatewayHome home = GatewayHome.withProvider(provider.port()).onBoardWith(BOARD_MB)) {
            // An everyday start: the very first one of a board also makes its keys and its database.
            GatewayProcess.start(layout, home, Map.of()).awaitReady().close();
            try (GatewayProcess gateway = GatewayProcess.start(layout, home, Map.of()).awaitReady()) {
                restAndCalls(home, gateway);
            }
        }
    }

    private void restAndCalls(GatewayHome home, GatewayProcess gateway) throws IOException {
        Progress.line("measuring an idle gateway");
        Rest idle = Rest.of(gateway.pid());
        report.put(Metric.IDLE_PSS, idle.figures().pss() / KIB_PER_MB);
        report.put(Metric.IDLE_ANON, idle.figures().anonymous() / KIB_PER_MB);
        report.put(Metric.IDLE_CPU, idle.cpuPercent());
        report.put(Metric.IDLE_WAKEUPS, idle.wakeUpsPerSecond());
        report.put(Metric.IDLE_WRITES, idle.writtenKibPerHour() / KIB_PER_MB);
        try (Crowd _ = Crowd.listening(gateway, IDLE_CLIENTS)) {
            ProcessFigures crowded = ProcessFigures.settled(gateway.pid());
            report.put(Metric.CLIENTS_PSS, (crowded.pss() - idle.figures().pss()) / KIB_PER_MB);
        }
        Progress.line("measuring calls");
        CommandRun status = CommandRun.of(layout, home, "status");
        report.put(Metric.STATUS_JVMS, status.jvms());
        report.put(Metric.STATUS_RSS, status.peakRssKib() / KIB_PER_MB);
        everyFeatureOnce(gateway);
        calls(gateway);
        ProcessFigures worked = ProcessFigures.settled(gateway.pid());
        report.put(Metric.WORKED_PSS, worked.pss() / KIB_PER_MB);
        report.put(Metric.WORKED_ANON, worked.anonymous() / KIB_PER_MB);
        sessions(gateway);
    }

    private static void everyFeatureOnce(GatewayProcess gateway) throws IOException {
        try (GatewayClient client = gateway.connect()) {
            client.turn("main", "hello");
            for (String method : List.of(
                    "status", "health", "sessions.list", "system-presence", "system.info", "models.list", "agents.list",
                    "commands.list", "config.get", "logs.tail", "gateway.identity.get", "device.pair.list", "node.list",
                    "node.pair.list", "sessions.create", "sessions.subscribe", "chat.metadata")) {
                client.request(method, "{}");
            }
            client.request("chat.history", "{\"sessionKey\":\"main\"}");
        }
    }

    private void calls(GatewayProcess gateway) throws IOException {
        int each = (ROUND_TRIPS - 2 * LATENCY_CALLS) / CONNECTIONS;
        double seconds = Crowd.work(gateway, CONNECTIONS, (client, number) -> {
            for (int i = 0; i < each; i++) {
                client.roundTrip(HEALTH);
            }
        });
        report.put(Metric.HEALTH_RATE, CONNECTIONS * each / seconds);
        try (GatewayClient client = gateway.connect()) {
            medianMicros(client, HEALTH, LATENCY_CALLS);
            report.put(Metric.HEALTH_P50, medianMicros(client, HEALTH, LATENCY_CALLS));
        }
    }

    private void sessions(GatewayProcess gateway) throws IOException {
        try (GatewayClient client = gateway.connect()) {
            for (int i = 0; i < SESSIONS; i++) {
                client.request("sessions.create", "{\"key\":\"agent:main:bench-" + i + "\"}");
            }
            byte[] page = GatewayClient.frame("sessions.list", "{\"limit\":50}");
            medianMicros(client, page, PAGES);
            report.put(Metric.SESSIONS_P50, medianMicros(client, page, PAGES) / 1_000);
        }
    }

    private void turns() throws IOException {
        Progress.line("measuring agent turns");
        try (InstantProvider provider = new InstantProvider();
                GatewayHome home = GatewayHome.withProvider(provider.port()).onBoardWith(BOARD_MB);
                GatewayProcess gateway = GatewayProcess.start(layout, home, Map.of()).awaitReady()) {
            takeTurns(gateway);
            firstTokens(gateway);
            long cpu = ProcessFigures.of(gateway.pid()).cpuMillis();
            double seconds = takeTurns(gateway);
            report.put(Metric.TURN_RATE, TURNS / seconds);
            report.put(Metric.TURN_CPU, (ProcessFigures.of(gateway.pid()).cpuMillis() - cpu) / (double) TURNS);
        }
    }

    private void turnsBeforeCrowd() throws IOException {
        try (InstantProvider provider = new InstantProvider();
                GatewayHome home = GatewayHome.withProvider(provider.port()).onBoardWith(BOARD_MB);
                GatewayProcess gateway = GatewayProcess.start(layout, home, Map.of()).awaitReady();
                Crowd _ = Crowd.listening(gateway, CROWD)) {
            takeTurns(gateway);
            report.put(Metric.CROWD_PEAK, ProcessFigures.of(gateway.pid()).peakRss() / KIB_PER_MB);
        }
    }

    /** One turn after the other, each told to everybody; the clock stops with the last event that arrives. */
    private void fanOut() throws IOException {
        Progress.line("measuring events to many clients");
        try (InstantProvider provider = new InstantProvider();
                GatewayHome home = GatewayHome.withProvider(provider.port()).onBoardWith(BOARD_MB);
                GatewayProcess gateway = GatewayProcess.start(layout, home, Map.of()).awaitReady();
                Crowd crowd = Crowd.listening(gateway, IDLE_CLIENTS);
                GatewayClient speaker = gateway.connect()) {
            speakTo(crowd, speaker);
            long cpu = ProcessFigures.of(gateway.pid()).cpuMillis();
            long before = crowd.heard();
            double seconds = speakTo(crowd, speaker);
            long events = crowd.heard() - before;
            report.put(Metric.FAN_OUT_RATE, events / seconds);
            report.put(Metric.FAN_OUT_CPU, (ProcessFigures.of(gateway.pid()).cpuMillis() - cpu) * 1_000.0 / events);
        }
    }

    /** @return seconds from the first message to the last event anybody heard */
    private static double speakTo(Crowd crowd, GatewayClient speaker) throws IOException {
        long start = System.nanoTime();
        for (int i = 0; i < FAN_OUT_TURNS; i++) {
            speaker.turn("agent:main:fan-out", "hello " + i);
        }
        long last = System.nanoTime();
        for (long heard = -1; heard != crowd.heard(); ) {
            heard = crowd.heard();
            last = System.nanoTime();
            ProcessFigures.pause(QUIET_NANOS);
        }
        return (last - start) / 1e9;
    }

    private void firstTokens(GatewayProcess gateway) throws IOException {
        try (GatewayClient client = gateway.connect()) {
            long[] nanos = new long[TURNS];
            for (int i = 0; i < TURNS; i++) {
                nanos[i] = client.turn("agent:main:first-token", "hello " + i);
            }
            Arrays.sort(nanos);
            report.put(Metric.FIRST_TOKEN_P50, nanos[TURNS / 2] / 1e6);
            report.put(Metric.FIRST_TOKEN_P99, nanos[TURNS * 99 / 100] / 1e6);
        }
    }

    private static double takeTurns(GatewayProcess gateway) throws IOException {
        return Crowd.work(gateway, TURNING, (client, number) -> {
            for (int i = 0; i < TURNS / TURNING; i++) {
                client.turn("agent:main:turns-" + number, "hello " + i);
            }
        });
    }

    private void commandWithoutGateway() throws IOException {
        Progress.line("measuring a command without a gateway");
        List<CommandRun> runs = new ArrayList<>();
        try (GatewayHome home = GatewayHome.offline().onBoardWith(BOARD_MB)) {
            for (int i = 0; i < STARTS; i++) {
                runs.add(CommandRun.of(layout, home, "status"));
            }
        }
        report.put(Metric.STATUS_DOWN_WALL, median(runs.stream().map(CommandRun::wallMillis).toList()));
        report.put(Metric.STATUS_DOWN_RSS, runs.stream().mapToLong(CommandRun::peakRssKib).max().orElse(0) / KIB_PER_MB);
    }

    private static double medianMicros(GatewayClient client, byte[] frame, int calls) throws IOException {
        long[] nanos = new long[calls];
        for (int i = 0; i < calls; i++) {
            long start = System.nanoTime();
            client.roundTrip(frame);
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos[calls / 2] / 1e3;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static double millisSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e6;
    }
}
