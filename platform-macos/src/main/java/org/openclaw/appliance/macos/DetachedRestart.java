package org.openclaw.appliance.macos;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openclaw.appliance.platform.ServiceException;

/** Restarts a job on behalf of a process that ends with it. */
final class DetachedRestart {

    private static final long HANDING_OVER_SECONDS = 10;

    private final String launchctl;

    DetachedRestart(String launchctl) {
        this.launchctl = launchctl;
    }

    /** Returns when the request has been handed over, which is before the restart. */
    void of(String target) throws ServiceException, InterruptedException {
        try {
            Process shell = new ProcessBuilder(List.of("/bin/bash", "-c", script(), "openclaw-restart", launchctl, target))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (shell.waitFor(HANDING_OVER_SECONDS, TimeUnit.SECONDS) && shell.exitValue() == 0) {
                return;
            }
            shell.destroyForcibly();
        } catch (IOException notStarted) {
            // Said below.
        }
        throw new ServiceException("the restart can't be handed over to a process outside of the service; run `launchctl "
                + "kickstart -k " + target + "` in a terminal");
    }

    private static String script() throws IOException {
        try (InputStream bytes = DetachedRestart.class.getResourceAsStream("restart.bash")) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
