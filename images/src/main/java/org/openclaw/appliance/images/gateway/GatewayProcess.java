package org.openclaw.appliance.images.gateway;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openclaw.appliance.images.AssemblyException;
import org.openclaw.appliance.images.Layout;

/** A gateway started through the distribution's launcher, as its users start it. */
public final class GatewayProcess implements Closeable {

    private static final long START_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long STOP_LIMIT_SECONDS = 30;
    private static final byte[] HEALTH = probe("/health");
    private static final byte[] READY = probe("/readyz");

    private final Process process;
    private final GatewayHome home;
    private final Path log;

    private GatewayProcess(Process process, GatewayHome home, Path log) {
        this.process = process;
        this.home = home;
        this.log = log;
    }

    private static byte[] probe(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Starts without waiting. @param environment more variables for the process */
    public static GatewayProcess start(Layout layout, GatewayHome home, Map<String, String> environment)
            throws IOException {
        return start(layout, home, environment, List.of());
    }

    /** The same through another program. @param starter its command line, to which the gateway's is added */
    public static GatewayProcess start(
            Layout layout, GatewayHome home, Map<String, String> environment, List<String> starter) throws IOException {
        Path log = home.directory().resolve("gateway-output.log");
        List<String> command = new ArrayList<>(starter);
        command.addAll(List.of(layout.launcher().toString(), "gateway", "run"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.directory().toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
        home.applyTo(builder.environment());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return new GatewayProcess(process, home, log);
    }

    /** Waits until {@code /health} answers 200. */
    public GatewayProcess awaitHealthy() throws IOException {
        await(HEALTH);
        return this;
    }

    private void await(byte[] probe) throws IOException {
        long start = System.nanoTime();
        while (!answers(probe)) {
            if (!process.isAlive() || System.nanoTime() - start > START_LIMIT_NANOS) {
                throw new AssemblyException("The gateway did not come up (" + (process.isAlive() ? "still running"
                        : "ended with status " + process.exitValue()) + "). It said:\n" + output());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    private boolean answers(byte[] probe) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), home.port()), 1_000);
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(probe);
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(12), StandardCharsets.US_ASCII).equals("HTTP/1.1 200");
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Waits until clients are let in, which comes a little after the first sign of life. */
    public GatewayProcess awaitReady() throws IOException {
        awaitHealthy();
        await(READY);
        return this;
    }

    public GatewayClient connect() throws IOException {
        return GatewayClient.connect(home.port(), home.token());
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The status it ended with; only once it has. */
    public int exitStatus() {
        return process.exitValue();
    }

    public long pid() {
        return process.pid();
    }

    public GatewayHome home() {
        return home;
    }

    public String output() throws IOException {
        String text = Files.exists(log) ? Files.readString(log) : "";
        return text.substring(Math.max(0, text.length() - 4_000));
    }

    /** Ends the gateway as a lack of memory would, without a chance to tidy up. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Asks the gateway to stop, as a supervisor does, and waits for its end. */
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssemblyException("The gateway did not stop within " + STOP_LIMIT_SECONDS
                        + " s of SIGTERM. It said:\n" + output());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
