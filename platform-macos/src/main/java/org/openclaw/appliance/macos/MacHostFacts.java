package org.openclaw.appliance.macos;

import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import org.openclaw.appliance.platform.PortablePlatform;

/** The JVM's facts, and what sysctl adds. */
final class MacHostFacts extends PortablePlatform.JvmHostFacts {

    private final Darwin darwin;
    private final Clock clock;

    MacHostFacts(Darwin darwin, Clock clock) {
        this.darwin = darwin;
        this.clock = clock;
    }

    @Override
    public String platform() {
        return "darwin";
    }

    @Override
    public String release() {
        return Sysctl.text(darwin.sysctl("kern.osrelease")).orElseGet(super::release);
    }

    @Override
    public String hostname() {
        return Sysctl.text(darwin.sysctl("kern.hostname")).orElseGet(super::hostname);
    }

    @Override
    public String model() {
        return Sysctl.text(darwin.sysctl("hw.model")).orElse("unknown");
    }

    @Override
    public OptionalLong totalMemoryBytes() {
        return Sysctl.number(darwin.sysctl("hw.memsize"));
    }

    /** {@code kern.boottime} is a {@code struct timeval} on the wall clock; its seconds are a long. */
    @Override
    public OptionalLong hostUptimeMillis() {
        OptionalLong booted = Sysctl.longAt(darwin.sysctl("kern.boottime"), 0);
        return booted.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, clock.millis() - booted.getAsLong() * 1000));
    }

    @Override
    public List<Double> loadAverage() {
        return darwin.loadAverage();
    }
}
