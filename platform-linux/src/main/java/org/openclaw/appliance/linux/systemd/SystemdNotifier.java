package org.openclaw.appliance.linux.systemd;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.platform.SupervisorNotifier;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Speaks systemd's notification protocol, sd_notify(3): one datagram to {@code $NOTIFY_SOCKET} per message. Native code is
 * loaded with the first message: JNA's, or what the JVM has of its own. Where neither works, that is logged once and later
 * messages are dropped. Thread-safe.
 */
public final class SystemdNotifier implements SupervisorNotifier {

    private static final TaggedLogger LOG = Logger.tag("service");
    private static final int LONGEST_STATUS = 512;

    private final String address;
    private final OptionalLong watchdogMicros;
    private final ReentrantLock lock = new ReentrantLock();
    private Datagrams datagrams;
    private boolean broken;

    /**
     * @param environment where systemd leaves {@code NOTIFY_SOCKET} (a path or {@code @abstract}; anything else means nobody
     *     listens), {@code WATCHDOG_USEC} and {@code WATCHDOG_PID}
     * @param pid this process: a watchdog that is meant for another one is not answered
     */
    public SystemdNotifier(Map<String, String> environment, long pid) {
        String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        address = socket.startsWith("/") || socket.startsWith("@") ? socket : "";
        watchdogMicros = watchdog(environment, pid);
    }

    /** As sd_watchdog_enabled(3) decides it. */
    private static OptionalLong watchdog(Map<String, String> environment, long pid) {
        String watched = environment.getOrDefault("WATCHDOG_PID", Long.toString(pid));
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        boolean sane = micros.matches("[0-9]{1,18}") && Long.parseLong(micros) > 0;
        return sane && watched.equals(Long.toString(pid)) ? OptionalLong.of(Long.parseLong(micros)) : OptionalLong.empty();
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

    @Override
    public OptionalLong watchdogMicros() {
        return listening() ? watchdogMicros : OptionalLong.empty();
    }

    @Override
    public void alive() {
        send("WATCHDOG=1");
    }

    /** The clock's reading belongs into the same datagram. {@link System#nanoTime} is CLOCK_MONOTONIC on Linux. */
    @Override
    public void reloading() {
        send("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1000);
    }

    @Override
    public void failed(int errno) {
        send("ERRNO=" + errno);
    }

    private void send(String message) {
        if (!listening()) {
            return;
        }
        lock.lock();
        try {
            if (datagrams == null && !broken) {
                datagrams = open();
            }
            if (datagrams != null) {
                datagrams.send(message);
            }
        } catch (IOException e) {
            LOG.warn("systemd could not be told {}: {}", message, e.getMessage());
        } catch (LinkageError | RuntimeException e) {
            broken = true;
            datagrams = null;
            LOG.warn(
                    "systemd can't be told about this service, native code does not load: {}. Set Type=exec and WatchdogSec=0"
                            + " in a drop-in of the unit, or systemd will restart it again and again",
                    reason(e));
        } finally {
            lock.unlock();
        }
    }

    private Datagrams open() throws IOException {
        try {
            return new JnaDatagrams(address);
        } catch (LinkageError | RuntimeException e) {
            LOG.warn(
                    "JNA's native library does not load: {}. The JVM's own calls are used instead; make the library's directory"
                            + " readable and executable",
                    reason(e));
            return new ForeignDatagrams(address);
        }
    }

    private static String reason(Throwable e) {
        return e.toString().lines().findFirst().orElse("");
    }
}
