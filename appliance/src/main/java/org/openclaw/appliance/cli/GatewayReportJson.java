package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.openclaw.appliance.platform.InstalledService;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProductVersion;
import org.openclaw.appliance.service.SupervisorMode;

/**
 * The report for programs. Its fields keep their meaning as long as {@code version} stays; new ones may come.
 *
 * <table>
 * <caption>Fields of version 1; null or absent where unknown</caption>
 * <tr><td>{@code cli.version}<td>version of this command
 * <tr><td>{@code config.cli}, {@code config.daemon}<td>{@code path}, {@code exists}, {@code valid}, {@code state}: the
 *     configuration of this command, and of the service or the running gateway
 * <tr><td>{@code gateway}<td>{@code bindMode}, {@code port}, {@code portSource}, {@code probeUrl}, {@code version},
 *     {@code dashboard}, {@code derivedPorts}
 * <tr><td>{@code service}<td>{@code kind}, {@code label}, {@code installed}, {@code loaded}, {@code enabled}, {@code system},
 *     {@code definition}, {@code command}, {@code obstacle}, {@code externallySupervised}, and {@code runtime} with
 *     {@code status} (running, stopped), {@code pid}, {@code detail}: the service manager's view
 * <tr><td>{@code runtime}<td>{@code status}, {@code pid}, {@code detail}: this instance's gateway, supervised or not
 * <tr><td>{@code port}<td>{@code port}, {@code status} (busy, free), {@code listeners} with {@code pid}, {@code command}
 * <tr><td>{@code rpc}<td>{@code tried}, {@code ok}, {@code rpcOk}, {@code capability}, {@code error}, {@code code}: the probe
 * <tr><td>{@code notReady}, {@code lastError}<td>sentences, as in the text
 * <tr><td>{@code problems}<td>sentences on what disagrees
 * <tr><td>{@code tlsFingerprint}<td>SHA-256 of the certificate the gateway serves
 * <tr><td>{@code logFile}<td>path
 * <tr><td>{@code lastShutdown}, {@code boots}, {@code safeMode}<td>with {@code --deep}: as {@code openclaw status} has them
 * <tr><td>{@code extraServices}<td>with {@code --deep}: {@code name}, {@code where}, {@code kind}, {@code active},
 *     {@code cleanup}
 * </table>
 */
final class GatewayReportJson {

    static final int VERSION = 1;

    // Reserved beside the gateway's port; nothing listens there by default.
    private static final int BROWSER_CONTROL = 2;
    private static final int CANVAS = 4;
    private static final int CDP_FIRST = 11;
    private static final int CDP_LAST = 110;

    private GatewayReportJson() {}

    static ObjectNode of(GatewayReport report) {
        ObjectNode json = Json.object().put("version", VERSION);
        json.putObject("cli").put("version", ProductVersion.text());
        ObjectNode config = json.putObject("config");
        config.set("cli", config(report.config()));
        config.set("daemon", report.serviceConfig().map(GatewayReportJson::config).orElse(null));
        json.set("gateway", gateway(report));
        json.set("service", service(report.service()));
        json.set("runtime", runtime(report.runtime().running(), report.runtime().pid(), report.runtime().detail()));
        json.set("port", port(report));
        json.set("rpc", rpc(report.probe()));
        report.notReady().ifPresent(reason -> json.put("notReady", reason));
        report.lastError().ifPresent(error -> json.put("lastError", error));
        report.tlsFingerprint().ifPresent(shown -> json.put("tlsFingerprint", shown));
        report.problems().forEach(json.putArray("problems")::add);
        json.put("logFile", report.logFile().toString());
        report.history().ifPresent(json::setAll);
        report.others().ifPresent(others -> {
            var list = json.putArray("extraServices");
            others.forEach(other -> list.addObject()
                    .put("name", other.name())
                    .put("where", other.where())
                    .put("kind", other.kind().name().toLowerCase(Locale.ROOT))
                    .put("active", other.active())
                    .put("cleanup", other.cleanup()));
        });
        return json;
    }

    private static ObjectNode config(GatewayReport.ConfigView view) {
        return Json.object()
                .put("path", view.file().toString())
                .put("exists", !view.state().equals("missing"))
                .put("valid", !view.state().startsWith("invalid"))
                .put("state", view.state());
    }

    private static ObjectNode gateway(GatewayReport report) {
        int port = report.port().number();
        ObjectNode gateway = Json.object()
                .put("bindMode", report.bind())
                .put("port", port)
                .put("portSource", report.port().source())
                .put("probeUrl", report.target().replaceFirst(" .*", ""))
                .put("version", report.probe().version())
                .put("dashboard", report.dashboard());
        gateway.putObject("derivedPorts")
                .put("browserControl", port + BROWSER_CONTROL)
                .put("canvas", port + CANVAS)
                .put("cdpFirst", port + CDP_FIRST)
                .put("cdpLast", port + CDP_LAST);
        return gateway;
    }

    static ObjectNode service(ServiceFacts facts) {
        ObjectNode service = Json.object()
                .put("kind", facts.kind())
                .put("label", facts.name())
                .put("installed", facts.isInstalled())
                .put("loaded", facts.state().isPresent())
                .put("externallySupervised", facts.mode() == SupervisorMode.EXTERNAL);
        facts.obstacle().ifPresent(why -> service.put("obstacle", why));
        facts.installed().ifPresent(installed -> definition(installed, service));
        service.set("runtime", runtime(facts.active(), facts.pid(), facts.state().map(state -> state.detail()).orElse("")));
        return service;
    }

    private static void definition(InstalledService installed, ObjectNode service) {
        service.put("enabled", installed.enabled()).put("system", installed.system()).put("definition", installed.definition());
        installed.command().forEach(service.putArray("command")::add);
        installed.overrides().forEach(file -> service.withArray("overrides").add(file.toString()));
    }

    private static ObjectNode runtime(boolean running, long pid, String detail) {
        return Json.object()
                .put("status", running ? "running" : "stopped")
                .put("pid", pid == 0 ? null : pid)
                .put("detail", detail);
    }

    private static ObjectNode port(GatewayReport report) {
        ObjectNode port = Json.object().put("port", report.port().number()).put("status", report.listening() ? "busy" : "free");
        var listeners = port.putArray("listeners");
        report.listener().ifPresent(owner -> listeners.addObject().put("pid", owner.pid()).put("command", owner.command()));
        return port;
    }

    private static ObjectNode rpc(Probe.Result probe) {
        ObjectNode rpc = Json.object()
                .put("tried", probe.tried())
                .put("ok", probe.connected() && !Boolean.FALSE.equals(probe.rpc()))
                .put("connected", probe.connected())
                .put("capability", probe.capability());
        if (probe.rpc() != null) {
            rpc.put("rpcOk", probe.rpcOk());
        }
        if (probe.failure() != null) {
            rpc.put("code", probe.failure().code()).put("error", probe.failure().getMessage());
        }
        return rpc;
    }
}
