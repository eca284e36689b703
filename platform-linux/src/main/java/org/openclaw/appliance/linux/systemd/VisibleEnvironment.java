package org.openclaw.appliance.linux.systemd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** A service's variables for display: values that may be secret are masked. */
final class VisibleEnvironment {

    private static final String MASK = "***";
    private static final Pattern SECRET = Pattern.compile("token|passw|secret|key|credential|auth");
    private static final Pattern ADDRESS_WITH_USER = Pattern.compile("://[^\\s/@]+@");

    private VisibleEnvironment() {}

    static Map<String, String> of(UnitSettings settings) {
        Map<String, String> shown = new LinkedHashMap<>();
        settings.environment().forEach((name, value) -> shown.put(name, isSecret(name, value) ? MASK : value));
        for (String path : settings.environmentFiles()) {
            read(path).forEach((name, value) ->
                    shown.put(name, name.startsWith("OPENCLAW_") && !isSecret(name, value) ? value : MASK));
        }
        return shown;
    }

    private static boolean isSecret(String name, String value) {
        return SECRET.matcher(name.toLowerCase(Locale.ROOT)).find() || ADDRESS_WITH_USER.matcher(value).find();
    }

    private static Map<String, String> read(String path) {
        try {
            return new DurableFile(Path.of(path), "").read().map(EnvironmentFile::parse).orElse(Map.of());
        } catch (IOException e) {
            return Map.of();
        }
    }
}
