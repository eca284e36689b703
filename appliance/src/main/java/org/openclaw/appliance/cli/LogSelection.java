package org.openclaw.appliance.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openclaw.appliance.log.LogFilter;
import org.openclaw.appliance.log.LogLevels;
import org.tinylog.Level;
import picocli.CommandLine.ParseResult;

/** Which lines {@code --level} and {@code --since} ask for. */
final class LogSelection {

    private static final Pattern SPAN = Pattern.compile("(\\d{1,6})([smhd])");

    private LogSelection() {}

    static LogFilter of(ParseResult args, Instant now) throws CommandException {
        String level = args.matchedOptionValue("--level", null);
        String since = args.matchedOptionValue("--since", null);
        return new LogFilter(
                level == null ? Level.TRACE : level(level),
                since == null ? Optional.empty() : Optional.of(since(since, now)),
                Optional.ofNullable(args.matchedOptionValue("--subsystem", null)));
    }

    private static Level level(String name) throws CommandException {
        return LogLevels.parse(name)
                .orElseThrow(() -> CommandException.usage(
                        "--level must be trace, debug, info, warn or error, not '" + name + "'"));
    }

    static Instant since(String text, Instant now) throws CommandException {
        Matcher span = SPAN.matcher(text);
        if (span.matches()) {
            long amount = Long.parseLong(span.group(1));
            return now.minus(switch (span.group(2)) {
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            });
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw CommandException.usage(
                    "--since must be a span such as 30m, 1h or 2d, or a time such as 2026-01-31T08:00:00Z");
        }
    }
}
