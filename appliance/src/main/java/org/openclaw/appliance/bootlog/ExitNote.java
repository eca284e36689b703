package org.openclaw.appliance.bootlog;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the service manager saw the process end: {@code $SERVICE_RESULT $EXIT_CODE $EXIT_STATUS}, as the unit's
 * {@code ExecStopPost=} writes them (systemd.exec(5)).
 *
 * @param result such as {@code exit-code}, {@code signal}, {@code oom-kill}, {@code watchdog}
 * @param how {@code exited}, {@code killed} or {@code dumped}
 * @param status the exit status or the signal's name
 */
record ExitNote(String result, String how, String status) {

    private static final Pattern FORM = Pattern.compile("([a-z-]{1,32}) ([a-z]{1,16}) ([A-Z0-9+-]{1,16})\\s*");

    static Optional<ExitNote> parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new ExitNote(form.group(1), form.group(2), form.group(3)))
                : Optional.empty();
    }

    OptionalInt exitStatus() {
        return how.equals("exited") && status.matches("\\d{1,3}")
                ? OptionalInt.of(Integer.parseInt(status))
                : OptionalInt.empty();
    }

    boolean killedBy(String signal) {
        return !how.equals("exited") && status.equals(signal);
    }

    @Override
    public String toString() {
        return result + " " + how + " " + status;
    }
}
