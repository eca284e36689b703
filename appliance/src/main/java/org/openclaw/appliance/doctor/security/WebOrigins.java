package org.openclaw.appliance.doctor.security;

import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.doctor.Instance;

/** Which web pages may talk to the gateway from an operator's browser. */
final class WebOrigins implements SecurityCheck {

    @Override
    public List<Risk> run(Instance instance) {
        List<Risk> risks = new ArrayList<>();
        boolean exposed = SecurityCheck.isExposed(instance);
        if (instance.texts("gateway.controlUi.allowedOrigins").contains("*")) {
            String detail = "gateway.controlUi.allowedOrigins has \"*\": every page an operator opens may try to use the gateway.";
            String remedy = "Name the origins you use, such as https://panel.example.";
            risks.add(
                    exposed
                            ? Risk.critical("gateway.control_ui.allowed_origins_wildcard", "Every web page may use the gateway", detail, remedy)
                            : Risk.warn("gateway.control_ui.allowed_origins_wildcard", "Every web page may use the gateway", detail, remedy));
        }
        if (instance.flag("gateway.controlUi.dangerouslyAllowHostHeaderOriginFallback", false)) {
            risks.add(Risk.warn(
                    "gateway.control_ui.host_header_origin_fallback",
                    "A page may pass for the gateway's own",
                    "gateway.controlUi.dangerouslyAllowHostHeaderOriginFallback believes the Host header.",
                    "Name the origins in gateway.controlUi.allowedOrigins instead."));
        }
        return risks;
    }
}
