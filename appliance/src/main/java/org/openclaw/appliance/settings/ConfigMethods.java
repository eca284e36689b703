package org.openclaw.appliance.settings;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.ConfigSchema;
import org.openclaw.appliance.protocol.ConfigParams;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.NoParams;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;

/** {@code config.*}: the configuration and its schema, shown without secrets, and changes of it. */
public final class ConfigMethods {

    /** Those that change the gateway, and may be called only so often. */
    public static final Set<String> WRITES = Set.of("config.set", "config.patch", "config.apply");

    private final ConfigFile file;
    private final Supplier<Config> inForce;
    private final ConfigWrites writes;
    private final Clock clock;

    public ConfigMethods(ConfigFile file, Supplier<Config> inForce, ConfigWrites writes, Clock clock) {
        this.file = file;
        this.inForce = inForce;
        this.writes = writes;
        this.clock = clock;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.of("config.get", Access.READ, NoParams.class, this::get),
                Method.of("config.schema", Access.READ, NoParams.class, (caller, params) -> SchemaView.whole(clock)),
                Method.of("config.schema.lookup", Access.READ, ConfigParams.Lookup.class, ConfigMethods::lookup),
                Method.staged("config.set", Access.ADMIN, ConfigParams.Set.class, writes::set),
                Method.staged("config.patch", Access.ADMIN, ConfigParams.Patch.class, writes::patch),
                Method.staged("config.apply", Access.ADMIN, ConfigParams.Apply.class, writes::apply),
                Method.of("config.openFile", Access.ADMIN, NoParams.class, this::openFile).unadvertised());
    }

    private Object get(Caller caller, NoParams params) throws ProtocolException {
        try {
            return ConfigView.of(file, file.read(), inForce.get());
        } catch (IOException e) {
            throw ProtocolException.unavailable("the configuration file can't be read; check its owner and permissions");
        }
    }

    private static Object lookup(Caller caller, ConfigParams.Lookup params) throws ProtocolException {
        return ConfigSchema.lookup(params.path())
                .map(SchemaView::of)
                .orElseThrow(() -> ProtocolException.invalid("config schema path not found"));
    }

    private Object openFile(Caller caller, NoParams params) {
        return Json.object().put("ok", false).put("path", file.path().toString())
                .put("error", "This gateway opens no editor. Edit " + file.path() + " on its own machine, or the text in here.");
    }
}
