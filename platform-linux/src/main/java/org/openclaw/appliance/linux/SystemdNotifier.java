package org.openclaw.appliance.linux;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.platform.SupervisorNotifier;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Speaks systemd's notification protocol, sd_notify(3): one datagram to {@code $NOTIFY_SOCKET} per message. Native code is
 * loaded with the first message. Where it can't be, that is logged once and later messages are dropped. Thread-safe.
 */
public final class SystemdNotifier implements SupervisorNotifier {

    private static final TaggedLogger LOG = Logger.tag("service");
    private static final int LONGEST_STATUS = 512;

    private final String address;
    private final ReentrantLock lock = new ReentrantLock();
    private UnixDatagram datagram;
    private boolean broken;

    /** @param address value of {@code NOTIFY_SOCKET}: a path or {@code @abstract}; anything else, or null, means nobody listens */
    public SystemdNotifier(String address) {
        this.address = address != null && (address.startsWith("/") || address.startsWith("@")) ? address : "";
    }

    @Override
    public boolean listening() {
        return !address.isEmpty();
    }

    @Override
    public void ready() {
        send("READY=1");
    }

    @Override
    public void status(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        send("STATUS=" + (line.length() <= LONGEST_STATUS ? line : line.substring(0, LONGEST_STATUS)));
    }

    @Override
    public void stopping() {
        send("STOPPING=1");
    }

    @Override
    public void extendTimeout(Duration more) {
        send("EXTEND_TIMEOUT_USEC=" + more.toNanos() / 1000);
    }

    private void send(String message) {
        if (!listening()) {
            return;
        }
        lock.lock();
        try {
            if (broken) {
                return;
            }
            if (datagram == null) {
                datagram = new UnixDatagram(address);
            }
            datagram.send(message);
        } catch (IOException e) {
            LOG.warn("systemd could not be told {}: {}", message, e.getMessage());
        } catch (LinkageError | RuntimeException e) {
            broken = true;
            LOG.warn(
                    "systemd can't be told about this service, native code does not load: {}. Make the directory of JNA's"
                            + " library readable and executable, or set Type=exec in the unit",
                    e.toString().lines().findFirst().orElse(""));
        } finally {
            lock.unlock();
        }
    }
}
