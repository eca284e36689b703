package org.openclaw.appliance;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.openclaw.appliance.platform.HostFacts;
import org.openclaw.appliance.platform.MemoryProbe;
import org.openclaw.appliance.provider.DeviceFacts;

/** What the built-in responder may tell, from the platform and the gateway's own counters. */
record BoardFacts(
        String version,
        HostFacts host,
        MemoryProbe memory,
        Path state,
        LongSupplier uptimeMillis,
        int port,
        IntSupplier connections)
        implements DeviceFacts {

    @Override
    public String hostname() {
        return host.hostname();
    }

    @Override
    public String hardware() {
        return host.model();
    }

    @Override
    public OptionalLong memoryTotalBytes() {
        return known(memory.read().total());
    }

    @Override
    public OptionalLong memoryAvailableBytes() {
        return known(memory.read().available());
    }

    @Override
    public OptionalLong gatewayMemoryBytes() {
        return known(memory.read().rss());
    }

    @Override
    public OptionalLong hostUptimeMillis() {
        return host.hostUptimeMillis();
    }

    @Override
    public long gatewayUptimeMillis() {
        return uptimeMillis.getAsLong();
    }

    @Override
    public OptionalLong diskTotalBytes() {
        return ofDisk(FileStore::getTotalSpace);
    }

    @Override
    public OptionalLong diskFreeBytes() {
        return ofDisk(FileStore::getUsableSpace);
    }

    @Override
    public List<Double> loadAverage() {
        return host.loadAverage();
    }

    @Override
    public OptionalDouble temperatureCelsius() {
        return host.temperatureCelsius();
    }

    @Override
    public List<String> addresses() {
        return host.addresses();
    }

    @Override
    public int clients() {
        return connections.getAsInt();
    }

    private interface Figure {
        long of(FileStore disk) throws IOException;
    }

    private OptionalLong ofDisk(Figure figure) {
        try {
            return OptionalLong.of(figure.of(Files.getFileStore(state)));
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong known(long bytes) {
        return bytes == MemoryProbe.Reading.UNKNOWN ? OptionalLong.empty() : OptionalLong.of(bytes);
    }
}
