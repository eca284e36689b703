package org.openclaw.appliance.log;

import java.util.Locale;

/** How lines look on standard output; the values of {@code logging.consoleStyle}. */
public enum ConsoleStyle {
    /** {@code <ISO time> [subsystem] text}. */
    PRETTY,
    /** {@code [subsystem] text}, for supervisors that add the time themselves. */
    COMPACT,
    /** The same with a priority before each line, as journald understands it (sd-daemon(3)). */
    JOURNAL,
    /** The same JSON lines as the file. */
    JSON;

    /** The style of that name; {@link #PRETTY} where there is none. */
    public static ConsoleStyle of(String name) {
        for (ConsoleStyle style : values()) {
            if (style.name().equals(name.toUpperCase(Locale.ROOT))) {
                return style;
            }
        }
        return PRETTY;
    }
}
