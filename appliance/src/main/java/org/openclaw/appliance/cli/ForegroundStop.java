package org.openclaw.appliance.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Ends a gateway that no service manager looks after: asks it to stop and waits until its process is gone. */
enum ForegroundStop {
    STOPPED,
    /** It doesn't listen where its file says, so it may be another program by now. Left alone. */
    UNVERIFIED,
    /** The system can only kill. Left alone. */
    UNSUPPORTED,
    /** Asked, and still there. */
    STILL_ALIVE;

    /** What a gateway may take: 5 minutes for work in progress, and its own closing. */
    private static final Duration PATIENCE = Duration.ofSeconds(330);

    private static final Duration REMINDER = Duration.ofSeconds(10);

    static ForegroundStop of(OwnGateway gateway, Consumer<String> steps) throws InterruptedException {
        Optional<ProcessHandle> process = ProcessHandle.of(gateway.pid());
        if (process.isEmpty()) {
            return STOPPED;
        }
        if (!gateway.verified()) {
            return UNVERIFIED;
        }
        if (!process.get().supportsNormalTermination()) {
            return UNSUPPORTED;
        }
        process.get().destroy();
        for (long waited = 0; waited < PATIENCE.toSeconds(); waited += REMINDER.toSeconds()) {
            try {
                process.get().onExit().get(REMINDER.toSeconds(), TimeUnit.SECONDS);
                return STOPPED;
            } catch (TimeoutException e) {
                steps.accept("stopping: the gateway finishes its work");
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return STILL_ALIVE;
    }
}
