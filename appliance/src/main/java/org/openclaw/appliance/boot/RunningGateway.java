package org.openclaw.appliance.boot;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Another gateway of this machine, seen from outside. */
public final class RunningGateway {

    private static final int PATIENCE_MILLIS = 2_000;
    private static final int LONGEST_ANSWER = 4_096;
    private static final byte[] REQUEST =
            "GET /health HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private RunningGateway() {}

    /** Whether it answers {@code GET /health} with 200 and {@code "status":"live"}, each step within two seconds. */
    public static boolean isHealthy(int port) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(REQUEST);
            out.flush();
            InputStream in = socket.getInputStream();
            String answer = new String(in.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
            return answer.matches("(?s)HTTP/1\\.[01] 200 .*\"status\":\"live\".*");
        } catch (IOException e) {
            return false;
        }
    }
}
