package org.openclaw.appliance.images.footprint;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.images.Layout;

/** An empty {@code main} on the distribution's Java with the gateway's own flags: what no program can undercut. */
public final class Floor {

    private static final char READY = 'r';

    private Floor() {}

    /** The empty program: says that it runs, then waits until its input ends. */
    public static void main(String[] args) throws IOException {
        System.out.write(READY);
        System.out.flush();
        int ignored = System.in.read();
    }

    /** @param flags all words of a gateway's command line, from which its JVM flags are taken */
    static Start measure(Layout layout, List<String> flags, boolean atRest) throws IOException {
        List<String> words = new ArrayList<>(List.of(layout.java().toString()));
        flags.stream().skip(1).takeWhile(word -> !word.equals("-jar"))
                .filter(word -> !word.contains("SharedArchiveFile")).forEach(words::add);
        words.addAll(List.of("-cp", ownCode(), Floor.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        long start = System.nanoTime();
        Process process = builder.start();
        try {
            if (process.getInputStream().read() != READY) {
                throw new IOException("the empty program did not start: " + String.join(" ", words));
            }
            double wall = (System.nanoTime() - start) / 1e6;
            long cpu = ProcessFigures.of(process.pid()).cpuMillis();
            return new Start(wall, cpu, atRest ? Rest.of(process.pid()) : null);
        } finally {
            process.destroy();
        }
    }

    private static String ownCode() throws IOException {
        try {
            return Path.of(Floor.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IOException("the place of the bench's own classes is unknown", e);
        }
    }

    /** The command line of a running process, word by word. */
    static List<String> commandLine(long pid) throws IOException {
        byte[] words = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
        return List.of(new String(words, StandardCharsets.UTF_8).split("\0"));
    }

    /** One start: milliseconds of wall time and CPU until ready, and the process at rest if asked for. */
    record Start(double wallMillis, double cpuMillis, Rest rest) {}
}
