package org.openclaw.appliance.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.boot.MemoryPreflight;
import org.openclaw.appliance.boot.StartRefused;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.GatewayOverrides;
import org.openclaw.appliance.config.GatewaySettings;
import org.openclaw.appliance.config.StartRefusal;
import org.openclaw.appliance.secret.Secrets;

/** The likeliest causes of a gateway that doesn't become ready, most telling first. */
final class NotReady {

    private NotReady() {}

    /**
     * @param pid the gateway's process as far as it is known, or 0
     * @param since errors logged before this moment belong to another start
     */
    static List<String> causes(Invocation in, int port, long pid, Instant since) {
        List<String> causes = new ArrayList<>();
        in.platform().processInspector().listenerOn(port)
                .filter(owner -> owner.pid() != pid)
                .ifPresent(owner -> causes.add("Port " + port + " is held by pid " + owner.pid() + " (" + owner.command()
                        + "): stop that process, or choose another port with `openclaw gateway install --force --port <port>`."));
        Optional<String> refusal = refusal(in, port, false);
        refusal.ifPresent(causes::add);
        try {
            MemoryPreflight.of(in.platform().memoryProbe().read());
        } catch (StartRefused tooLittle) {
            causes.add(tooLittle.getMessage());
        }
        List<String> words = LastWords.of(in, since).stream().filter(line -> isNew(line, causes)).toList();
        words.forEach(line -> causes.add("Its log says: " + line));
        LastError.in(StartWatch.logFile(in), since)
                .filter(line -> isNew(line, causes))
                .ifPresent(line -> causes.add("Last gateway error: " + line));
        return causes;
    }

    private static boolean isNew(String line, List<String> causes) {
        return causes.stream().noneMatch(cause -> cause.contains(line) || line.contains(cause));
    }

    /** Why a gateway would refuse the configuration as it stands, in its own words; empty when it wouldn't. */
    static Optional<String> refusal(Invocation in, int port, boolean allowUnconfigured) {
        GatewayOverrides flags = new GatewayOverrides(
                Optional.of(Integer.toString(port)), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), allowUnconfigured);
        try {
            GatewaySettings.of(
                    new Secrets(in.paths(), in.clock()).resolve(new ConfigFile(in.paths(), in.environment()).load()),
                    in.paths(),
                    in.environment(),
                    flags,
                    in.platform().hostFacts().inContainer());
            return Optional.empty();
        } catch (StartRefusal e) {
            return Optional.of(e.getMessage());
        }
    }
}
