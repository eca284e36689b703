package org.openclaw.appliance.provider;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A board with fixed figures. */
public final class SampleDevice implements DeviceFacts {

    private static final long MB = 1024 * 1024;

    @Override
    public String version() {
        return "0.1.0";
    }

    @Override
    public String hostname() {
        return "shelf-pi";
    }

    @Override
    public String hardware() {
        return "Raspberry Pi Zero 2 W";
    }

    @Override
    public OptionalLong memoryTotalBytes() {
        return OptionalLong.of(256 * MB);
    }

    @Override
    public OptionalLong memoryAvailableBytes() {
        return OptionalLong.of(97 * MB);
    }

    @Override
    public OptionalLong gatewayMemoryBytes() {
        return OptionalLong.of(61 * MB);
    }

    @Override
    public OptionalLong hostUptimeMillis() {
        return OptionalLong.of(93_784_000);
    }

    @Override
    public long gatewayUptimeMillis() {
        return 3_720_000;
    }

    @Override
    public OptionalLong diskTotalBytes() {
        return OptionalLong.of(16L * 1024 * MB);
    }

    @Override
    public OptionalLong diskFreeBytes() {
        return OptionalLong.of(9L * 1024 * MB);
    }

    @Override
    public List<Double> loadAverage() {
        return List.of(0.12, 0.08, 0.05);
    }

    @Override
    public OptionalDouble temperatureCelsius() {
        return OptionalDouble.of(48.3);
    }

    @Override
    public List<String> addresses() {
        return List.of("192.168.7.20");
    }

    @Override
    public int port() {
        return 18789;
    }

    @Override
    public int clients() {
        return 2;
    }
}
