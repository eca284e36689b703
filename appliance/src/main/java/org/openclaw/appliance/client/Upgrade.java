package org.openclaw.appliance.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import org.openclaw.appliance.websocket.UpgradeKey;

/** The client's side of the WebSocket opening handshake (RFC 6455 §4.1). */
final class Upgrade {

    private static final int MOST_HEADER_BYTES = 16 * 1024;

    private Upgrade() {}

    /** Asks for the upgrade and checks the answer; on return the next byte read belongs to the first frame. */
    static void perform(Socket socket, Target target, SecureRandom random, Deadline deadline) throws IOException {
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        String key = Base64.getEncoder().encodeToString(nonce);
        String request = "GET " + target.resource() + " HTTP/1.1\r\nHost: " + target.authority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + key + "\r\n\r\n";
        OutputStream out = socket.getOutputStream();
        out.write(request.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        String answer = readHeader(socket, deadline);
        if (!answer.startsWith("HTTP/1.1 101 ")) {
            String status = answer.substring(0, answer.indexOf('\r'));
            throw new ProtocolException("the port answers, but not as a gateway: " + printable(status));
        }
        if (!UpgradeKey.accept(key).equals(header(answer, "sec-websocket-accept"))) {
            throw new ProtocolException("the port answers, but not as a gateway: wrong Sec-WebSocket-Accept");
        }
    }

    // Byte by byte, so that nothing of the first frame is swallowed; a handshake answer is a few hundred bytes.
    private static String readHeader(Socket socket, Deadline deadline) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder header = new StringBuilder(256);
        while (true) {
            socket.setSoTimeout(deadline.millisLeft());
            int b = in.read();
            if (b < 0) {
                throw header.isEmpty()
                        ? new EOFException("connection closed before the handshake")
                        : new ProtocolException("the port answers, but not as a gateway");
            }
            header.append((char) b);
            if (b == '\n' && endsHeader(header)) {
                return header.toString();
            }
            if (header.length() >= MOST_HEADER_BYTES || (header.length() == 5 && !isHttp(header))) {
                throw new ProtocolException("the port answers, but not as a gateway");
            }
        }
    }

    private static boolean endsHeader(StringBuilder header) {
        int n = header.length();
        return n >= 4 && header.charAt(n - 2) == '\r' && header.charAt(n - 3) == '\n' && header.charAt(n - 4) == '\r';
    }

    private static boolean isHttp(StringBuilder header) {
        return header.toString().equals("HTTP/");
    }

    private static String header(String answer, String name) {
        for (String line : answer.split("\r\n")) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).strip().toLowerCase(Locale.ROOT).equals(name)) {
                return line.substring(colon + 1).strip();
            }
        }
        return "";
    }

    private static String printable(String text) {
        String safe = text.replaceAll("[^\\x20-\\x7e]", "?");
        return safe.length() > 80 ? safe.substring(0, 80) : safe;
    }
}
