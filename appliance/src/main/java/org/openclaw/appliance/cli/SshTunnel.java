package org.openclaw.appliance.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A port of this machine that leads to a gateway's loopback port on another one, through the system's ssh client. */
final class SshTunnel implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int LONGEST_COMPLAINT = 4 * 1024;
    private static final int STEP_MILLIS = 100;

    /** user@host or user@host:port. A leading hyphen would be an option of ssh. */
    private static final Pattern TARGET = Pattern.compile("([^-\\s:][^\\s:]*|[^-\\s:][^\\s@]*@\\[[0-9a-fA-F:]+])(?::(\\d{1,5}))?");

    private final Process ssh;
    private final int port;

    private SshTunnel(Process ssh, int port) {
        this.ssh = ssh;
        this.port = port;
    }

    /** @param target user@host or user@host:port @throws CommandException when it is neither */
    static void check(String target) throws CommandException {
        if (!TARGET.matcher(target).matches()) {
            throw CommandException.usage("--ssh takes user@host or user@host:port");
        }
    }

    /**
     * Opens a tunnel without asking anybody anything.
     *
     * @param identity a key file, if not the client's own choice
     * @param remotePort where the gateway listens over there
     * @param patience how long it may take
     * @throws IOException with what ssh said, when there is no tunnel
     */
    static SshTunnel open(String target, Optional<String> identity, int remotePort, Duration patience)
            throws IOException, InterruptedException {
        int port = freePort();
        Process ssh = new ProcessBuilder(command(target, identity, port, remotePort, patience))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        ssh.getOutputStream().close();
        boolean open = false;
        try {
            long end = System.nanoTime() + patience.toNanos();
            while (System.nanoTime() < end && !ssh.waitFor(STEP_MILLIS, TimeUnit.MILLISECONDS)) {
                if (accepts(port)) {
                    open = true;
                    return new SshTunnel(ssh, port);
                }
            }
            throw new IOException(ssh.isAlive() ? "no connection within " + patience.toSeconds() + " s" : complaint(ssh));
        } finally {
            if (!open) {
                ssh.destroyForcibly();
            }
        }
    }

    private static List<String> command(
            String target, Optional<String> identity, int port, int remotePort, Duration patience) {
        Matcher parts = TARGET.matcher(target);
        if (!parts.matches()) {
            throw new IllegalArgumentException(target);
        }
        List<String> command = new ArrayList<>(List.of("ssh", "-N", "-o", "BatchMode=yes", "-o", "ExitOnForwardFailure=yes"));
        command.addAll(List.of("-o", "ConnectTimeout=" + Math.max(1, patience.toSeconds())));
        command.addAll(List.of("-L", LOOPBACK + ":" + port + ":" + LOOPBACK + ":" + remotePort));
        if (parts.group(2) != null) {
            command.addAll(List.of("-p", parts.group(2)));
        }
        identity.ifPresent(file -> command.addAll(List.of("-i", file)));
        command.addAll(List.of("--", parts.group(1)));
        return command;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(LOOPBACK, port), STEP_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String complaint(Process ssh) throws IOException {
        try (InputStream errors = ssh.getErrorStream()) {
            String text = new String(errors.readNBytes(LONGEST_COMPLAINT), Charset.defaultCharset()).strip();
            return text.isEmpty() ? "ssh ended with status " + ssh.exitValue() : text.lines().toList().getLast();
        }
    }

    /** The port of this machine. */
    int port() {
        return port;
    }

    @Override
    public void close() {
        ssh.destroy();
    }
}
