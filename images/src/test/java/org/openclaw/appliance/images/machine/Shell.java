package org.openclaw.appliance.images.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs commands of this host to their end. */
public final class Shell {

    private static final int PATIENCE_SECONDS = 180;

    private Shell() {}

    public static Output run(List<String> command) throws IOException, InterruptedException {
        return run(PATIENCE_SECONDS, command);
    }

    /** @param patienceSeconds after which the command is ended */
    public static Output run(int patienceSeconds, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        Thread patience = Thread.ofVirtual().start(() -> endWhenOverdue(process, patienceSeconds));
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        patience.interrupt();
        return new Output(status, text);
    }

    private static void endWhenOverdue(Process process, int patienceSeconds) {
        try {
            if (!process.waitFor(patienceSeconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
