package org.openclaw.appliance.cli;

import java.time.Duration;
import java.util.Optional;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.log.LogFilter;
import org.openclaw.appliance.log.LogTail;
import org.tinylog.Level;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw channels logs}: what the log has of the channels, or of one. */
final class ChannelsLogsCommand implements Command {

    private static final String ALL = "all";
    private static final String SUBSYSTEM = "channels";
    private static final int DEFAULT_LINES = 200;

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.flag("--json", "One JSON record a line."));
        spec.addOption(Options.value("--channel", "<name>", "Only this channel (default: all)."));
        spec.addOption(Options.number("--lines", "<n>", "At most so many lines (default: 200)."));
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        String channel = args.matchedOptionValue("--channel", ALL);
        int lines = args.matchedOptionValue("--lines", DEFAULT_LINES);
        if (lines < 1 || lines > LogTail.MOST_LINES) {
            throw CommandException.usage("--lines must be between 1 and " + LogTail.MOST_LINES);
        }
        LogFilter filter = new LogFilter(Level.TRACE, Optional.empty(), Optional.of(channel.equals(ALL) ? SUBSYSTEM : channel));
        LogQuery query = new LogQuery(lines, LogTail.DEFAULT_BYTES, filter, Duration.ZERO, null);
        LogPrinter printer = new LogPrinter(in.terminal(), args.hasMatchedOption("--json"), false);
        try (LogSource source = LogsCommand.open(in, ClientFlags.of(args), query, printer, false)) {
            printer.chunk(source.read(null, lines), true);
        }
        return Exit.OK.status();
    }
}
