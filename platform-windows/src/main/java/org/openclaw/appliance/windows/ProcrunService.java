package org.openclaw.appliance.windows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openclaw.appliance.platform.ServicePlan;

/**
 * A plan as Apache procrun wants it: the gateway runs in a Java machine inside {@code prunsrv.exe}, which reports to the
 * service control manager. See "Procrun" in the documentation of Apache Commons Daemon.
 *
 * @param service the service's name
 * @param home the installed distribution
 * @param settings each setting by its name on prunsrv's command line
 */
record ProcrunService(String service, Path home, Map<String, Setting> settings) {

    static final String MARK = "openclaw";
    static final String ACCOUNT = "NT AUTHORITY\\LocalService";
    static final String ENVIRONMENT_FILE = "OPENCLAW_SERVICE_ENV_FILE";

    private static final String ENTRY = "org.openclaw.appliance.ServiceMain";
    private static final int STOP_SECONDS = 330;
    private static final int LEAST_HEAP_MIB = 24;
    private static final int MOST_HEAP_MIB = 128;
    private static final long MIB = 1 << 20;

    /**
     * @param value what is registered; a list has one item a value
     * @param key where, below the service's key of procrun; empty for what the service control manager keeps
     * @param isList whether it is a list, whatever its length
     */
    record Setting(List<String> value, String key, boolean isList) {}

    static ProcrunService of(ServicePlan plan, String service) {
        Path home = Path.of(plan.command().getFirst()).toAbsolutePath().getParent().getParent();
        Map<String, Setting> settings = new LinkedHashMap<>();
        String title = "OpenClaw Gateway" + plan.profile().map(name -> " (" + name + ")").orElse("");
        settings.put("DisplayName", own(title));
        settings.put("Description", own("Runs the OpenClaw gateway " + plan.version() + " on port " + plan.port() + "."));
        settings.put("Startup", own("delayed"));
        settings.put("ServiceUser", own(ACCOUNT));
        settings.put("Environment", new Setting(environment(plan, service), "Environment", true));
        java(plan, home, settings);
        settings.put("StartMode", at("Start\\Mode", "jvm"));
        settings.put("StartClass", at("Start\\Class", ENTRY));
        settings.put("StartMethod", at("Start\\Method", "start"));
        settings.put("StartParams", new Setting(plan.command().subList(1, plan.command().size()), "Start\\Params", true));
        settings.put("StartPath", at("Start\\WorkingPath", plan.workingDirectory()));
        settings.put("StopMode", at("Stop\\Mode", "jvm"));
        settings.put("StopClass", at("Stop\\Class", ENTRY));
        settings.put("StopMethod", at("Stop\\Method", "stop"));
        settings.put("StopTimeout", at("Stop\\Timeout", STOP_SECONDS));
        settings.put("LogPath", at("Log\\Path", plan.stateDir().resolve("logs")));
        settings.put("LogPrefix", at("Log\\Prefix", "service"));
        // Standard output repeats the gateway's own log, which is kept within bounds; procrun's files are not.
        settings.put("StdError", at("Log\\StdError", "auto"));
        return new ProcrunService(service, home, settings);
    }

    private static void java(ServicePlan plan, Path home, Map<String, Setting> settings) {
        settings.put("Jvm", at("Java\\Jvm", jvm(home)));
        settings.put("Classpath", at("Java\\Classpath", home.resolve("lib/appliance.jar")));
        settings.put("JvmOptions", new Setting(options(home), "Java\\Options", true));
        settings.put("JvmMs", at("Java\\JvmMs", 8));
        settings.put("JvmMx", at("Java\\JvmMx", heap(plan.memoryBudgetBytes())));
    }

    /** The launcher's flags for a gateway, as far as they make sense inside another program. */
    private static List<String> options(Path home) {
        return List.of(
                // Signals and the ends of sessions are procrun's business.
                "-Xrs", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=24m", "-XX:MaxMetaspaceSize=64m", "-XX:MaxDirectMemorySize=16m",
                "-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=12", "-XX:-UsePerfData", "-XX:+ExitOnOutOfMemoryError",
                "-Djdk.reflect.useNativeAccessorOnly=true", "--enable-native-access=ALL-UNNAMED",
                "-Djna.boot.library.path=" + home.resolve("lib/native"), "-Djna.nounpack=true", "-Djna.nosys=true",
                "-Dorg.sqlite.lib.path=" + home.resolve("lib/native"));
    }

    static Path jvm(Path home) {
        return home.resolve("runtime/bin/server/jvm.dll");
    }

    Path prunsrv() {
        return home.resolve("bin/prunsrv.exe");
    }

    /** Arguments that install the service, or change one that is there. */
    List<String> arguments(boolean exists) {
        List<String> arguments = new ArrayList<>();
        arguments.add((exists ? "//US//" : "//IS//") + service);
        settings.forEach((name, setting) -> {
            // The first one of a list replaces what was there, the others are added to it.
            String sign = "--";
            for (String value : setting.value()) {
                arguments.add(sign + name + "=" + quoted(value, setting.isList()));
                sign = "++";
            }
        });
        return arguments;
    }

    /** What the registry should hold for it, below procrun's key. */
    Map<String, List<String>> parameters() {
        Map<String, List<String>> parameters = new TreeMap<>();
        settings.values().stream()
                .filter(setting -> !setting.key().isEmpty())
                .forEach(setting -> parameters.put(setting.key(), setting.value()));
        return parameters;
    }

    static Path environmentFile(ServicePlan plan, String service) {
        return plan.stateDir().resolve("service").resolve(service + ".env");
    }

    private static List<String> environment(ServicePlan plan, String service) {
        Map<String, String> variables = new TreeMap<>(plan.environment());
        variables.put(ServicePlan.MARKER, MARK);
        variables.put("OPENCLAW_SERVICE_KIND", "gateway");
        variables.put("OPENCLAW_SERVICE_VERSION", plan.version());
        // The account's own home is not the user's.
        variables.putIfAbsent("OPENCLAW_STATE_DIR", plan.stateDir().toString());
        if (!plan.secretEnvironment().isEmpty()) {
            variables.put(ENVIRONMENT_FILE, environmentFile(plan, service).toString());
        }
        return variables.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList();
    }

    private static long heap(long budgetBytes) {
        long share = budgetBytes <= 0 ? MOST_HEAP_MIB : budgetBytes / MIB * 4 / 10;
        return Math.clamp(share, LEAST_HEAP_MIB, MOST_HEAP_MIB);
    }

    /** In lists, {@code #} and {@code ;} part the items, unless they stand between single quotes. */
    private static String quoted(String value, boolean inList) {
        return inList && (value.contains("#") || value.contains(";")) ? "'" + value + "'" : value;
    }

    private static Setting own(String value) {
        return new Setting(List.of(value), "", false);
    }

    private static Setting at(String key, Object value) {
        return new Setting(List.of(value.toString()), key, false);
    }
}
