package org.openclaw.appliance.doctor;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.access.SharedSecret;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.SecretInput;

/** Whether callers have to prove themselves, and with something that outlives a restart. */
final class GatewayAuthCheck implements Check {

    static final String ID = "core/doctor/gateway-auth";

    private static final String TOKEN = "gateway.auth.token";
    private static final String PASSWORD = "gateway.auth.password";
    private static final String MODE = "gateway.auth.mode";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public List<Finding> run(Instance instance) {
        Optional<Config> config = instance.config();
        if (config.isEmpty() || instance.isRemote()) {
            return List.of();
        }
        return List.of(switch (config.get().text(MODE).orElse("")) {
            case "none" -> Finding.warning("Gateway auth: off; every program on this machine may use the gateway")
                    .at(MODE)
                    .detail("To ask for a token: `openclaw config set gateway.auth.mode token`, then `openclaw doctor --fix`.");
            case "password" -> secret(instance, config.get(), PASSWORD, "OPENCLAW_GATEWAY_PASSWORD", "password");
            case "trusted-proxy" -> Finding.ok("Gateway auth: by a trusted proxy").at(MODE);
            case "token" -> secret(instance, config.get(), TOKEN, "OPENCLAW_GATEWAY_TOKEN", "token");
            default -> unset(instance, config.get());
        });
    }

    private static Finding unset(Instance instance, Config config) {
        Finding token = secret(instance, config, TOKEN, "OPENCLAW_GATEWAY_TOKEN", "token");
        return token.severity() == Severity.OK || source(instance, config, PASSWORD, "OPENCLAW_GATEWAY_PASSWORD").isEmpty()
                ? token
                : secret(instance, config, PASSWORD, "OPENCLAW_GATEWAY_PASSWORD", "password");
    }

    private static Finding secret(Instance instance, Config config, String key, String variable, String kind) {
        if (SecretInput.at(config, key, instance.environment()) instanceof SecretInput.Unresolved unresolved) {
            return Finding.error("Gateway auth: the " + kind + " can't be had").at(key).detail(unresolved.reason());
        }
        Optional<String> source = source(instance, config, key, variable);
        if (source.isPresent()) {
            return Finding.ok("Gateway auth: " + kind).at(key).fact(kind + " from: " + source.get());
        }
        if (kind.equals("password")) {
            return Finding.error("Gateway auth: no password is configured").at(key)
                    .detail("Set one: `openclaw config set gateway.auth.password <password>`.");
        }
        return Finding.warning("Gateway auth: no token is configured").at(key)
                .detail("The gateway makes a new one at every start, so paired programs are locked out by each restart.")
                .fixedBy(new Fix("makes one and writes it to " + TOKEN, () -> generate(instance)));
    }

    private static Optional<String> source(Instance instance, Config config, String key, String variable) {
        return SecretInput.at(config, key, instance.environment()) instanceof SecretInput.Absent
                ? instance.environment().get(variable).map(value -> variable)
                : Optional.of(key);
    }

    private static String generate(Instance instance) throws FixException {
        ConfigEdit.apply(instance, file -> file.set(TOKEN, TextNode.valueOf(SharedSecret.newToken())));
        return "Wrote a new token to " + TOKEN + " in " + instance.paths().configFile()
                + "; `openclaw gateway auth-token --show` prints it.";
    }
}
