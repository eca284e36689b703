package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.qr.QrCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw qr}: a one-time setup code for one device, to type or to scan. */
final class QrCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.value("--public-url", "<url>", "Where the device finds this gateway."));
        spec.addOption(Options.flag("--remote", "Prefer gateway.remote.url."));
        spec.addOption(Options.flag("--limited", "Hand over no administrative rights."));
        spec.addOption(Options.flag("--voice-node", "Hand over the right to read and talk only."));
        spec.addOption(Options.flag("--setup-code-only", "Print the code and nothing else."));
        spec.addOption(Options.flag("--no-ascii", "Draw no QR code."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        ClientFlags flags = ClientFlags.of(args);
        ObjectNode params = params(args);
        try (GatewayConnection gateway = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.admin"))) {
            JsonNode made =
                    gateway.call("device.pair.setupCode", params, flags.timeoutOr(ClientFlags.DEFAULT_TIMEOUT));
            if (args.hasMatchedOption("--json")) {
                in.terminal().json(made);
            } else if (args.hasMatchedOption("--setup-code-only")) {
                in.terminal().out(made.path("setupCode").asText());
            } else {
                print(made, !args.hasMatchedOption("--no-ascii"), in.terminal());
            }
            return Exit.OK.status();
        }
    }

    private static ObjectNode params(ParseResult args) throws CommandException {
        // The terminal draws its own.
        ObjectNode params = Json.object().put("includeQr", false);
        String url = args.matchedOptionValue("--public-url", null);
        if (url != null) {
            params.put("publicUrl", url);
        }
        if (args.hasMatchedOption("--remote")) {
            params.put("preferRemoteUrl", true);
        }
        boolean limited = args.hasMatchedOption("--limited");
        boolean voice = args.hasMatchedOption("--voice-node");
        if (limited && voice) {
            throw CommandException.usage("--limited and --voice-node exclude each other");
        }
        return limited || voice ? params.put("bootstrapProfile", limited ? "limited" : "node") : params;
    }

    private static void print(JsonNode made, boolean draw, Terminal terminal) {
        String code = made.path("setupCode").asText();
        Optional<QrCode> picture =
                draw ? QrCode.of(code.getBytes(StandardCharsets.US_ASCII)) : Optional.empty();
        picture.ifPresent(qr -> qr.lines().forEach(terminal::out));
        terminal.out("Setup code: " + code);
        terminal.out("Gateway: " + made.path("gatewayUrl").asText() + " (" + made.path("urlSource").asText() + ")");
        terminal.out("Access: " + made.path("access").asText()
                + (made.path("accessDowngraded").asBoolean() ? " (no TLS: use a wss:// URL for full access)" : ""));
        terminal.out("For one device, once, until " + Instant.ofEpochMilli(made.path("expiresAtMs").asLong()) + ".");
    }
}
