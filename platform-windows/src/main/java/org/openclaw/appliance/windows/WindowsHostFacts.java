package org.openclaw.appliance.windows;

import java.util.Map;
import java.util.OptionalLong;
import org.openclaw.appliance.platform.MemoryProbe;
import org.openclaw.appliance.platform.MemoryProbe.Reading;
import org.openclaw.appliance.platform.PortablePlatform;

/** The JVM's facts, and what kernel32 adds. There are no load averages on Windows. */
final class WindowsHostFacts extends PortablePlatform.JvmHostFacts {

    private final Kernel kernel;
    private final MemoryProbe memory;
    private final Map<String, String> environment;

    WindowsHostFacts(Kernel kernel, MemoryProbe memory, Map<String, String> environment) {
        this.kernel = kernel;
        this.memory = memory;
        this.environment = environment;
    }

    @Override
    public String platform() {
        return "win32";
    }

    @Override
    public String hostname() {
        String name = environment.getOrDefault("COMPUTERNAME", "");
        return name.isBlank() ? super.hostname() : name;
    }

    @Override
    public OptionalLong totalMemoryBytes() {
        long total = memory.read().total();
        return total == Reading.UNKNOWN ? OptionalLong.empty() : OptionalLong.of(total);
    }

    @Override
    public OptionalLong hostUptimeMillis() {
        return kernel.millisSinceBoot();
    }
}
