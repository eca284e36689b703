package org.openclaw.appliance.doctor;

import java.util.List;

/** Which changes of the configuration a running gateway takes over. */
final class ReloadMode implements Check {

    private static final String KEY = "gateway.reload.mode";

    @Override
    public String id() {
        return "core/doctor/reload-mode";
    }

    @Override
    public List<Finding> run(Instance instance) {
        if (instance.isRemote() || instance.config().isEmpty()) {
            return List.of();
        }
        String mode = instance.text(KEY).orElse("hybrid");
        Finding finding = switch (mode) {
            case "hot" -> Finding.info("Reload mode: hot, an older mode, still honoured")
                    .detail("Changes that need a restart wait for `openclaw gateway restart`; hybrid, the default, restarts by itself.");
            case "restart" -> Finding.info("Reload mode: restart, an older mode, still honoured")
                    .detail("Every change restarts the gateway; hybrid, the default, restarts only where it must.");
            case "off" -> Finding.ok("Reload mode: off; changes wait for `openclaw gateway restart`");
            default -> Finding.ok("Reload mode: " + mode);
        };
        return List.of(finding.at(KEY));
    }
}
