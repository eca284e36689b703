package org.openclaw.appliance.log;

import java.time.Instant;
import org.tinylog.Level;

/**
 * One thing to be logged, with secrets already masked.
 *
 * @param subsystem who says it, such as {@code gateway/ws}
 * @param failure the stack trace that goes with it; empty where there is none
 */
public record LogEntry(Instant time, Level level, String subsystem, String message, String failure) {}
