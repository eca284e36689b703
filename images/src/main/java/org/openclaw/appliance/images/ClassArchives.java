package org.openclaw.appliance.images;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.openclaw.appliance.images.gateway.GatewayClient;
import org.openclaw.appliance.images.gateway.GatewayHome;
import org.openclaw.appliance.images.gateway.GatewayProcess;

/**
 * The class archives of {@code lib}: which classes a start needs is learned from a training run of the distribution
 * itself, then the JVM stores those classes ready to map. An archive costs memory for every class in it, so the
 * training touches what an idle gateway and common calls touch, and no more.
 */
final class ClassArchives {

    /** The launcher adds these to its own, so the training runs with the very flags of everyday use. */
    private static final String MORE_FLAGS = "OPENCLAW_JAVA_OPTS";

    private final Layout layout;
    private final Path work;

    ClassArchives(Layout layout, Path work) {
        this.layout = layout;
        this.work = work;
    }

    void write() throws IOException {
        // Training without archives: a class that comes from an archive is listed too, but an old archive could hide
        // that the launcher starts without one.
        Files.deleteIfExists(layout.gatewayArchive());
        Files.deleteIfExists(layout.cliArchive());
        Files.createDirectories(work);
        Path gatewayClasses = work.resolve("gateway.classes");
        Path cliClasses = work.resolve("cli.classes");
        trainGateway(gatewayClasses);
        trainCli(cliClasses);
        dump(gatewayClasses, layout.gatewayArchive());
        dump(cliClasses, layout.cliArchive());
    }

    private void trainGateway(Path classes) throws IOException {
        Files.deleteIfExists(classes);
        try (GatewayHome home = GatewayHome.offline()) {
            // The first start of all makes keys, which no later one does.
            GatewayProcess.start(layout, home, Map.of()).awaitReady().close();
            try (GatewayProcess gateway = GatewayProcess.start(layout, home, listing(classes)).awaitHealthy()) {
                useCommonCalls(gateway);
            }
        }
        requireList(classes);
    }

    private void useCommonCalls(GatewayProcess gateway) throws IOException {
        try {
            commonCalls(gateway);
            chatCompletion(gateway.home());
        } catch (IOException e) {
            throw new AssemblyException("The gateway's training run failed: " + e.getMessage()
                    + ". The gateway said:\n" + gateway.output(), e);
        }
    }

    private static void commonCalls(GatewayProcess gateway) throws IOException {
        try (GatewayClient client = gateway.connect()) {
            client.request("health", "{}");
            client.request("status", "{}");
            client.turn("main", "hello");
            client.request("sessions.list", "{\"limit\":50}");
            client.request("chat.history", "{\"sessionKey\":\"main\"}");
        }
    }

    private static void chatCompletion(GatewayHome home) throws IOException {
        var url = URI.create("http://127.0.0.1:" + home.port() + "/v1/chat/completions").toURL();
        HttpURLConnection http = (HttpURLConnection) url.openConnection();
        http.setConnectTimeout(5_000);
        http.setReadTimeout(30_000);
        http.setDoOutput(true);
        http.setRequestProperty("Authorization", "Bearer " + home.token());
        http.setRequestProperty("Content-Type", "application/json");
        http.getOutputStream().write("{\"model\":\"openclaw\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"
                .getBytes(StandardCharsets.UTF_8));
        int status = http.getResponseCode();
        if (status != 200) {
            // Only a slower first call; whether the call works is for the conformance tests to say.
            Progress.line("training: /v1/chat/completions was answered with " + status + ", so it isn't archived");
            return;
        }
        http.getInputStream().readAllBytes();
    }

    private void trainCli(Path classes) throws IOException {
        Files.deleteIfExists(classes);
        try (GatewayHome home = GatewayHome.offline()) {
            // No gateway runs, so the command says so and fails; its classes are what matters.
            new Command(work.resolve("cli-training.log"), 60)
                    .status(List.of(layout.launcher().toString(), "status", "--json"), environment -> {
                        home.applyTo(environment);
                        environment.putAll(listing(classes));
                    });
        }
        requireList(classes);
    }

    private static Map<String, String> listing(Path classes) {
        return Map.of(MORE_FLAGS, "-XX:DumpLoadedClassList=" + classes);
    }

    private static void requireList(Path classes) {
        if (!Files.exists(classes)) {
            throw new AssemblyException("The training run left no class list at " + classes
                    + "; does the launcher drop " + MORE_FLAGS + "?");
        }
    }

    private void dump(Path classes, Path archive) throws IOException {
        new Command(work.resolve(archive.getFileName() + ".log"), 120).run(List.of(layout.java().toString(),
                "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-XX:+AOTClassLinking", "-Xshare:dump",
                "-XX:SharedClassListFile=" + classes, "-XX:SharedArchiveFile=" + archive,
                "-cp", layout.mainJar().toString()));
    }
}
