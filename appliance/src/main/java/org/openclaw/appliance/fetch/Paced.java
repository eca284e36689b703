package org.openclaw.appliance.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Clock;

/** What a socket receives until a point in time: a server that sends a byte now and then must not be waited for any longer. */
final class Paced extends InputStream {

    private final Socket socket;
    private final InputStream in;
    private final long deadline;
    private final Clock clock;

    /** @param deadline milliseconds since 1970 */
    Paced(Socket socket, long deadline, Clock clock) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.deadline = deadline;
        this.clock = clock;
    }

    @Override
    public int read() throws IOException {
        pace();
        return in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        pace();
        return in.read(bytes, offset, length);
    }

    private void pace() throws IOException {
        long left = deadline - clock.millis();
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        socket.setSoTimeout((int) left);
    }
}
