package org.openclaw.appliance.doctor;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openclaw.appliance.clock.WallClock;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.outbound.Outbound;
import org.openclaw.appliance.platform.Platform;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProductVersion;
import org.openclaw.appliance.provider.ProviderProbe;
import org.openclaw.appliance.secret.Secrets;

/**
 * The instance under examination, as it is now.
 *
 * @param process the environment of this process
 * @param loaded what became of reading the configuration
 * @param door how its commands reach the gateway
 * @param deep whether to look at the whole machine
 */
public record Instance(
        Environment process,
        StatePaths paths,
        LoadResult loaded,
        Platform platform,
        GatewayDoor door,
        Clock clock,
        boolean deep) {

    /** @param number the gateway's port @param source where it comes from */
    record Port(int number, String source) {}

    /** Reads the configuration and resolves what it refers to, without leaving a trace. */
    public static Instance of(
            Environment process, StatePaths paths, Platform platform, GatewayDoor door, Clock clock, boolean deep) {
        LoadResult loaded = new Secrets(paths, clock).resolve(new ConfigFile(paths, process).look());
        return new Instance(process, paths, loaded, platform, door, clock, deep);
    }

    /** The configuration; empty when it is missing or broken. */
    public Optional<Config> config() {
        return loaded instanceof LoadResult.Loaded valid ? Optional.of(valid.config()) : Optional.empty();
    }

    /** The environment with what the configuration adds to it. */
    public Environment environment() {
        return loaded instanceof LoadResult.Loaded valid ? valid.environment() : process;
    }

    public Optional<String> text(String key) {
        return config().flatMap(known -> known.text(key));
    }

    public boolean flag(String key, boolean whenAbsent) {
        return config().map(known -> known.flag(key, whenAbsent)).orElse(whenAbsent);
    }

    public List<String> texts(String key) {
        return config().map(known -> known.texts(key)).orElse(List.of());
    }

    /** Whether this machine's commands are for a gateway on another machine. */
    public boolean isRemote() {
        return text("gateway.mode").filter("remote"::equals).isPresent();
    }

    Port port() {
        Optional<Port> variable = environment().get("OPENCLAW_GATEWAY_PORT")
                .filter(text -> text.matches("[1-9][0-9]{0,4}") && Integer.parseInt(text) < 65_536)
                .map(text -> new Port(Integer.parseInt(text), "OPENCLAW_GATEWAY_PORT"));
        return variable.orElseGet(() -> config()
                .flatMap(known -> known.number("gateway.port").stream().boxed().findFirst())
                .map(port -> new Port(port.intValue(), "gateway.port"))
                .orElseGet(() -> new Port(paths.defaultPort(), "default")));
    }

    /** The profile as service managers spell it. */
    Optional<String> serviceProfile() {
        return paths.profile().map(name -> name.toLowerCase(Locale.ROOT));
    }

    /** The machine's clock and what is known of it. */
    WallClock wallClock() {
        return new WallClock(
                clock, System::nanoTime, platform.bootEvidence(), platform.hostFacts(), ProductVersion.built());
    }

    /** How the gateway reaches other machines. */
    public Outbound outbound() {
        WallClock wall = wallClock();
        return new Outbound(
                () -> texts(Outbound.FALLBACK), this::variable, paths.dev(), () -> wall.doubt(wall.look()));
    }

    private String variable(String name) {
        return environment().get(name).orElse(null);
    }

    /** Asks model providers with the configuration and environment that a gateway would have. */
    public ProviderProbe providerProbe() {
        return new ProviderProbe(config().orElseGet(() -> new Config(Json.object(), "")), this::variable, outbound());
    }

    ConfigFile configFile() {
        return new ConfigFile(paths, process);
    }
}
