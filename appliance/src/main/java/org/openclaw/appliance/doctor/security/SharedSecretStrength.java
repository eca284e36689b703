package org.openclaw.appliance.doctor.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.config.SecretInput;
import org.openclaw.appliance.doctor.Instance;

/** Whether the gateway's secret can be guessed. */
final class SharedSecretStrength implements SecurityCheck {

    private static final int SHORTEST = 24;

    @Override
    public List<Risk> run(Instance instance) {
        List<Risk> risks = new ArrayList<>();
        boolean password = SecurityCheck.authMode(instance).equals("password");
        String kind = password ? "password" : "token";
        known(instance, "gateway.auth." + kind, password ? "OPENCLAW_GATEWAY_PASSWORD" : "OPENCLAW_GATEWAY_TOKEN")
                .ifPresent(secret -> judge(secret, kind, risks));
        return risks;
    }

    /** A secret's text, from the variable or from the configuration; empty where it isn't known here. */
    static Optional<String> known(Instance instance, String key, String variable) {
        Optional<String> fromEnvironment = instance.environment().get(variable);
        return fromEnvironment.isPresent()
                ? fromEnvironment
                : instance.config().flatMap(config ->
                        SecretInput.at(config, key, instance.environment()) instanceof SecretInput.Known(String value)
                                ? Optional.of(value)
                                : Optional.empty());
    }

    private static void judge(String secret, String kind, List<Risk> risks) {
        String text = secret.strip();
        if (text.isEmpty() || text.equals("undefined") || text.equals("null") || text.equalsIgnoreCase("changeme")) {
            risks.add(Risk.critical(
                    "gateway." + kind + "_placeholder_value",
                    "The gateway's " + kind + " is a placeholder",
                    "It is a word that every intruder tries first.",
                    "Set a random one: `openclaw config set gateway.auth." + kind + " <" + kind + ">`."));
        } else if (text.length() < SHORTEST) {
            risks.add(Risk.warn(
                    "gateway." + kind + "_too_short",
                    "The gateway's " + kind + " is short",
                    "It has " + text.length() + " characters; " + SHORTEST + " random ones can't be guessed.",
                    kind.equals("token")
                            ? "Set a longer one: `openclaw config set gateway.auth.token <token>`."
                            : "Choose a longer one: `openclaw config set gateway.auth.password <password>`."));
        }
    }
}
