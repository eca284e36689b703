package org.openclaw.appliance.images.footprint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.openclaw.appliance.images.Layout;
import org.openclaw.appliance.images.gateway.GatewayHome;

/**
 * One command through the launcher, watched while it runs. A process's peak only ever grows, so frequent looks see it
 * to within the last look before its end; a child that lives shorter than the time between two looks may be missed.
 *
 * @param peakRssKib of the largest process
 * @param jvms how many of the processes were Java
 */
record CommandRun(double wallMillis, long peakRssKib, int jvms) {

    static CommandRun of(Layout layout, GatewayHome home, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(layout.launcher().toString()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        home.applyTo(builder.environment());
        long start = System.nanoTime();
        Process process = builder.start();
        process.getOutputStream().close();
        long peak = 0;
        Set<Long> jvms = new HashSet<>();
        while (process.isAlive()) {
            for (long pid : family(process.pid())) {
                peak = Math.max(peak, look(pid, jvms));
            }
        }
        return new CommandRun((System.nanoTime() - start) / 1e6, peak, jvms.size());
    }

    private static List<Long> family(long pid) {
        List<Long> family = new ArrayList<>(List.of(pid));
        for (int i = 0; i < family.size(); i++) {
            String parent = Long.toString(family.get(i));
            try {
                for (String child : Files.readString(Path.of("/proc", parent, "task", parent, "children")).split(" ")) {
                    if (!child.isBlank()) {
                        family.add(Long.parseLong(child.strip()));
                    }
                }
            } catch (IOException ended) {
                // Its figures were taken at an earlier look.
            }
        }
        return family;
    }

    private static long look(long pid, Set<Long> jvms) {
        try {
            String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
            if (status.startsWith("Name:\tjava\n")) {
                jvms.add(pid);
            }
            return ProcessFigures.field(status, "VmHWM:");
        } catch (IOException ended) {
            return 0;
        }
    }
}
