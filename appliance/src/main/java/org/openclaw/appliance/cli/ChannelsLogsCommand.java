package org.openclaw.appliance.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.log.LogTail;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw channels logs}: what the log has of the channels, or of one. */
final class ChannelsLogsCommand implements Command {

    private static final String ALL = "all";
    private static final int DEFAULT_LINES = 200;

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.json());
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
        JsonNode chunk = LogSource.open(in, ClientFlags.of(args)).read(null, LogTail.MOST_LINES);
        List<JsonNode> found = new ArrayList<>();
        chunk.path("lines").forEach(line -> add(line.asText(), channel, found));
        List<JsonNode> last = found.subList(Math.max(0, found.size() - lines), found.size());
        if (args.hasMatchedOption("--json")) {
            ArrayNode records = Json.array();
            last.forEach(records::add);
            in.terminal().json(Json.object().put("channel", channel).<ObjectNode>set("lines", records));
        } else if (last.isEmpty()) {
            in.terminal().out("No lines of " + (channel.equals(ALL) ? "any channel" : channel) + ".");
        } else {
            last.forEach(line -> in.terminal().out(line.path("time").asText() + " " + line.path("level").asText() + " ["
                    + line.path("subsystem").asText() + "] " + line.path("message").asText()));
        }
        return Exit.OK.status();
    }

    private static void add(String line, String channel, List<JsonNode> into) {
        try {
            JsonNode record = Json.parse(line);
            if (isOf(record.path("subsystem").asText(), channel)) {
                into.add(record);
            }
        } catch (JsonProcessingException e) {
            // A line that was cut off says nothing of where it came from.
        }
    }

    private static boolean isOf(String subsystem, String channel) {
        String root = channel.equals(ALL) ? "channels" : channel;
        return within(subsystem, root) || within(subsystem, "channels/" + root) || within(subsystem, "gateway/channels/" + root)
                || channel.equals(ALL) && (within(subsystem, "gateway/channels") || within(subsystem, "webhook"));
    }

    private static boolean within(String subsystem, String root) {
        return subsystem.equals(root) || subsystem.startsWith(root + "/");
    }
}
