package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.log.LogTail;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code openclaw logs}: the end of the gateway's log, from the gateway or, when it is down, from the file or from the service
 * manager. An explicit target is never replaced.
 */
final class LogsCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(OptionSpec.builder("--limit", "--tail", "-n")
                .paramLabel("<n>")
                .type(Integer.class)
                .arity("1")
                .description("The last n lines (default: 200).")
                .build());
        spec.addOption(OptionSpec.builder("--follow", "-f")
                .type(boolean.class)
                .arity("0")
                .description("Keep printing what is added; Ctrl-C ends it.")
                .build());
        spec.addOption(Options.value("--level", "<level>", "Only this level and above, such as error."));
        spec.addOption(Options.value("--since", "<time>", "Only newer lines: 30m, 1h, 2d or an ISO time."));
        spec.addOption(Options.value("--subsystem", "<name>", "Only lines of this subsystem, such as gateway/ws."));
        spec.addOption(Options.value("--output", "<file>", "Write the lines to a file (JSON lines) instead of printing them."));
        spec.addOption(Options.flag("--force", "Let --output overwrite a file."));
        spec.addOption(Options.number("--max-bytes", "<n>", "Bytes of the log's end to look at (default: 250000)."));
        spec.addOption(Options.number("--interval", "<ms>", "Time between two looks with --follow (default: 1000)."));
        spec.addOption(Options.flag("--utc", "Show times in UTC instead of the gateway's time zone."));
        spec.addOption(Options.flag("--local-time", "Show times in the gateway's time zone; the default."));
        spec.addOption(Options.flag("--plain", "No colours."));
        spec.addOption(Options.flag("--json", "One JSON record a line: meta, log, raw; notices on standard error."));
        spec.addOption(OptionSpec.builder("--cursor").type(Long.class).arity("1").hidden(true).build());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        LogQuery query = LogQuery.of(args, in);
        ClientFlags flags = ClientFlags.of(args);
        boolean json = args.hasMatchedOption("--json");
        boolean follow = args.hasMatchedOption("--follow");
        Terminal terminal = args.hasMatchedOption("--plain") ? in.terminal().withoutColour() : in.terminal();
        LogPrinter printer = new LogPrinter(terminal, json, args.hasMatchedOption("--utc"));
        LogExport export = export(args, in, follow);
        try (LogSource source = open(in, flags, query, printer, follow)) {
            if (source == null) {
                return Exit.OK.status();
            }
            int limit = query.cursor() == null ? query.limit() : LogTail.MOST_LINES;
            JsonNode chunk = source.read(query.cursor(), limit);
            if (export != null) {
                export.write(chunk.path("lines"), terminal, json);
                return Exit.OK.status();
            }
            printer.meta(source.meta(chunk));
            printer.chunk(chunk, true);
            if (follow) {
                new LogFollow(source, query, printer, terminal).run(chunk.path("cursor").asLong());
            }
            return Exit.OK.status();
        }
    }

    private static LogExport export(ParseResult args, Invocation in, boolean follow) throws CommandException {
        String output = args.matchedOptionValue("--output", null);
        if (output == null) {
            if (args.hasMatchedOption("--force")) {
                throw CommandException.usage("--force goes with --output");
            }
            return null;
        }
        if (follow) {
            throw CommandException.usage("--output and --follow exclude each other; use `openclaw logs --follow --json > file`");
        }
        return new LogExport(in.environment().path(output), args.hasMatchedOption("--force"), in);
    }

    /** @return null when everything has been shown already */
    static LogSource open(Invocation in, ClientFlags flags, LogQuery query, LogPrinter printer, boolean follow)
            throws ClientException, CommandException, InterruptedException {
        GatewayLog gateway = new GatewayLog(in, flags, query);
        try {
            gateway.open();
            return gateway;
        } catch (ClientException e) {
            if (!in.gateway().isOwn(flags)) {
                throw e;
            }
            if (follow && query.cursor() == null) {
                var journal = JournalLog.of(in, query);
                if (journal.isPresent()) {
                    printer.notice(e.getMessage() + "; following the journal of " + journal.get().service());
                    if (journal.get().follow(printer)) {
                        return null;
                    }
                }
            }
            FileLog file = new FileLog(FileLog.of(in), query);
            printer.notice(e.getMessage() + "; reading " + FileLog.of(in));
            return file;
        }
    }
}
