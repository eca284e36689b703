package org.openclaw.appliance.cli;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openclaw.appliance.service.Readiness;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** What the service commands have in common on the command line. */
final class ServiceOptions {

    static final List<String> TAKE_OVER = List.of(
            "Stop it where it was started, or with `openclaw gateway stop`; then `openclaw gateway start`.");

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)?");
    private static final Duration LONGEST = Duration.ofDays(1);

    private ServiceOptions() {}

    static OptionSpec patience() {
        return Options.value("--timeout", "<time>",
                "How long the start may stand still, such as 90s or 2m; a number means ms (default: 60s).");
    }

    static Readiness.Patience patience(ParseResult args) throws CommandException {
        return Readiness.Patience.of(duration(args, "--timeout", StartWatch.STALL));
    }

    /** A time such as {@code 1500}, {@code 10s}, {@code 5m}. */
    static Duration duration(ParseResult args, String flag, Duration fallback) throws CommandException {
        String text = args.matchedOptionValue(flag, null);
        if (text == null) {
            return fallback;
        }
        Matcher matcher = DURATION.matcher(text);
        if (matcher.matches()) {
            long count = Long.parseLong(matcher.group(1));
            Duration duration = switch (matcher.group(2)) {
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                case null, default -> Duration.ofMillis(count);
            };
            if (duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        }
        throw CommandException.usage(flag + " takes a time of at most a day, such as 1500, 10s or 5m");
    }

    /** Where the installed service listens; where the configuration says so, if its command line doesn't tell. */
    static int port(Invocation in, ServiceFacts service) {
        return service.port().orElseGet(() ->
                LocalConfig.of(in.environment(), in.paths()).port(in.paths()).number());
    }
}
