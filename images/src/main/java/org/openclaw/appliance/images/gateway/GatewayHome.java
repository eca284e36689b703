package org.openclaw.appliance.images.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.openclaw.appliance.images.Trees;

/** A throw-away home directory with a gateway's configuration and a port nobody else uses. */
public final class GatewayHome implements Closeable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final int port;
    private final String token = UUID.randomUUID().toString();

    private GatewayHome(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /** Without a configured model, so that the gateway's own offline responder answers. */
    public static GatewayHome offline() throws IOException {
        return write(null);
    }

    /** With an OpenAI-compatible provider on this machine as the only model. */
    public static GatewayHome withProvider(int providerPort) throws IOException {
        return write("http://127.0.0.1:" + providerPort + "/v1");
    }

    private static GatewayHome write(String providerUrl) throws IOException {
        GatewayHome home = new GatewayHome(Files.createTempDirectory("openclaw-home"), freePort());
        ObjectNode config = JSON.createObjectNode();
        ObjectNode gateway = config.putObject("gateway").put("mode", "local").put("port", home.port);
        gateway.putObject("auth").put("mode", "token").put("token", home.token);
        gateway.putObject("http").putObject("endpoints").putObject("chatCompletions").put("enabled", true);
        if (providerUrl != null) {
            ObjectNode provider = config.putObject("models").putObject("providers").putObject("bench");
            provider.put("baseUrl", providerUrl).put("apiKey", "none").put("api", "openai-completions");
            provider.putArray("models").addObject().put("id", "instant").put("name", "Instant");
            config.putObject("agents").putObject("defaults").putObject("model").put("primary", "bench/instant");
        }
        Path state = Files.createDirectories(home.directory.resolve(".openclaw"));
        JSON.writeValue(state.resolve("openclaw.json").toFile(), config);
        return home;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Lets the gateway go on working however often it is killed; else the third time would lead to safe mode. */
    public GatewayHome withoutSafeMode() throws IOException {
        Path file = directory.resolve(".openclaw").resolve("openclaw.json");
        ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
        config.putObject("appliance").putObject("safeMode").put("uncleanBoots", 10_000);
        JSON.writeValue(file.toFile(), config);
        return this;
    }

    public Path directory() {
        return directory;
    }

    public int port() {
        return port;
    }

    public String token() {
        return token;
    }

    /** Makes the launcher choose the flags it would on a machine with this much memory. */
    public GatewayHome onBoardWith(int megabytes) throws IOException {
        Path proc = Files.createDirectories(board().resolve("proc"));
        Files.writeString(proc.resolve("meminfo"), "MemTotal: " + megabytes * 1024L + " kB\n");
        return this;
    }

    /** Sets {@code gateway.maxMemory}. @param size such as {@code 160m} */
    public GatewayHome withMaxMemory(String size) throws IOException {
        File file = directory.resolve(".openclaw/openclaw.json").toFile();
        ObjectNode config = (ObjectNode) JSON.readTree(file);
        ((ObjectNode) config.path("gateway")).put("maxMemory", size);
        JSON.writeValue(file, config);
        return this;
    }

    /** Sets where the memory guard's levels begin. @param percent of the budget for the last of them; the others 10 and 20 less */
    public GatewayHome withEmergencyFrom(int percent) throws IOException {
        File file = directory.resolve(".openclaw/openclaw.json").toFile();
        ObjectNode config = (ObjectNode) JSON.readTree(file);
        config.withObject("appliance").withObject("memory")
                .put("warnPct", percent - 20)
                .put("criticalPct", percent - 10)
                .put("emergencyPct", percent);
        JSON.writeValue(file, config);
        return this;
    }

    /** Lets the gateway wait for the kernel where it would end itself. */
    public GatewayHome withoutEmergencyExit() throws IOException {
        File file = directory.resolve(".openclaw/openclaw.json").toFile();
        ObjectNode config = (ObjectNode) JSON.readTree(file);
        config.withObject("appliance").withObject("memory").put("onEmergency", "shed");
        JSON.writeValue(file, config);
        return this;
    }

    private Path board() {
        return directory.resolve("board");
    }

    /** The whole environment of a process in this home: nothing of the caller's own set-up leaks in. */
    public void applyTo(Map<String, String> environment) {
        String path = environment.get("PATH");
        environment.clear();
        environment.put("PATH", path == null ? "/usr/bin:/bin" : path);
        environment.put("HOME", directory.toString());
        environment.put("TMPDIR", directory.toString());
        if (Files.isDirectory(board())) {
            environment.put("OPENCLAW_LAUNCHER_ROOT", board().toString());
        }
    }

    @Override
    public void close() throws IOException {
        Trees.delete(directory);
    }
}
