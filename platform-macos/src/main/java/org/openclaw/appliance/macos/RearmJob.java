package org.openclaw.appliance.macos;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.openclaw.appliance.macos.Launchctl.Job;
import org.openclaw.appliance.platform.ServiceException;

/**
 * A second, small job beside the gateway's: every five minutes it asks launchd to start the gateway. launchd may leave a job
 * down that crashed many times in a row, although its definition says to keep it alive. The request does nothing to a job
 * that runs, and fails on one that was taken out of launchd, so it brings nothing back that its owner stopped.
 *
 * <p>It is an aid: the gateway is installed, started and stopped whether or not launchd takes it.
 */
final class RearmJob {

    /** The value of {@code OPENCLAW_SERVICE_KIND} by which such a definition is told from a gateway's. */
    static final String KIND = "rearm";

    private final LaunchdSetting setting;
    private final Launchctl launchctl;
    private final Registration registration;

    RearmJob(LaunchdSetting setting, Launchctl launchctl, Registration registration) {
        this.setting = setting;
        this.launchctl = launchctl;
        this.registration = registration;
    }

    /** The label of the job that looks after a service. */
    static String labelOf(String service) {
        return service + "." + KIND;
    }

    /**
     * Writes and registers it, where it isn't so already.
     *
     * @return what went wrong, with what to do about it
     */
    Optional<String> register(String service) throws InterruptedException {
        String label = labelOf(service);
        Path file = setting.agentOf(label);
        try {
            if (!isWritten(service)) {
                registration.replace(label, file, definition(service));
            } else if (!(launchctl.print(setting.target(label)) instanceof Job.Loaded)) {
                registration.add(label, file);
            }
            return Optional.empty();
        } catch (ServiceException e) {
            return Optional.of("the service runs, but nothing starts it again should launchd give up on it after many "
                    + "crashes: " + e.getMessage());
        }
    }

    /**
     * Takes it out of launchd, before the service itself. Where that fails it is of no consequence: it can't start what
     * launchd doesn't know.
     *
     * @param staysOff whether it stays so with the next login
     */
    void withdraw(String service, boolean staysOff) {
        String target = setting.target(labelOf(service));
        if (staysOff && Files.exists(setting.agentOf(labelOf(service)))) {
            launchctl.disable(target);
        }
        if (!(launchctl.print(target) instanceof Job.Absent)) {
            launchctl.bootout(target);
        }
    }

    /** @return the definition's file, if there was one to delete */
    Optional<Path> delete(String service) throws IOException {
        Path file = setting.agentOf(labelOf(service));
        return Files.deleteIfExists(file) ? Optional.of(file) : Optional.empty();
    }

    /** How its definition differs from what it should be. */
    Optional<String> drift(String service) {
        Path file = setting.agentOf(labelOf(service));
        return isWritten(service)
                ? Optional.empty()
                : Optional.of(file + ", which starts the service again after launchd gave up on it, is "
                        + (Files.exists(file) ? "not as it should be" : "missing"));
    }

    /** The file's text. Labels and domains are of characters that XML takes as they are; the program's path may not be. */
    String definition(String service) {
        return template()
                .replace("${label}", labelOf(service))
                .replace("${target}", setting.target(service))
                .replace("${launchctl}", launchctl.program().replace("&", "&amp;").replace("<", "&lt;"));
    }

    private boolean isWritten(String service) {
        try {
            return Files.readString(setting.agentOf(labelOf(service))).equals(definition(service));
        } catch (IOException e) {
            return false;
        }
    }

    private static String template() {
        try (InputStream bytes = RearmJob.class.getResourceAsStream("rearm-agent.plist")) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
