package org.openclaw.appliance.tailscale;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.protocol.Json;

/** The {@code tailscale} command. Each call is a process of some tens of megabytes for a moment; none stays. */
final class TailscaleCli implements Tailnet {

    private static final String HTTPS = "--https=443";

    private final String executable;
    private final CommandRunner runner;

    TailscaleCli(String executable, CommandRunner runner) {
        this.executable = executable;
        this.runner = runner;
    }

    @Override
    public JsonNode status() throws TailscaleException {
        return json(run("status", "--json", "--peers=false"));
    }

    @Override
    public JsonNode whois(String address) throws TailscaleException {
        return json(run("whois", "--json", address));
    }

    @Override
    public void serve(Route route, boolean funnel) throws TailscaleException {
        run(funnel ? "funnel" : "serve", "--bg", "--yes", HTTPS, route.target());
    }

    @Override
    public void release(Route route) throws TailscaleException {
        run("serve", "--yes", HTTPS, "off");
    }

    private String run(String... arguments) throws TailscaleException {
        List<String> command = new ArrayList<>();
        command.add(executable);
        command.addAll(List.of(arguments));
        CommandRunner.Output output = runner.run(command).orElseThrow(() -> new TailscaleException(
                "the command `tailscale` isn't installed, or took too long"));
        if (output.exitStatus() != 0) {
            throw new TailscaleException("`tailscale " + arguments[0] + "` failed with exit status " + output.exitStatus()
                    + "; run it by hand to see why");
        }
        return output.text();
    }

    private static JsonNode json(String text) throws TailscaleException {
        try {
            return Json.parse(text);
        } catch (JsonProcessingException e) {
            throw new TailscaleException("`tailscale` answered something that isn't JSON");
        }
    }
}
