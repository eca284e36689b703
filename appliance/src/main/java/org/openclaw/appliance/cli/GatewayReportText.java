package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.openclaw.appliance.platform.OtherService;

/** The report for people. Guides and scripts look for the words before the colons. */
final class GatewayReportText {

    private GatewayReportText() {}

    static void print(GatewayReport report, Terminal terminal) {
        terminal.out("Config (cli): " + view(report.config()));
        terminal.out("Config (service): " + report.serviceConfig().map(GatewayReportText::view).orElse("none (no service, no running gateway)"));
        terminal.out("Gateway: bind=" + report.bind() + " port=" + report.port().number() + " (" + report.port().source() + ")");
        terminal.out("Probe target: " + report.target());
        terminal.out("Service: " + report.service().text());
        terminal.out("Runtime: " + runtime(report.runtime(), terminal));
        terminal.out("Connectivity probe: " + probe(report.probe(), terminal));
        terminal.out("Capability: " + report.probe().capability());
        terminal.out("Listening: " + listening(report));
        report.problems().forEach(terminal::out);
        report.notReady().ifPresent(reason -> terminal.out("Gateway did not become ready: " + reason));
        report.lastError().ifPresent(error -> terminal.out("Last gateway error: " + error));
        terminal.out("File logs: " + report.logFile());
        terminal.out("Dashboard: " + report.dashboard());
        report.tlsFingerprint().ifPresent(shown -> terminal.out("TLS fingerprint (sha256): " + shown));
        report.history().ifPresent(history -> history(history, terminal));
        others(report, terminal);
        hints(report, terminal);
    }

    private static String view(GatewayReport.ConfigView config) {
        return config.file() + " (" + config.state() + ")";
    }

    private static String runtime(GatewayReport.Runtime runtime, Terminal terminal) {
        if (!runtime.running()) {
            return "stopped" + (runtime.detail().isEmpty() ? "" : " (" + runtime.detail() + ")");
        }
        String pid = runtime.pid() == 0 ? "" : "pid " + runtime.pid() + ", ";
        return terminal.good("running") + " (" + pid + runtime.detail() + ")";
    }

    private static String probe(Probe.Result probe, Terminal terminal) {
        String text = probe.text();
        return text.equals("ok") ? terminal.good(text) : text;
    }

    private static String listening(GatewayReport report) {
        int port = report.port().number();
        return report.listener()
                .map(owner -> "port " + port + " by pid " + owner.pid() + " " + owner.command())
                .orElse(report.listening() ? "port " + port : "nothing on port " + port);
    }

    private static void history(JsonNode history, Terminal terminal) {
        Boots.print(history, terminal);
        for (JsonNode boot : history.path("boots")) {
            terminal.out("  start " + Instant.ofEpochMilli(boot.path("startedAtMs").asLong()) + " pid " + boot.path("pid").asText()
                    + (boot.has("readyMs") ? ", ready after " + boot.path("readyMs").asText() + " ms" : ", never ready")
                    + (boot.path("safeMode").asBoolean() ? ", safe mode" : "")
                    + (boot.path("previous").path("text").isTextual()
                            ? "; before: " + boot.path("previous").path("text").asText()
                            : ""));
        }
    }

    private static void others(GatewayReport report, Terminal terminal) {
        if (!report.profiles().isEmpty()) {
            terminal.out("Other profiles' services: " + report.profiles().stream()
                    .map(other -> other.name() + (other.active() ? " (running)" : " (stopped)"))
                    .collect(Collectors.joining(", ")));
        }
        List<OtherService> suspects = report.suspects();
        if (suspects.isEmpty()) {
            return;
        }
        terminal.out("Other gateway-like services detected (best effort):");
        for (OtherService other : suspects) {
            terminal.out("  - " + other.name() + " (" + kind(other.kind()) + (other.active() ? ", running" : "") + ", "
                    + other.where() + ")");
            if (!other.cleanup().isBlank()) {
                terminal.out("    Cleanup: " + other.cleanup());
            }
        }
        terminal.out("One gateway per machine is the usual set-up; several need a port, configuration, state and workspace each.");
    }

    private static String kind(OtherService.Kind kind) {
        return switch (kind) {
            case PROFILE -> "another profile";
            case LEGACY -> "an older version of this product";
            case STALE -> "its program is gone";
            case FOREIGN -> "another product or a service made by hand";
        };
    }

    private static void hints(GatewayReport report, Terminal terminal) {
        boolean nothingThere = report.here() && !report.listening();
        // Where nothing listens on this machine, the next step below says it better.
        if (report.probe().failure() != null && !(nothingThere && !report.runtime().running())) {
            report.probe().failure().hints().forEach(terminal::err);
        }
        if (!report.runtime().running()) {
            terminal.err(nextStep(report.service()));
        }
    }

    private static String nextStep(ServiceFacts service) {
        if (service.isInstalled()) {
            return "Start the service with `openclaw gateway start`.";
        }
        return service.obstacle().isEmpty()
                ? "Install the service with `openclaw gateway install`, or run the gateway in the foreground with `openclaw gateway`."
                : "Run the gateway in the foreground with `openclaw gateway`.";
    }
}
