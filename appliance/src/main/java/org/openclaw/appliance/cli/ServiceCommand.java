package org.openclaw.appliance.cli;

import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.service.SupervisorMode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** A command that tells the service manager to do something with this instance's service. */
abstract class ServiceCommand implements Command {

    static final String NOT_INSTALLED = "Gateway service not installed.";

    private final String action;

    ServiceCommand(String action) {
        this.action = action;
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.json());
    }

    @Override
    public final int run(ParseResult args, Invocation in)
            throws CommandException, ClientException, InterruptedException {
        ServiceReply reply = new ServiceReply(action, in, args.hasMatchedOption("--json"));
        ServiceFacts service = ServiceFacts.of(in);
        try {
            return run(args, in, service, reply);
        } catch (ServiceException e) {
            return reply.failed("failed", "gateway " + action + " failed: " + e.getMessage(), List.of(
                    "`openclaw gateway status --deep` shows what the service manager knows."));
        }
    }

    abstract int run(ParseResult args, Invocation in, ServiceFacts service, ServiceReply reply)
            throws CommandException, ClientException, ServiceException, InterruptedException;

    /** The refusal where another supervisor owns the gateway, or there is none that could be used; empty where all is well. */
    static Optional<Integer> refusal(ServiceFacts service, ServiceReply reply) {
        if (service.mode() == SupervisorMode.EXTERNAL) {
            return Optional.of(reply.failed(
                    "external-supervisor",
                    "gateway " + reply.action() + " refused: OPENCLAW_SUPERVISOR_MODE=external says that another supervisor "
                            + "owns this gateway",
                    List.of("Use that supervisor (pm2, docker, s6, …) instead; `openclaw gateway restart` works here, too.",
                            "Unset OPENCLAW_SUPERVISOR_MODE to use the system's own service manager.")));
        }
        return service.obstacle().map(why -> reply.failed("no-service-manager", why, List.of()));
    }

    static int notInstalled(ServiceReply reply) {
        return reply.failed("not-installed", NOT_INSTALLED, List.of(
                "Install it with `openclaw gateway install`; that also starts it.",
                "Without a service: `openclaw gateway run` runs the gateway in the foreground."));
    }
}
