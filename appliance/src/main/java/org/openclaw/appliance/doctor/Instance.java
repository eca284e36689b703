package org.openclaw.appliance.doctor;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.platform.Platform;
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
    Optional<Config> config() {
        return loaded instanceof LoadResult.Loaded valid ? Optional.of(valid.config()) : Optional.empty();
    }

    /** The environment with what the configuration adds to it. */
    Environment environment() {
        return loaded instanceof LoadResult.Loaded valid ? valid.environment() : process;
    }

    Optional<String> text(String key) {
        return config().flatMap(known -> known.text(key));
    }

    boolean flag(String key, boolean whenAbsent) {
        return config().map(known -> known.flag(key, whenAbsent)).orElse(whenAbsent);
    }

    List<String> texts(String key) {
        return config().map(known -> known.texts(key)).orElse(List.of());
    }

    /** Whether this machine's commands are for a gateway on another machine. */
    boolean isRemote() {
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

    ConfigFile configFile() {
        return new ConfigFile(paths, process);
    }
}
