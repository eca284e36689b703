package org.openclaw.appliance.cli;

import java.time.Duration;
import org.openclaw.appliance.client.ClientException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code openclaw gateway status}: configuration, process and reachability as separate facts. Works with a broken or
 * missing configuration, and without a gateway.
 */
final class GatewayStatusCommand implements Command {

    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(10);

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(OptionSpec.builder("--no-probe")
                .type(boolean.class)
                .arity("0")
                .description("Don't use the network.")
                .build());
        spec.addOption(Options.flag("--require-rpc", "Call a method as well; fail when that or the connection fails."));
        spec.addOption(Options.flag("--deep", "Also look for other gateway-like services on this machine."));
        spec.addOption(Options.json());
        ClientFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        boolean probe = !args.hasMatchedOption("--no-probe");
        boolean requireRpc = args.hasMatchedOption("--require-rpc");
        if (!probe && requireRpc) {
            throw CommandException.usage("--require-rpc and --no-probe exclude each other");
        }
        ClientFlags flags = ClientFlags.of(args);
        GatewayInspection inspection = new GatewayInspection(in, flags);
        Probe.Result result = probe
                ? Probe.of(in, inspection.probeFlags(), flags.timeoutOr(PROBE_TIMEOUT), requireRpc)
                : Probe.Result.SKIPPED;
        GatewayReport report = inspection.report(result, args.hasMatchedOption("--deep"));
        if (args.hasMatchedOption("--json")) {
            in.terminal().json(GatewayReportJson.of(report));
        } else {
            GatewayReportText.print(report, in.terminal());
        }
        return requireRpc && !result.rpcOk() ? Exit.FAILED.status() : Exit.OK.status();
    }
}
