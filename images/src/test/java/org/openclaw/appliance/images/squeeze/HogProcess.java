package org.openclaw.appliance.images.squeeze;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.images.Layout;

/** A running {@link Hog}. */
final class HogProcess implements Closeable {

    /** More than any group here lets it have. */
    private static final int EVERYTHING_MEGABYTES = 512;

    private final Process process;

    private HogProcess(Process process) {
        this.process = process;
    }

    /**
     * @param starter what to put before the command line
     * @param first megabytes it takes at once
     * @param perSecond megabytes it takes each second after that
     */
    static HogProcess start(Layout layout, List<String> starter, int first, int perSecond) throws IOException {
        List<String> command = new ArrayList<>(starter);
        command.addAll(commandLine(layout.java().toString(), Path.of("target/test-classes").toAbsolutePath().toString()));
        command.addAll(List.of(
                Integer.toString(first), Integer.toString(perSecond), Integer.toString(EVERYTHING_MEGABYTES)));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        return new HogProcess(process);
    }

    /** Everything before the three numbers. */
    static List<String> commandLine(String java, String classes) {
        return List.of(
                java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx16m", "-XX:MaxDirectMemorySize=1g", "-cp", classes,
                Hog.class.getName());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Its memory is free again when this returns. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
