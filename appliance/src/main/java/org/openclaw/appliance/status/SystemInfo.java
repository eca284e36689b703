package org.openclaw.appliance.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.openclaw.appliance.platform.HostFacts;
import org.openclaw.appliance.platform.MemoryProbe;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.rpc.Lifecycle;

/** The answer of {@code system.info}: the machine under the gateway. Thread-safe; asks the file system. */
public final class SystemInfo {

    private final HostFacts host;
    private final MemoryProbe memory;
    private final Lifecycle lifecycle;
    private final Path state;
    private final int port;

    /** @param state the state directory, whose disk is reported */
    public SystemInfo(HostFacts host, MemoryProbe memory, Lifecycle lifecycle, Path state, int port) {
        this.host = host;
        this.memory = memory;
        this.lifecycle = lifecycle;
        this.state = state;
        this.port = port;
    }

    public ObjectNode make() {
        MemoryProbe.Reading reading = memory.read();
        String runtime = "java " + System.getProperty("java.version");
        ObjectNode info = Json.object()
                .put("machineName", host.model().equals("unknown") ? host.hostname() : host.model())
                .put("hostname", host.hostname())
                .put("platform", host.platform())
                .put("release", host.release())
                .put("arch", host.arch())
                .put("osLabel", System.getProperty("os.name") + " " + host.release())
                .put("port", port)
                // The field is called so on the wire; what runs here is Java, and it says so.
                .put("nodeVersion", runtime)
                .put("pid", ProcessHandle.current().pid())
                .put("uptimeMs", lifecycle.uptimeMillis())
                .put("cpuCount", host.processors())
                .put("memoryTotalBytes", Math.max(0, reading.total()))
                .put("memoryFreeBytes", Math.max(0, reading.available()));
        host.addresses().stream().findFirst().ifPresent(address -> info.put("lanAddress", address));
        List<Double> load = host.loadAverage();
        if (load.size() == 3) {
            ArrayNode averages = info.putArray("loadAverage");
            load.forEach(averages::add);
        }
        addDisk(info);
        return info;
    }

    private void addDisk(ObjectNode info) {
        try {
            FileStore disk = Files.getFileStore(state);
            info.put("diskTotalBytes", disk.getTotalSpace())
                    .put("diskAvailableBytes", disk.getUsableSpace())
                    .put("diskPath", state.toString());
        } catch (IOException e) {
            // The optional fields stay absent: a disk that can't be asked is reported by doctor, not here.
            info.remove(List.of("diskTotalBytes", "diskAvailableBytes", "diskPath"));
        }
    }
}
