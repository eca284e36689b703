package org.openclaw.appliance.doctor.security;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.doctor.Instance;

/** Secrets that stand in the configuration file itself. */
final class SecretsInFile implements SecurityCheck {

    @Override
    public List<Risk> run(Instance instance) {
        List<Risk> risks = new ArrayList<>();
        look(instance, "gateway.auth.password", "gateway_password", Risk.Grade.WARN, risks);
        look(instance, "hooks.token", "hooks_token", Risk.Grade.INFO, risks);
        return risks;
    }

    private static void look(Instance instance, String key, String id, Risk.Grade grade, List<Risk> risks) {
        JsonNode value = instance.config().map(config -> config.at(key)).orElse(null);
        if (value == null || !value.isTextual() || value.asText().isBlank() || value.asText().startsWith("$")) {
            return;
        }
        String detail = key + " stands in the configuration file; whoever reads a backup of it has it.";
        String title = "A secret stands in the configuration file";
        risks.add(
                grade == Risk.Grade.WARN
                        ? Risk.warn("config.secrets." + id + "_in_config", title, detail, "Keep it in an environment variable and refer to that.")
                        : Risk.info("config.secrets." + id + "_in_config", title, detail));
    }
}
